"""Readers' conversations and their opinions of answers, stored in one SQLite file."""
