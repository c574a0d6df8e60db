"""A run as one HTML file: figures, charts, and every wrong answer with its trace."""
