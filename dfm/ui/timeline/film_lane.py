"""The filmstrip: small pictures of the video side by side, each over the time that it shows."""

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from dfm.ui.theme import current_theme
from dfm.ui.timeline.lane import Lane
from dfm.ui.timeline.scale import MARGIN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMOOTH = Qt.TransformationMode.SmoothTransformation


class FilmLane(Lane):
    """Shows, at each place, the nearest picture that there is."""

    def __init__(self) -> None:
        super().__init__()
        self._images: dict[int, QImage] = {}
        self._scaled: dict[int, QPixmap] = {}
        self._order: list[int] = []
        self._cuts: tuple[int, ...] = ()

    @property
    def pictures(self) -> int:
        """How many pictures there are."""
        return len(self._images)

    def clear(self) -> None:
        """Forget all pictures, as for another video."""
        self._images.clear()
        self._scaled.clear()
        self._order = []
        self._cuts = ()
        self.update()

    def set_cuts(self, cuts: tuple[int, ...]) -> None:
        """Show where shots begin."""
        self._cuts = cuts
        self.update()

    def add_picture(self, frame: int, rgb: "NDArray[np.uint8]") -> None:
        """Show a picture (h, w, 3) of a frame."""
        height, width = rgb.shape[:2]
        image = QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        if frame not in self._images:
            self._order.insert(bisect_left(self._order, frame), frame)
        self._images[frame] = image
        self._scaled.pop(frame, None)
        self.update()

    def picture_near(self, frame: int) -> tuple[int, QImage] | None:
        """The picture whose frame is nearest, and its frame."""
        nearest = self._nearest(frame)
        return None if nearest is None else (nearest, self._images[nearest])

    def tile_width(self) -> float:
        """How wide one picture is on the lane."""
        image = next(iter(self._images.values()), None)
        shape = image.width() / image.height() if image else 1.0
        return max(8.0, round(self.rect().height() * shape))

    def _nearest(self, frame: int) -> int | None:
        at = bisect_left(self._order, frame)
        return min(self._order[max(at - 1, 0) : at + 1], key=lambda each: abs(each - frame), default=None)

    def _pixmap(self, frame: int, painter: QPainter) -> QPixmap:
        found = self._scaled.get(frame)
        ratio = painter.device().devicePixelRatio()
        height = round(self.rect().height() * ratio)
        if found is None or found.height() != height:
            image = self._images[frame]
            found = QPixmap.fromImage(image.scaledToHeight(height, SMOOTH))
            found.setDevicePixelRatio(ratio)
            self._scaled[frame] = found
        return found

    # What a lane asks

    def hint(self) -> str:
        return "" if self._images else "Pictures come as they are read"

    def paint_frames(self, painter: QPainter, area: QRectF) -> None:
        if self._images:
            wide = self.tile_width()
            painter.save()
            painter.setClipRect(area)
            for tile in range(int((area.left() - MARGIN) / wide), int((area.right() - MARGIN) / wide) + 1):
                x = MARGIN + tile * wide
                nearest = self._nearest(self.scale_now.frame_at(x + wide / 2))
                if nearest is not None:
                    painter.drawPixmap(QPointF(x, self.rect().top()), self._pixmap(nearest, painter))
            painter.restore()
        for cut in self._cuts:
            x = self.scale_now.x_of(cut)
            if area.left() - 2 <= x <= area.right() + 2:
                painter.fillRect(
                    QRectF(x - 1, self.rect().top(), 2, self.rect().height()), QColor(current_theme().panel)
                )
