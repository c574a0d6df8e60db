"""Middleware around every route: only what is served is let through, with its headers, within its limits. Deny by default."""
