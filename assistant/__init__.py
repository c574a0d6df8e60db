"""Question to cited answer, and the surfaces that show it. See `service.py`."""
