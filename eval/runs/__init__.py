"""A question set asked and kept on disk, and two runs compared."""
