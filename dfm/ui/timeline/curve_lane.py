"""The curves of valence and arousal: as measured, thin, and as the edits ask for, bold.

Valence is a whole line and arousal a dashed one; letters on the lines name them. Paths are made in pieces
of a fixed width and kept until the scale or the curves change.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from dfm.ui.theme import Theme, current_theme, label_font
from dfm.ui.timeline.lane import Lane
from dfm.ui.timeline.lanes import Strip
from dfm.ui.timeline.scale import MARGIN, TimeScale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIECE = 256
"""Pixels of a piece of path."""
STEP = 2
"""Pixels from one point of a path to the next."""
LETTER_EVERY = 3
"""Pieces from one letter on the measured curves to the next."""
PADDING = 6.0
LETTER = 11
NAMES = ("V", "A")


def curve_pen(theme: Theme, which: int, *, bold: bool) -> QPen:
    """The line of valence (0) or arousal (1); bold is what the edits ask for."""
    colours = ("#45C4B0", "#C39BF5") if theme.is_dark else ("#0A7568", "#6B3FC4")
    colour = QColor(colours[which])
    if not bold:
        colour.setAlphaF(0.75)
    pen = QPen(colour, 2.2 if bold else 1.1)
    if which == 1:
        pen.setDashPattern([3.0, 2.0] if bold else [5.0, 4.0])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


class CurveLane(Lane):
    """Shows the curves of the chosen face."""

    def __init__(self) -> None:
        super().__init__()
        self._measured: NDArray[np.float32] | None = None
        self._targeted: NDArray[np.float32] | None = None
        self._pieces: dict[int, Sequence[QPainterPath]] = {}
        self._waits = False

    @property
    def measured(self) -> "NDArray[np.float32] | None":
        """Valence and arousal (frames, 2) as measured."""
        return self._measured

    @property
    def targeted(self) -> "NDArray[np.float32] | None":
        """Valence and arousal (frames, 2) as asked for."""
        return self._targeted

    def set_measured(self, curve: "NDArray[np.float32] | None", *, waits: bool) -> None:
        """Show what a face shows; `waits` says that faces are still being looked for."""
        self._measured, self._waits = curve, waits
        self._forget()

    def set_targeted(self, curve: "NDArray[np.float32] | None") -> None:
        """Show what the edits ask for; only what differs from before is painted again."""
        first, end = _difference(self._targeted, curve)
        self._targeted = curve
        if first == end:
            return
        left, right = self.scale_now.x_of(first) - PIECE / 8, self.scale_now.x_of(end) + PIECE / 8
        for piece in range(int((left - MARGIN) // PIECE), int((right - MARGIN) // PIECE) + 1):
            self._pieces.pop(piece, None)
        self.update(QRectF(left, self.rect().top(), right - left, self.rect().height()))

    def y_of(self, value: float) -> float:
        """Where a valence or arousal from -1 to 1 lies."""
        return self.rect().center().y() - value * self._reach

    @property
    def _reach(self) -> float:
        """Pixels from 0 to 1."""
        return self.rect().height() / 2 - PADDING

    def _forget(self) -> None:
        self._pieces.clear()
        self.update()

    def _paths(self, piece: int) -> Sequence[QPainterPath]:
        """Measured valence and arousal, then asked-for valence and arousal, of one piece."""
        found = self._pieces.get(piece)
        if found is None:
            xs = [MARGIN + piece * PIECE + at for at in range(0, PIECE + STEP, STEP)]
            found = [
                self._path(curve, which, xs) for curve in (self._measured, self._targeted) for which in (0, 1)
            ]
            self._pieces[piece] = found
        return found

    def _path(self, curve: "NDArray[np.float32] | None", which: int, xs: Sequence[float]) -> QPainterPath:
        path = QPainterPath()
        if curve is None:
            return path
        middle, reach = self.rect().center().y(), self._reach
        drawing = False
        for x, value in zip(xs, self._values(curve, which, xs), strict=True):
            if value != value:  # NaN: no line here
                drawing = False
            elif drawing:
                path.lineTo(x, middle - value * reach)
            else:
                path.moveTo(x, middle - value * reach)
                drawing = True
        return path

    def _values(self, curve: "NDArray[np.float32]", which: int, xs: Sequence[float]) -> list[float]:
        """The curve under each place, between the middles of two frames."""
        import numpy as np

        at = (np.asarray(xs) - MARGIN) / self.scale_now.pixels - 0.5
        low = np.clip(np.floor(at).astype(int), 0, len(curve) - 1)
        high = np.minimum(low + 1, len(curve) - 1)
        share = np.clip(at - low, 0, 1)
        values = curve[low, which] * (1 - share) + curve[high, which] * share
        here = np.clip(np.floor(at + 0.5).astype(int), 0, len(curve) - 1)
        values = np.where(np.isnan(values), curve[here, which], values)
        beyond = (at < -0.5) | (at >= len(curve))
        listed: list[float] = np.where(beyond, np.nan, values).tolist()
        return listed

    def _letters(self, painter: QPainter, piece: int) -> None:
        """Name the measured curves now and then."""
        if self._measured is None or piece % LETTER_EVERY:
            return
        x = MARGIN + piece * PIECE + 3
        painter.setFont(label_font())
        heights = [self._values(self._measured, which, [x])[0] for which in (0, 1)]
        higher = 0 if heights[0] >= heights[1] else 1
        for which, value in enumerate(heights):
            if value == value:
                painter.setPen(curve_pen(current_theme(), which, bold=True).color())
                beside = -4 if which == higher else LETTER
                painter.drawText(QPointF(x, self.y_of(value) + beside), NAMES[which])

    # What a lane asks

    def lay(self, strip: Strip, scale: TimeScale, frames: int, width: float) -> None:
        if scale != self.scale_now or strip.height != self.rect().height():
            self._pieces.clear()
        super().lay(strip, scale, frames, width)

    def hint(self) -> str:
        if self._measured is not None or self._targeted is not None:
            return ""
        return "Looking for faces" if self._waits else "No face was found"

    def paint_frames(self, painter: QPainter, area: QRectF) -> None:
        theme = current_theme()
        if self.hint():
            return
        painter.fillRect(QRectF(area.left(), self.y_of(0), area.width(), 1), QColor(theme.line))
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pens = [curve_pen(theme, which, bold=bold) for bold in (False, True) for which in (0, 1)]
        first, last = (int((x - MARGIN) // PIECE) for x in (area.left() - 16, area.right()))
        for piece in range(max(first, 0), last + 1):
            for pen, path in zip(pens, self._paths(piece), strict=True):
                painter.strokePath(path, pen)
            self._letters(painter, piece)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.restore()


def _difference(one: "NDArray[np.float32] | None", other: "NDArray[np.float32] | None") -> tuple[int, int]:
    """The frames from the first to behind the last on which two curves differ."""
    import numpy as np

    if one is None and other is None:
        return 0, 0
    if one is None or other is None or len(one) != len(other):
        return 0, max(len(each) for each in (one, other) if each is not None)
    unlike = np.flatnonzero(((one != other) & ~(np.isnan(one) & np.isnan(other))).any(axis=1))
    return (int(unlike[0]), int(unlike[-1]) + 1) if len(unlike) else (0, 0)
