"""The fit of a reader's order of sentences and of the decision when to answer."""
