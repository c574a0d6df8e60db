"""A conversation as a memo to file: what stands in it (`content`), what it looks like (`layout`), and its two kinds of file."""
