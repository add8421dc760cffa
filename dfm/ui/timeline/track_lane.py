"""One face's emotion track: the ground on which its clips lie, and where the face is not to be seen."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from dfm.core.document.timebase import Span
from dfm.ui.theme import current_theme
from dfm.ui.timeline.clip_look import mixed
from dfm.ui.timeline.lane import Lane


class TrackLane(Lane):
    """Lies under the clips of one face."""

    def __init__(self, face: int) -> None:
        super().__init__()
        self._face = face
        self._chosen = False
        self._aimed = False
        self._hint = ""
        self._unseen: tuple[Span, ...] = ()

    @property
    def face(self) -> int:
        """The number of the face."""
        return self._face

    def set_state(self, *, chosen: bool, hint: str, unseen: tuple[Span, ...]) -> None:
        """Say whether new edits come here, what an empty track says, and where the face is not seen."""
        state = (chosen, hint, unseen)
        if state != (self._chosen, self._hint, self._unseen):
            self._chosen, self._hint, self._unseen = state
            self.update()

    def set_aimed(self, aimed: bool) -> None:
        """Show that what is dragged would land here."""
        if aimed != self._aimed:
            self._aimed = aimed
            self.update()

    # What a lane asks

    def hint(self) -> str:
        return self._hint

    def ground(self) -> QColor:
        theme = current_theme()
        base = mixed(QColor(theme.field), QColor(theme.accent), 0.07 if self._chosen else 0.0)
        return mixed(base, QColor(theme.accent), 0.14) if self._aimed else base

    def paint_frames(self, painter: QPainter, area: QRectF) -> None:
        theme = current_theme()
        for span in self._unseen:
            left, right = self.scale_now.x_of(span.start), self.scale_now.x_of(span.end)
            gone = QRectF(left, self.rect().top(), right - left, self.rect().height()).intersected(area)
            if not gone.isEmpty():
                painter.fillRect(gone, QBrush(QColor(theme.line), Qt.BrushStyle.BDiagPattern))
