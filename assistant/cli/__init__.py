"""The command `netral`: one module for each group of subcommands."""
