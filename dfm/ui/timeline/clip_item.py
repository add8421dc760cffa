"""A clip: one edit on the timeline, where the scene puts it. It paints, and answers to nothing."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from dfm.core.document.edits import Edit
from dfm.ui.timeline.clip_look import ClipLook, Look


class ClipItem(QGraphicsRectItem):
    """Shows one edit; the rectangle is the scene's, the look is shared by all clips."""

    def __init__(self, look: ClipLook) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self._painter = look
        self._edit: Edit | None = None
        self._ramp = 0.0
        self._look = Look.PLAIN
        self._first_x = 0.0

    @property
    def edit(self) -> Edit | None:
        """The edit that shows."""
        return self._edit

    @property
    def look(self) -> Look:
        """What else shows on the clip."""
        return self._look

    def show_edit(self, edit: Edit, rect: QRectF, ramp: float) -> None:
        """Show an edit in a rectangle, with transitions of so many pixels."""
        self._edit, self._ramp = edit, ramp
        if rect != self.rect():
            self.setRect(rect)
        self.update()

    def mark(self, look: Look, on: bool) -> None:
        """Let a look show or not."""
        wanted = self._look | look if on else self._look & ~look
        if wanted != self._look:
            self._look = wanted
            self.setZValue(2 if wanted & (Look.SELECTED | Look.FOCUSED) else 1)
            self.update()

    def begin_text_at(self, x: float) -> None:
        """Keep the text right of a place, so that a clip that begins out of sight has its name in sight."""
        rect = self.rect()
        first = x if rect.left() < x < rect.right() else 0.0
        if first != self._first_x:
            self._first_x = first
            self.update()

    # Qt's own names

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._edit is not None:
            self._painter.paint(painter, self.rect(), self._edit, self._ramp, self._look, self._first_x)
