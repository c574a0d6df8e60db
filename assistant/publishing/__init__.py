"""The folder of articles while the server runs: watched, edited, indexed and put in force."""
