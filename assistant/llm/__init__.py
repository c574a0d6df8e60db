"""A language model, where one is configured: it reads in place of the bundled reader, and everything it says is proved or dropped."""
