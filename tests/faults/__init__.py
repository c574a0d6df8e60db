"""Kills, damaged files, full disks, floods and half-open connections: what is promised then, with counts of what was tried and lost."""
