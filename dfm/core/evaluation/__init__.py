"""Evaluation: how faithful, steady and recognisable edited faces are. Nothing else in the engine needs it."""
