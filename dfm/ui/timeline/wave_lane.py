"""The sound as a waveform: at each place the highest and lowest sample of the time under it."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from dfm.ui.theme import current_theme
from dfm.ui.timeline.clip_look import mixed
from dfm.ui.timeline.lane import Lane
from dfm.ui.timeline.scale import MARGIN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_GAIN = 8.0
PADDING = 3.0


class WaveLane(Lane):
    """Shows peaks, so many a second from the video's start on."""

    def __init__(self) -> None:
        super().__init__()
        self._peaks: NDArray[np.float32] | None = None
        self._per_frame = 1.0
        self._gain = 1.0
        self._silent = False

    def set_peaks(self, peaks: "NDArray[np.float32] | None", per_second: int, rate: Fraction) -> None:
        """Show lowest and highest samples (n, 2) in -1..1; None while they are not known."""
        self._peaks = peaks
        self._per_frame = float(per_second / rate)
        loudest = float(abs(peaks).max()) if peaks is not None and len(peaks) else 0.0
        self._silent = peaks is not None and loudest == 0
        self._gain = min(1 / loudest, MOST_GAIN) if loudest else 1.0
        self.update()

    def columns(self, first: int, count: int) -> "NDArray[np.float32]":
        """Lowest and highest sample (count, 2) under `count` pixels from scene column `first` on."""
        import numpy as np

        peaks = self._peaks
        if peaks is None or not len(peaks) or count < 1:
            return np.zeros((max(count, 0), 2), np.float32)
        edges = (np.arange(first, first + count + 1) - MARGIN) / self.scale_now.pixels * self._per_frame
        begins = np.clip(edges[:-1].astype(int), 0, len(peaks) - 1)
        ends = np.clip(edges[1:].astype(int), begins + 1, len(peaks))
        places = np.stack([begins, ends], axis=1).ravel()
        padded = np.concatenate([peaks, peaks[-1:]])
        low = np.minimum.reduceat(padded[:, 0], places)[::2]
        high = np.maximum.reduceat(padded[:, 1], places)[::2]
        return np.stack([low, high], axis=1)

    # What a lane asks

    def hint(self) -> str:
        if self._silent:
            return "Silence"
        return "" if self._peaks is not None else "Listening to the sound"

    def paint_frames(self, painter: QPainter, area: QRectF) -> None:
        theme = current_theme()
        middle = self.rect().center().y()
        if self._peaks is None or self._silent:
            return
        painter.fillRect(QRectF(area.left(), middle, area.width(), 1), QColor(theme.line))
        first, last = int(area.left()), int(area.right()) + 1
        reach = (self.rect().height() / 2 - PADDING) * self._gain
        tall = (middle - self.columns(first, last - first) * reach).tolist()
        painter.setPen(QPen(mixed(QColor(theme.accent), QColor(theme.quiet), 0.35), 1))
        painter.drawLines(
            [QLineF(first + at + 0.5, low, first + at + 0.5, high) for at, (low, high) in enumerate(tall)]
        )
