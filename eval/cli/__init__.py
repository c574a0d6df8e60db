"""The command `netral-eval`: one module for each group of subcommands."""
