"""The pad: the selected edits' place and way in the valence-arousal plane, to be dragged and stepped.

The region's centre can be dragged anywhere; a point of the way where there is room to grab it, which
looking nearer makes. It tells what the user does with them and shows what it is given; it knows no desk.
This module loads pyqtgraph: import it only once the pad is to be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from dfm.core.document.edits import Edit
from dfm.core.document.emotions import Region, emotion, inside_disc
from dfm.core.motion.va import knots_of, points_of, va_curve
from dfm.ui.inspector.common import common, common_region
from dfm.ui.inspector.drag_focus import DragFocus
from dfm.ui.inspector.va_density import density
from dfm.ui.inspector.va_plane import WHOLE, Plane
from dfm.ui.theme import Theme, current_theme, theme_hub

GRAB = 9.0
"""How near to a point the pointer must be, in pixels."""
ROOM = 20.0
"""How many pixels a region's radius must have for the points inside it to be told apart."""
STEP, MUCH = 0.02, 0.1
MOST_WAYS = 12
MOST_STEPS = 2000
"""So many places of a way are drawn at most."""
TIP = (
    "Discs: where each emotion lies at this strength. Line: the edit's way. Cloud: the face as it was filmed."
)
DOTS = "Dots: what {}'s own videos show."
MOST_DOTS = 600
"""So many places of a person's footage are drawn at most."""
NEAR = 2.6
"""How many radii around a region show when looked at from near."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


@dataclass(frozen=True, slots=True)
class _Grab:
    """What the mouse holds: the centre, or the point of a knot; and how far beside the pointer it lies."""

    knot: int | None
    valence: float
    arousal: float


class VaPad(QWidget):
    """Shows edits in the plane."""

    centre_dragged = Signal(float, float)
    pin_dragged = Signal(int, float, float)
    drag_ended = Signal()
    drag_given_up = Signal()
    centre_stepped = Signal(float, float)
    pin_removed = Signal(int)
    near_changed = Signal(bool)
    """Whether only the region's surroundings show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plane = Plane(self)
        self._edits: tuple[Edit, ...] = ()
        self._rate = Fraction(30)
        self._region: Region | None = None
        self._knots = range(0)
        self._points: NDArray[np.float64] = np.zeros((0, 2))
        self._curve: NDArray[np.float64] = np.zeros((0, 2))
        self._frame = 0
        self.dot: tuple[float, float] | None = None
        self._is_near = False
        self._grab: _Grab | None = None
        self._focus = DragFocus(self)
        self.setObjectName("va_pad")
        self.setAccessibleName("Valence and arousal")
        self.setToolTip(TIP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme_hub.theme_changed.connect(self._dress)

    # What shows

    def show_edits(self, edits: Sequence[Edit], rate: Fraction) -> None:
        """Show the region, the way and the points of these edits."""
        self._edits, self._rate = tuple(edits), rate
        name = common(edit.emotion for edit in edits)
        self._region = common_region(edits)
        strength = common(edit.intensity for edit in edits)
        self.plane.show_regions(
            emotion(name) if name else None,
            strength if strength is not None else float(np.mean([edit.intensity for edit in edits])),
            self._region,
            any(edit.centre is not None for edit in edits),
        )
        self._show_ways()
        self._show_points()
        self.show_frame(self._frame)
        self._describe(name)
        if self._is_near and self._grab is None:
            self._frame_region()

    def show_frame(self, frame: int) -> None:
        """Let the dot stand where the way is on a media frame."""
        self._frame = frame
        inside = len(self._edits) == 1 and self._edits[0].span.contains(frame)
        place = self._curve[frame - self._edits[0].span.start] if inside else None
        dot = None if place is None else (float(place[0]), float(place[1]))
        if dot != self.dot:
            self.dot = dot
            self.plane.show_dot(dot)

    def show_measured(self, places: NDArray[np.floating] | None) -> None:
        """Show as a cloud where the face was in the video (n, 2)."""
        self.plane.show_measured(None if places is None or len(places) == 0 else density(places))

    def show_person(self, name: str, places: NDArray[np.floating] | None) -> None:
        """Show as dots where a person's own footage lies (n, 2)."""
        shown = np.zeros((0, 2)) if places is None else np.asarray(places, np.float64)
        self.plane.show_person(shown[:: len(shown) // MOST_DOTS + 1])
        self.setToolTip(TIP if places is None else f"{TIP} {DOTS.format(name)}")

    @property
    def is_near(self) -> bool:
        """Whether only the region's surroundings show."""
        return self._is_near

    @Slot(bool)
    def look_near(self, near: bool) -> None:
        """Show the region's surroundings, or the whole plane."""
        self._is_near = near and self._region is not None
        if self._is_near:
            self._frame_region()
        else:
            self.plane.frame(WHOLE)
        self.near_changed.emit(self._is_near)
        self.update()

    def _show_ways(self) -> None:
        curves = [va_curve(edit, self._rate) for edit in self._edits[:MOST_WAYS]]
        self._curve = curves[0]
        gap = np.full((1, 2), np.nan)
        parts = [part for curve in curves for part in (curve[:: len(curve) // MOST_STEPS + 1], gap)]
        self.plane.show_way(np.concatenate(parts))

    def _show_points(self) -> None:
        self._knots, self._points = range(0), np.zeros((0, 2))
        if len(self._edits) == 1:
            self._knots = knots_of(self._edits[0], self._rate)
            self._points = points_of(self._edits[0], self._knots)
        self.plane.show_points(self._points, np.array([knot in self._pinned for knot in self._knots], bool))

    @property
    def _pinned(self) -> frozenset[int]:
        return frozenset(pin.knot for edit in self._edits for pin in edit.pins)

    def _frame_region(self) -> None:
        """Show the region and all points of the way."""
        if self._region is None:
            return
        reach = NEAR * max(self._region.radius, 0.05)
        middle = QPointF(self._region.valence, self._region.arousal)
        area = QRectF(middle - QPointF(reach, reach), middle + QPointF(reach, reach))
        if len(self._points):
            low, high = self._points.min(axis=0) - 0.03, self._points.max(axis=0) + 0.03
            area = area.united(QRectF(QPointF(*map(float, low)), QPointF(*map(float, high))))
        self.plane.frame(area)

    def _describe(self, name: str | None) -> None:
        if self._region is None:
            words = "The selected edits lie in different places."
        else:
            words = f"Valence {self._region.valence:+.2f}, arousal {self._region.arousal:+.2f}"
            words += f", around {name}." if name else "."
        self.setAccessibleDescription(f"{words} Arrow keys move the centre.")

    @Slot(object)
    def _dress(self, theme: Theme) -> None:
        self.plane.dress(theme)
        self.update()

    # What the mouse holds

    def _grab_at(self, pixels: QPointF) -> _Grab | None:
        """What lies under the pointer: a point that can be told apart, else the centre's disc."""
        here = self.plane.to_place(pixels)
        knot = self._knot_at(pixels)
        if knot is not None:
            valence, arousal = self._points[knot - self._knots.start]
            return _Grab(knot, float(valence) - here[0], float(arousal) - here[1])
        if self._region is not None:
            middle = self.plane.to_pixels(self._region.valence, self._region.arousal)
            if _distance(middle, pixels) <= max(self._region_pixels(), GRAB) + 2:
                return _Grab(None, self._region.valence - here[0], self._region.arousal - here[1])
        return None

    def _knot_at(self, pixels: QPointF) -> int | None:
        """The knot of the nearest point that can be grabbed here."""
        if self._region is None:
            return None
        middle = self.plane.to_pixels(self._region.valence, self._region.arousal)
        crowded = self._region_pixels()
        found: list[tuple[float, int]] = []
        for knot, point in zip(self._knots, self._points, strict=True):
            place = self.plane.to_pixels(float(point[0]), float(point[1]))
            apart = crowded >= ROOM or _distance(place, middle) > crowded + GRAB / 2
            if apart and _distance(place, pixels) <= GRAB:
                found.append((_distance(place, pixels), knot))
        return min(found)[1] if found else None

    def _region_pixels(self) -> float:
        """The radius of the region in pixels."""
        if self._region is None:
            return 0.0
        place = self._region
        middle = self.plane.to_pixels(place.valence, place.arousal)
        return _distance(middle, self.plane.to_pixels(place.valence + place.radius, place.arousal))

    def _follow(self, pixels: QPointF) -> None:
        if self._grab is None:
            return
        valence, arousal = self.plane.to_place(pixels)
        place = inside_disc(valence + self._grab.valence, arousal + self._grab.arousal)
        if self._grab.knot is None:
            self.centre_dragged.emit(*place)
        else:
            self.pin_dragged.emit(self._grab.knot, *place)

    def _let_go(self) -> None:
        self._grab = None
        self._focus.give_back()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if self._is_near:
            self._frame_region()

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(248, 230)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 150)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * WHOLE.height() / WHOLE.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.plane.widget.setGeometry(self.rect().adjusted(2, 2, -2, -2))
        if self._is_near:
            self._frame_region()
        else:
            self.plane.frame(WHOLE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QPen(QColor(theme.accent), 2) if self.hasFocus() else QPen(QColor(theme.line), 1)
        painter.setPen(ring)
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Take arrow keys, and Escape during a drag, before the window does."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            if self._focus.wants(event) or (plain and Qt.Key(event.key()) in ARROWS):
                event.accept()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._grab = self._grab_at(event.position())
        if self._grab is not None:
            self._focus.take()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None:
            self._follow(event.position())
        else:
            over = self._grab_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None and event.button() is Qt.MouseButton.LeftButton:
            self._let_go()
            self.drag_ended.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        grab = self._grab_at(event.position())
        if grab is not None and grab.knot is not None:
            if grab.knot in self._pinned:
                self.pin_removed.emit(grab.knot)
        elif grab is None and self._edits and event.button() is Qt.MouseButton.LeftButton:
            self.centre_stepped.emit(*inside_disc(*self.plane.to_place(event.position())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._grab is not None:
            self._let_go()
            self.drag_given_up.emit()
        elif key in ARROWS and self._region is not None:
            by = MUCH if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            across, up = ARROWS[key]
            place = self._region.valence + by * across, self._region.arousal + by * up
            self.centre_stepped.emit(*inside_disc(*place))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.look_near(key == Qt.Key.Key_Plus)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _distance(one: QPointF, other: QPointF) -> float:
    return float(np.hypot(one.x() - other.x(), one.y() - other.y()))
