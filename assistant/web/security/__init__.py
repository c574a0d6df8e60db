"""Middleware around every route: known routes only, headers, limits. Deny by default."""
