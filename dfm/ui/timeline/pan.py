"""Dragging the view itself, with the middle button."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QGraphicsView


class Pan:
    """Keeps what was under the pointer under it."""

    def __init__(self, view: QGraphicsView, at: QPoint) -> None:
        self._view = view
        self._place = view.mapToScene(at)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Scroll by as far as the pointer went."""
        for bar, by in (
            (self._view.horizontalScrollBar(), self._place.x() - at.x()),
            (self._view.verticalScrollBar(), self._place.y() - at.y()),
        ):
            bar.setValue(bar.value() + round(by))

    def finish(self) -> None:
        """Stay here."""

    def give_up(self) -> None:
        """Stay here."""
