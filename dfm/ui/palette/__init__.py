"""The palette: the emotions as chips to drag onto the timeline, and the faces drawn on them."""

from dfm.ui.palette.emotion_face import draw_face, face_pixmap
from dfm.ui.palette.panel import PalettePanel

__all__ = ["PalettePanel", "draw_face", "face_pixmap"]
