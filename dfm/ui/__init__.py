"""The editor: a window on a project. It shows values, steps generators, and asks the engine for the rest."""
