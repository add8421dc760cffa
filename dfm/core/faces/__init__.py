"""Faces: landmarks, tracks, the 3D face model and its fit. This room knows nothing of emotions or edits."""
