"""Reading: which sentence of the passages answers the question, and which words in it."""
