"""The face of an emotion as a drawing: a disc in its colour, and brows, eyes and a mouth that show it.

All is drawn in units of the disc's radius with y pointing down, so that a face is as sharp at 16 pixels as
at 200. It knows no widget and no theme; whoever draws says where and in which colour.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache

from dfm.core.document.emotions import emotion

SMALL = 22.0
"""Below so many pixels across, lines are thicker and what could not be made out is left away."""

WHITE = QColor("#FFFFFF")
TONGUE = QColor("#E8707A")
TEAR = QColor("#E3F3FF")

Point = tuple[float, float]
_Brow = tuple[Point, Point, Point]


@dataclass(frozen=True, slots=True)
class _Pencil:
    """What a feature is drawn with: the painter, the dark of the face's colour, and how fine."""

    painter: QPainter
    ink: QColor
    width: float
    fine: bool

    def line(self, *points: Point, width: float = 1.0) -> None:
        """Draw a round-ended line through two points, a curve with three, an S with four."""
        path = QPainterPath(QPointF(*points[0]))
        if len(points) == 3:
            path.quadTo(QPointF(*points[1]), QPointF(*points[2]))
        elif len(points) == 4:
            path.cubicTo(QPointF(*points[1]), QPointF(*points[2]), QPointF(*points[3]))
        else:
            path.lineTo(QPointF(*points[-1]))
        self.outline(path, self.width * width)

    def outline(self, path: QPainterPath, width: float) -> None:
        """Draw along a path with round ends and corners."""
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        self.painter.strokePath(path, QPen(self.ink, width, Qt.PenStyle.SolidLine, round_cap, round_join))

    def dot(self, x: float, y: float, across: float, down: float, colour: QColor | None = None) -> None:
        """Fill an ellipse around a point."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour or self.ink)
        self.painter.drawEllipse(QPointF(x, y), across, down)

    def fill(self, path: QPainterPath, colour: QColor | None = None) -> None:
        """Fill a shape."""
        self.painter.fillPath(path, QBrush(colour or self.ink))


@dataclass(frozen=True, slots=True)
class _Look:
    """A face: the curve of each brow from its inner end outwards, and how eyes and mouth are drawn."""

    left_brow: _Brow | None
    right_brow: _Brow | None
    eyes: Callable[[_Pencil], None]
    mouth: Callable[[_Pencil], None]


def draw_face(painter: QPainter, rect: QRectF, emotion_name: str, colour: QColor | str) -> None:
    """Draw an emotion's face as large as it fits into the middle of a rectangle."""
    look = _LOOKS.get(emotion_name, _LOOKS["neutral"])
    side = min(rect.width(), rect.height())
    scale = painter.deviceTransform().m11() * side
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(side / 2, side / 2)
    fine = scale >= SMALL
    pencil = _Pencil(painter, _ink(QColor(colour)), 0.12 if fine else 0.19, fine)
    _disc(pencil, QColor(colour))
    look.eyes(pencil)
    for brow in (look.left_brow, look.right_brow):
        if brow is not None:
            pencil.line(*brow)
    look.mouth(pencil)
    painter.restore()


def face_pixmap(
    emotion_name: str, size: int, colour: QColor | str | None = None, ratio: float = 1.0
) -> QPixmap:
    """Draw a face of so many logical pixels on nothing, once; in the emotion's own colour unless given."""
    tint = QColor(colour or emotion(emotion_name).colour)
    key = f"dfm-face {emotion_name} {size} {tint.name()} {ratio}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = _drawn_face(emotion_name, size, tint, ratio)
        QPixmapCache.insert(key, pixmap)
    return pixmap


