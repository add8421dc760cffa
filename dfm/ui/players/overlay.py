"""What is drawn over the pictures: boxes with the faces' numbers, the mesh, and where the eyes look.

Places are in pixels of the upright raster; a transform says where those lie in the view. It finds nothing by
itself: the faces come from the analysis.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from dfm.ui.players.modes import Overlay
from dfm.ui.theme import Theme, label_font, readable_on

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis

MESH_COLOUR = QColor(126, 231, 214, 120)
GAZE_COLOUR = QColor(255, 214, 102)
SHADOW = QColor(0, 0, 0, 130)
OTHERS = QColor(255, 255, 255, 215)
GAZE_REACH = 3.0
"""How many times as long as the iris is off the eye's middle an arrow is drawn."""
SHORTEST_TIP = 10.0
"""Pixels from which on an arrow has a tip."""
ROOM = 0.06
"""What a box leaves around the landmarks, as a share of their height."""
CORNER = 0.16
"""How much of its sides the corners of a box that is not chosen take."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceMark:
    """One face in one frame: its number, its box, its points (478, 3), and the gaze as lines."""

    number: int
    box: QRectF
    points: Any
    gaze: tuple[QLineF, ...]


def faces_at(analysis: "Analysis | None", frame: int) -> tuple[FaceMark, ...]:
    """The faces that are seen in a frame."""
    if analysis is None:
        return ()
    marks = []
    for track in analysis.tracks:
        at = track.at(frame)
        if at is not None:
            points = track.points[at]
            marks.append(FaceMark(track.number, _box(points), points, tuple(_gaze(points, track.gaze[at]))))
    return tuple(marks)


def face_under(marks: Iterable[FaceMark], point: QPointF) -> int | None:
    """The number of the smallest face whose box holds a point."""
    holding = [mark for mark in marks if mark.box.contains(point)]
    smallest = min(holding, key=lambda mark: mark.box.width() * mark.box.height(), default=None)
    return smallest.number if smallest else None


def _box(points: Any) -> QRectF:
    left, top = points[:, :2].min(axis=0).tolist()
    right, bottom = points[:, :2].max(axis=0).tolist()
    room = ROOM * (bottom - top)
    return QRectF(left, top, right - left, bottom - top).adjusted(-room, -room, room, room)


def _gaze(points: Any, gaze: Any) -> Iterable[QLineF]:
    from dfm.core.faces.topology import LEFT_EYE_CORNERS, LEFT_IRIS, RIGHT_EYE_CORNERS, RIGHT_IRIS

    eyes = ((RIGHT_IRIS, RIGHT_EYE_CORNERS), (LEFT_IRIS, LEFT_EYE_CORNERS))
    for (iris, corners), off in zip(eyes, gaze.tolist(), strict=True):
        x, y = points[iris[0], :2].tolist()
        across = points[list(corners), :2]
        width = float(((across[1] - across[0]) ** 2).sum() ** 0.5)
        yield QLineF(x, y, x + GAZE_REACH * width * off[0], y + GAZE_REACH * width * off[1])


class FacePainter:
    """Draws faces over a picture whose raster the transform takes to the view."""

    def __init__(self, painter: QPainter, to_view: QTransform, theme: Theme) -> None:
        self._painter = painter
        self._to_view = to_view
        self._theme = theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def mesh(self, mark: FaceMark, edges: Any) -> None:
        """The mesh as thin lines."""
        view = self._to_view
        ends = mark.points[edges.ravel(), :2] * (view.m11(), view.m22()) + (view.dx(), view.dy())
        lines = [QLineF(*each) for each in ends.reshape(-1, 4).tolist()]
        height = view.mapRect(mark.box).height()
        self._painter.setPen(QPen(MESH_COLOUR, min(0.8, max(0.25, height / 350))))
        self._painter.drawLines(lines)

    def gaze(self, mark: FaceMark) -> None:
        """An arrow from each iris to where it looks."""
        for line in mark.gaze:
            seen = self._to_view.map(line)
            for colour, width in ((SHADOW, 4.0), (GAZE_COLOUR, 2.0)):
                self._painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                self._painter.drawLines([seen, *_tip(seen)])
                self._painter.drawEllipse(seen.p1(), 1.5, 1.5)

    def box(self, mark: FaceMark, *, is_chosen: bool, is_under_pointer: bool) -> None:
        """A full box around the chosen face, corners around any other; both with the face's number."""
        box = self._to_view.mapRect(mark.box)
        accent = QColor(self._theme.accent)
        colour = accent if is_chosen else OTHERS
        width = 2.0 if is_chosen or is_under_pointer else 1.25
        for pen in (QPen(SHADOW, width + 2), QPen(colour, width)):
            self._painter.setPen(pen)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            if is_chosen:
                self._painter.drawRoundedRect(box, 4, 4)
            else:
                self._painter.drawLines(_corners(box))
        self._label(mark.number, box, colour)

    def _label(self, number: int, box: QRectF, colour: QColor) -> None:
        font = QFont(label_font())
        font.setWeight(QFont.Weight.DemiBold)
        text = str(number)
        width = max(16.0, QFontMetricsF(font).horizontalAdvance(text) + 8)
        tag = QRectF(box.left(), max(2.0, box.top() - 20), width, 16)
        self._painter.setFont(font)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour.rgb()))
        self._painter.drawRoundedRect(tag, 4, 4)
        self._painter.setPen(QColor(readable_on(colour.name())))
        self._painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def draw_faces(
    faces: FacePainter,
    marks: Iterable[FaceMark],
    overlay: Overlay,
    edges: Any,
    chosen: int,
    under: int | None,
) -> None:
    """Draw the overlays that are on; the chosen face last, so that it lies above the others."""
    for mark in sorted(marks, key=lambda mark: mark.number == chosen):
        if Overlay.MESH in overlay and edges is not None:
            faces.mesh(mark, edges)
        if Overlay.GAZE in overlay:
            faces.gaze(mark)
        if Overlay.BOXES in overlay:
            faces.box(mark, is_chosen=mark.number == chosen, is_under_pointer=mark.number == under)


def _corners(box: QRectF) -> list[QLineF]:
    """Short lines at the four corners of a box."""
    across, down = CORNER * box.width(), CORNER * box.height()
    lines = []
    for x, right in ((box.left(), across), (box.right(), -across)):
        for y, below in ((box.top(), down), (box.bottom(), -down)):
            lines += [QLineF(x, y, x + right, y), QLineF(x, y, x, y + below)]
    return lines


def _tip(line: QLineF) -> list[QLineF]:
    """The two strokes of an arrow's tip; none on an arrow too short to have one."""
    if line.length() < SHORTEST_TIP:
        return []
    strokes = []
    for turn in (150, 210):
        stroke = QLineF(line.p2(), line.p1())
        stroke.setAngle(line.angle() + turn)
        stroke.setLength(min(6.0, line.length() / 2))
        strokes.append(stroke)
    return strokes
