"""Netral inside a Python program, without a server: an index opened, asked and searched."""
