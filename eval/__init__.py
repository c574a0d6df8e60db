"""Question sets, runs and figures. Nothing outside imports this package."""
