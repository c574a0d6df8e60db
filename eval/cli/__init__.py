"""The command `netral-eval`: one module for each room whose work it starts."""
