"""Asks question sets, keeps the answers on disk, and compares two runs."""
