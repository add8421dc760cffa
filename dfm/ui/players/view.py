"""A view of one picture: it paints the image that it was given, with the faces over it, and is zoomed into.

Images arrive at the size at which they are painted. Until one for a new magnification has come, the one at
hand is stretched. The view asks for what it wants by signals; it fetches nothing.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from dfm.ui.players.drawn import Drawn
from dfm.ui.players.framing import FIT, Cut, Framing, cut_of, panned, place, target_of, zoomed
from dfm.ui.players.modes import Origin, Overlay, Side
from dfm.ui.players.overlay import FaceMark, FacePainter, draw_faces, face_under
from dfm.ui.theme import current_theme, theme_hub

WHEEL_STEP = 120
ZOOM_STEP = 1.25


@dataclass(frozen=True, slots=True)
class Painted:
    """An image, the frame that it is of, and the part of the picture that it shows."""

    frame: int
    image: QImage
    cut: Cut
    origin: Origin | None


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """What is known of the faces in the frame that shows."""

    marks: tuple[FaceMark, ...] = ()
    overlay: Overlay = Overlay.BOXES
    edges: Any = None
    chosen: int = 1


class PictureView(QWidget):
    """Shows one side of a frame."""

    framed = Signal(object)
    """Framing: the user zoomed or moved the picture."""
    resized = Signal()
    face_clicked = Signal(int)
    painted = Signal(int, object, object)
    """The frame, the side and the origin of what has just been painted."""
    pan_begun = Signal()
    """The picture is being dragged about."""

    def __init__(self, side: Side, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self._raster = QSize()
        self._picture = QSize()
        self._framing = FIT
        self._images: dict[Side, Painted] = {}
        self._faces = Faces()
        self._under: int | None = None
        self._dragged_from: QPoint | None = None
        self._is_space_down = False
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(96, 54)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme_hub.theme_changed.connect(self.update)

    # What it shows

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides of the picture that it paints."""
        return (self.side,)

    @property
    def frame(self) -> int | None:
        """The frame that shows, or None."""
        shown = [self._images[side].frame for side in self.sides if side in self._images]
        return min(shown) if len(shown) == len(self.sides) else None

    @property
    def is_sharp(self) -> bool:
        """Whether all images have just the size at which they are painted."""
        cut = self.cut()
        return all(side in self._images and self._images[side].cut == cut for side in self.sides)

    def picture_rect(self) -> QRectF:
        """Where the whole picture lies, in the view's logical pixels."""
        lies, ratio = self._lies(), self.devicePixelRatioF()
        return QRectF(lies.x() / ratio, lies.y() / ratio, lies.width() / ratio, lies.height() / ratio)

    def image(self, side: Side) -> QImage | None:
        """The image that shows of a side."""
        return self._images[side].image if side in self._images else None

    def set_video(self, raster: QSize, picture: QSize) -> None:
        """Show a video of so many upright pixels, which is so large in square pixels; empty for none."""
        self._raster, self._picture = raster, picture
        self._images.clear()
        self._faces = Faces(overlay=self._faces.overlay, edges=self._faces.edges, chosen=self._faces.chosen)
        self.update()

    def set_framing(self, framing: Framing) -> None:
        """Show this part of the picture."""
        if framing != self._framing:
            self._framing = framing
            self.update()

    def set_faces(self, faces: Faces) -> None:
        """Draw these faces over the picture."""
        self._faces = faces
        self.update()

    def show_drawn(self, drawn: Drawn) -> None:
        """Take those of the images that are of its sides."""
        for side in self.sides:
            if side in drawn.images:
                origin = drawn.origin if side is not Side.INPUT else None
                image = drawn.images[side]
                self._images[side] = Painted(drawn.frame, image, drawn.want.cut, origin)
                self.update()

    def cut(self) -> Cut | None:
        """What it needs of a picture; None where there is no video or no room."""
        if self._picture.isEmpty() or self.size().isEmpty():
            return None
        return cut_of(self._lies(), self._raster, self.pixels())

    def pixels(self) -> QSize:
        """Its size in device pixels."""
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify around a point of the view, or around its middle."""
        if self._picture.isEmpty():
            return
        ratio = self.devicePixelRatioF()
        point = (at or QPointF(self.rect().center())) * ratio
        self.framed.emit(zoomed(self._framing, factor, point, self._picture, self.pixels()))

    def chosen_point(self) -> tuple[float, float] | None:
        """The middle of the chosen face, as shares of the picture; None where it is not seen."""
        for mark in self._faces.marks:
            if mark.number == self._faces.chosen:
                middle = mark.box.center()
                return middle.x() / self._raster.width(), middle.y() / self._raster.height()
        return None

    def _lies(self) -> QRectF:
        return place(self._framing, self._picture, self.pixels())

    def _to_view(self) -> QTransform:
        """From pixels of the upright raster to the view's logical ones."""
        lies, ratio = self._lies(), self.devicePixelRatioF()
        move = QTransform.fromTranslate(lies.x() / ratio, lies.y() / ratio)
        across = lies.width() / ratio / self._raster.width()
        return QTransform.fromScale(across, lies.height() / ratio / self._raster.height()) * move

    # Painting

    def _paint_image(self, painter: QPainter, painted: Painted) -> None:
        ratio = self.devicePixelRatioF()
        target = target_of(painted.cut.part, self._lies(), self._raster)
        if painted.image.size() == target.size():
            painted.image.setDevicePixelRatio(ratio)
            painter.drawImage(QPointF(target.x() / ratio, target.y() / ratio), painted.image)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        into = QRectF(target.x() / ratio, target.y() / ratio, target.width() / ratio, target.height() / ratio)
        painter.drawImage(into, painted.image, QRectF(painted.image.rect()))

    def _paint_pictures(self, painter: QPainter) -> None:
        if self.side in self._images:
            self._paint_image(painter, self._images[self.side])

    def _paint_faces(self, painter: QPainter, overlay: Overlay) -> None:
        faces = self._faces
        if faces.marks and overlay:
            drawer = FacePainter(painter, self._to_view(), current_theme())
            draw_faces(drawer, faces.marks, overlay, faces.edges, faces.chosen, self._under)

    def _overlay(self) -> Overlay:
        """All of it lies on the input; the output stays clear but for boxes to choose among."""
        if self.side is Side.INPUT:
            return self._faces.overlay
        return self._faces.overlay & Overlay.BOXES if len(self._faces.marks) > 1 else Overlay.NOTHING

    # The pointer

    def _find_face(self, at: QPointF) -> int | None:
        if self._raster.isEmpty() or Overlay.BOXES not in self._faces.overlay:
            return None
        back, _ = self._to_view().inverted()
        return face_under(self._faces.marks, back.map(at))

    def _point_at(self, face: int | None) -> None:
        if face != self._under:
            self._under = face
            self.update()
        self._choose_cursor()

    def _choose_cursor(self) -> None:
        shapes = Qt.CursorShape
        if self._dragged_from is not None:
            self.setCursor(shapes.ClosedHandCursor)
        elif self._is_space_down and self._framing.scale is not None:
            self.setCursor(shapes.OpenHandCursor)
        elif self._under is not None and self._under != self._faces.chosen:
            self.setCursor(shapes.PointingHandCursor)
        else:
            self.unsetCursor()

    def set_space_down(self, is_down: bool) -> None:
        """Space is held: the left button drags the picture."""
        self._is_space_down = is_down
        self._choose_cursor()

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        painter.fillRect(self.rect(), QColor(theme.well))
        if not self._raster.isEmpty():
            self._paint_pictures(painter)
            self._paint_faces(painter, self._overlay())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
        for side in self.sides:
            if side in self._images:
                self.painted.emit(self._images[side].frame, side, self._images[side].origin)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() / WHEEL_STEP
        if turned:
            self.zoom_by(ZOOM_STEP**turned, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button = event.button()
        pans = button is Qt.MouseButton.MiddleButton
        pans = pans or (button is Qt.MouseButton.LeftButton and self._is_space_down)
        if pans:
            self._dragged_from = event.position().toPoint()
            self.pan_begun.emit()
            self._choose_cursor()
        elif button is Qt.MouseButton.LeftButton:
            face = self._find_face(event.position())
            if face is not None:
                self.face_clicked.emit(face)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            self._point_at(self._find_face(event.position()))
            return
        now = event.position().toPoint()
        by = QPointF(now - self._dragged_from) * self.devicePixelRatioF()
        self._dragged_from = now
        if not self._picture.isEmpty():
            self.framed.emit(panned(self._framing, by, self._picture, self.pixels()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None
        self._choose_cursor()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._choose_cursor()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
