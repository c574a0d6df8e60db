"""Fits the order of a reader's sentences, and the decision when to answer."""
