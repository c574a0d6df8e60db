"""From a question to a cited answer, and the surfaces that show it. Start at `answering/service.py`."""
