"""The document: what the user asked for, as immutable values and pure functions.

It needs the standard library alone and knows nothing of pixels, faces or windows.
"""
