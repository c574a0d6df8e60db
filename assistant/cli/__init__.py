"""The command `netral`: one module for each group of subcommands.

A command imports what it works with when it runs, not when its module is loaded: `netral ask` would otherwise wait for
everything that builds and serves.
"""
