"""Trains the reader. See ../MODEL_CARD.md. Needs the extra `train`; nothing that serves imports it."""
