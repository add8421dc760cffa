"""Renderers: from a frame, its mesh and a target mesh to the edited picture of the face."""
