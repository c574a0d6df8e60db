"""Documents beside the five articles, each folder with question sets about them, and the program that makes their files."""
