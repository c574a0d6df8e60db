"""Source articles to an index on disk. See `build.py`, which reads top to bottom."""
