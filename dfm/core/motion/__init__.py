"""Motion: from the edits to the expression that each frame shall show.

It knows emotions, tracks and coefficients; it knows nothing of pixels or of how a face is drawn.
"""
