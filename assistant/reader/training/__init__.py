"""Trains the reader. See ../MODEL_CARD.md; needs the extra `train`."""
