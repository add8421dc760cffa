"""The engine: everything that works without a window. It knows nothing of Qt."""
