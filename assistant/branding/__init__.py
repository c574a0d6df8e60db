"""The identity that an office gives the pages: its name, its colours, its logo."""
