"""The editor: a window on a project. It shows values and steps generators; what it knows, it asks the engine."""
