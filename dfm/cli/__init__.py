"""The command line: the engine's jobs without a window. It parses and shows; it works out nothing."""

from dfm.cli.main import entry, main

__all__ = ["entry", "main"]
