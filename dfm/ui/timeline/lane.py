"""A lane of the timeline that is painted piece by piece, only where it has to be."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from dfm.ui.theme import current_theme, label_font
from dfm.ui.timeline.lanes import Strip
from dfm.ui.timeline.scale import MARGIN, TimeScale

HINT_AT = 8.0


class Lane(QGraphicsRectItem):
    """A band over the whole width; kinds of lanes paint what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._scale = TimeScale(1.0)
        self._frames = 0

    @property
    def scale_now(self) -> TimeScale:
        """How frames lie on the lane."""
        return self._scale

    @property
    def frames(self) -> int:
        """How many frames the lane shows."""
        return self._frames

    def lay(self, strip: Strip, scale: TimeScale, frames: int, width: float) -> None:
        """Put the lane in its place, with so many frames of a video on it."""
        self._scale, self._frames = scale, frames
        self.setRect(QRectF(0, strip.top, width, strip.height))
        self.update()

    def video_rect(self) -> QRectF:
        """Where the frames of the video lie."""
        return QRectF(MARGIN, self.rect().top(), self._frames * self._scale.pixels, self.rect().height())

    def ground(self) -> QColor:
        """What lies behind the frames."""
        return QColor(current_theme().field)

    def paint_frames(self, painter: QPainter, area: QRectF) -> None:
        """Paint what lies on the frames inside an area."""

    def hint(self) -> str:
        """A few words where there is nothing to show yet."""
        return ""

    # Qt's own names

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        video = self.video_rect()
        exposed: QRectF = option.exposedRect
        area = exposed.intersected(video)
        if area.isEmpty():
            return
        painter.fillRect(area, self.ground())
        self.paint_frames(painter, area)
        if words := self.hint():
            painter.setFont(label_font())
            painter.setPen(QColor(current_theme().quiet))
            painter.drawText(video.adjusted(HINT_AT, 0, 4000, 0), Qt.AlignmentFlag.AlignVCenter, words)
