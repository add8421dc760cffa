"""Video files: what they hold, their pictures in order, and new files written from them.

This room knows PyAV and pixels; it knows nothing of faces, edits or projects.
"""
