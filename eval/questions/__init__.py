"""Question sets: what a case is, and how sets are checked, written and varied."""
