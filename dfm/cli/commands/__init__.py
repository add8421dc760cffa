"""One module a command: its arguments, and what it does with a job of the engine."""