def _drawn_face(emotion_name: str, size: int, colour: QColor, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_face(painter, QRectF(0, 0, size, size), emotion_name, colour)
    painter.end()
    return pixmap


def _ink(colour: QColor) -> QColor:
    """The near-black of a colour's hue."""
    return QColor.fromHslF(max(colour.hslHueF(), 0.0), min(colour.hslSaturationF(), 0.6), 0.10)


def _disc(pencil: _Pencil, colour: QColor) -> None:
    """The head: lit from above, with a slightly darker rim that parts it from its own colour."""
    light = QLinearGradient(0, -1, 0, 1)
    light.setColorAt(0, colour.lighter(116))
    light.setColorAt(1, colour.darker(106))
    pencil.painter.setPen(QPen(colour.darker(135), 0.05) if pencil.fine else Qt.PenStyle.NoPen)
    pencil.painter.setBrush(light)
    pencil.painter.drawEllipse(QPointF(0, 0), 0.97, 0.97)


# Eyes


def _plain_eyes(pencil: _Pencil) -> None:
    for x in (-0.34, 0.34):
        pencil.dot(x, -0.14, 0.11, 0.14)


def _smiling_eyes(pencil: _Pencil) -> None:
    for x in (-0.38, 0.38):
        pencil.line((x - 0.19, -0.10), (x, -0.46), (x + 0.19, -0.10), width=1.15)
    if pencil.fine:
        for x in (-0.62, 0.62):
            pencil.dot(x, 0.13, 0.16, 0.10, QColor(255, 110, 60, 110))


def _round_eyes(pencil: _Pencil) -> None:
    for x in (-0.36, 0.36):
        pencil.dot(x, -0.17, 0.23, 0.25, WHITE)
        pencil.dot(x, -0.17, 0.12, 0.13)


def _startled_eyes(pencil: _Pencil) -> None:
    for x in (-0.36, 0.36):
        pencil.dot(x, -0.12, 0.24, 0.23, WHITE)
        pencil.dot(x * 0.92, -0.08, 0.075 if pencil.fine else 0.1, 0.085 if pencil.fine else 0.1)


def _angry_eyes(pencil: _Pencil) -> None:
    for side in (-1, 1):
        lid = QPainterPath(QPointF(side * 0.12, -0.12))
        lid.lineTo(side * 0.60, -0.34)
        lid.quadTo(side * 0.66, 0.12, side * 0.36, 0.10)
        lid.quadTo(side * 0.14, 0.08, side * 0.12, -0.12)
        pencil.fill(lid, WHITE)
        pencil.dot(side * 0.32, -0.06, 0.115, 0.125)


def _squeezed_eyes(pencil: _Pencil) -> None:
    for side in (-1, 1):
        pencil.line((side * 0.58, -0.36), (side * 0.20, -0.16))
        pencil.line((side * 0.20, -0.16), (side * 0.58, -0.04))
    if pencil.fine:
        for side in (-1, 1):
            pencil.line((side * 0.05, -0.22), (side * 0.07, -0.10), (side * 0.15, 0.02), width=0.6)


def _half_closed_eyes(pencil: _Pencil) -> None:
    for x in (-0.36, 0.36):
        eye = QPainterPath(QPointF(x - 0.22, -0.14))
        eye.lineTo(x + 0.22, -0.14)
        eye.quadTo(x + 0.18, 0.10, x, 0.10)
        eye.quadTo(x - 0.18, 0.10, x - 0.22, -0.14)
        pencil.fill(eye, WHITE)
        pencil.dot(x + 0.09, -0.05, 0.095, 0.095)
        pencil.line((x - 0.24, -0.15), (x + 0.24, -0.15))


def _sad_eyes(pencil: _Pencil) -> None:
    for x in (-0.34, 0.34):
        pencil.dot(x, -0.06, 0.12, 0.14)
        if pencil.fine:
            pencil.dot(x + 0.04, -0.11, 0.04, 0.045, WHITE)
    tear = QPainterPath(QPointF(0.48, 0.08))
    tear.cubicTo(0.56, 0.28, 0.66, 0.34, 0.66, 0.46)
    tear.cubicTo(0.66, 0.68, 0.32, 0.68, 0.32, 0.46)
    tear.cubicTo(0.32, 0.34, 0.42, 0.28, 0.48, 0.08)
    pencil.fill(tear, TEAR)


# Mouths


def _straight_mouth(pencil: _Pencil) -> None:
    pencil.line((-0.34, 0.40), (0.34, 0.40))


def _laughing_mouth(pencil: _Pencil) -> None:
    mouth = QPainterPath(QPointF(-0.56, 0.14))
    mouth.quadTo(0.0, 0.28, 0.56, 0.14)
    mouth.cubicTo(0.52, 0.90, -0.52, 0.90, -0.56, 0.14)
    pencil.fill(mouth)
    if pencil.fine:
        tongue = QPainterPath()
        tongue.addEllipse(QPointF(0, 0.72), 0.32, 0.22)
        pencil.fill(tongue.intersected(mouth), TONGUE)
    teeth = QPainterPath()
    teeth.addRect(QRectF(-0.46, 0.10, 0.92, 0.22))
    pencil.fill(teeth.intersected(mouth), WHITE)


def _round_mouth(pencil: _Pencil) -> None:
    pencil.dot(0, 0.50, 0.21, 0.28)
    if pencil.fine:
        pencil.dot(0, 0.64, 0.13, 0.10, TONGUE)


def _trembling_mouth(pencil: _Pencil) -> None:
    mouth = QPainterPath(QPointF(-0.50, 0.60))
    mouth.cubicTo(-0.44, 0.22, -0.28, 0.24, -0.16, 0.34)
    mouth.quadTo(0.0, 0.44, 0.16, 0.34)
    mouth.cubicTo(0.28, 0.24, 0.44, 0.22, 0.50, 0.60)
    mouth.cubicTo(0.36, 0.78, 0.28, 0.58, 0.16, 0.66)
    mouth.quadTo(0.0, 0.74, -0.16, 0.66)
    mouth.cubicTo(-0.28, 0.58, -0.36, 0.78, -0.50, 0.60)
    pencil.fill(mouth)
    if pencil.fine:
        teeth = QPainterPath()
        teeth.addRect(QRectF(-0.34, 0.28, 0.68, 0.16))
        pencil.fill(teeth.intersected(mouth), WHITE)


def _clenched_mouth(pencil: _Pencil) -> None:
    mouth = QPainterPath(QPointF(-0.40, 0.64))
    mouth.cubicTo(-0.36, 0.30, 0.36, 0.30, 0.40, 0.64)
    mouth.quadTo(0.0, 0.52, -0.40, 0.64)
    pencil.fill(mouth)
    pencil.outline(mouth, 0.09)


def _tongue_out(pencil: _Pencil) -> None:
    tongue = QPainterPath(QPointF(-0.14, 0.40))
    tongue.lineTo(0.30, 0.36)
    tongue.cubicTo(0.36, 0.86, -0.10, 0.92, -0.14, 0.40)
    pencil.fill(tongue, TONGUE)
    if pencil.fine:
        pencil.line((0.08, 0.44), (0.10, 0.62), width=0.45)
    pencil.line((-0.44, 0.50), (-0.16, 0.20), (0.10, 0.52), (0.46, 0.26))


def _smirk(pencil: _Pencil) -> None:
    pencil.line((0.36, 0.48), (0.10, 0.56), (-0.34, 0.52), (-0.50, 0.24))
    if pencil.fine:
        pencil.line((-0.64, 0.26), (-0.52, 0.25), (-0.44, 0.14), width=0.7)


def _frown(pencil: _Pencil) -> None:
    pencil.line((-0.32, 0.62), (0.0, 0.24), (0.32, 0.62))


def _both(inner: Point, bend: Point, outer: Point) -> tuple[_Brow, _Brow]:
    """The right brow as given and the left one as its mirror image."""
    return ((-inner[0], inner[1]), (-bend[0], bend[1]), (-outer[0], outer[1])), (inner, bend, outer)


_LOOKS: Mapping[str, _Look] = MappingProxyType(
    {
        "neutral": _Look(None, None, _plain_eyes, _straight_mouth),
        "happy": _Look(None, None, _smiling_eyes, _laughing_mouth),
        "surprise": _Look(*_both((0.18, -0.58), (0.38, -0.78), (0.60, -0.56)), _round_eyes, _round_mouth),
        "fear": _Look(*_both((0.12, -0.62), (0.34, -0.60), (0.64, -0.36)), _startled_eyes, _trembling_mouth),
        "anger": _Look(*_both((0.08, -0.12), (0.36, -0.28), (0.62, -0.44)), _angry_eyes, _clenched_mouth),
        "disgust": _Look(*_both((0.12, -0.44), (0.36, -0.56), (0.64, -0.58)), _squeezed_eyes, _tongue_out),
        "contempt": _Look(
            ((-0.14, -0.52), (-0.40, -0.74), (-0.66, -0.46)),
            ((0.12, -0.32), (0.36, -0.36), (0.62, -0.32)),
            _half_closed_eyes,
            _smirk,
        ),
        "sad": _Look(*_both((0.16, -0.50), (0.34, -0.42), (0.60, -0.26)), _sad_eyes, _frown),
    }
)
