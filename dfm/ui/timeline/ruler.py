"""The ruler: timecode, the playhead's head, markers, in and out, and the render bar.

It lies above the view and scrolls with it. A drag on it scrubs, or moves the mark that it began on.
"""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from dfm.core.document.arrange import Edge
from dfm.core.document.project import Marker, Project
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.theme import current_theme, figures_font, theme_hub
from dfm.ui.timecode import format_timecode
from dfm.ui.timeline.gesture import Gesture, Scrub
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.mark_gestures import MoveMark, MoveMarker
from dfm.ui.timeline.menu import ruler_menu
from dfm.ui.timeline.overlay import playhead_colour
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.timeline.ticks import label_step, tick_step
from dfm.ui.timeline.view import TimelineView
from dfm.ui.verbs import Verbs

HEIGHT = 34
BAR = 5
"""The height of the render bar, at the bottom."""
FLAG = 7.0
GRAB = 6.0
"""How near, in pixels, a mark has to be to be meant."""


class Ruler(QWidget):
    """Shows the time that the view shows."""

    def __init__(
        self,
        desk: Desk,
        verbs: Verbs,
        scene: TimelineScene,
        view: TimelineView,
        magnet: Magnet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._verbs = verbs
        self._scene = scene
        self._view = view
        self._magnet = magnet
        self._head = 0.0
        self._shown: tuple[object, ...] = ()
        self._pending: tuple[Span, ...] = ()
        self.setObjectName("timeline_ruler")
        self.setAccessibleName("Timeline ruler")
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        view.scrolled.connect(self.update)
        desk.playhead_changed.connect(self._move_head)
        desk.rendered_changed.connect(self._show_project)
        desk.project_changed.connect(self._show_project)
        desk.media_changed.connect(self.update)
        theme_hub.theme_changed.connect(self.update)
        self._show_project()

    @property
    def pending(self) -> tuple[Span, ...]:
        """The edited frames whose final picture is not ready."""
        return self._pending

    def x_of(self, frame: int) -> float:
        """Where a frame begins on the ruler."""
        return self._scene.time_scale.x_of(frame) - self._view.first_x

    def _show_project(self) -> None:
        project, rendered = self._desk.project, self._desk.rendered_spans
        waiting = pending(project, rendered)
        shown = (waiting, rendered, project.markers, project.marked)
        if shown != self._shown:
            self._shown, self._pending = shown, waiting
            self.update()

    def _move_head(self) -> None:
        """Repaint the head where it was and where it is."""
        before, self._head = self._head, self.x_of(self._desk.playhead)
        for x in (before, self._head):
            self.update(int(x) - 8, 0, 17, HEIGHT)

    # What lies under the pointer

    def _edge_at(self, x: float) -> Edge | None:
        marked = self._desk.project.marked
        if marked is None:
            return None
        start, end = (abs(self.x_of(frame) - x) for frame in (marked.start, marked.end))
        if min(start, end) > GRAB:
            return None
        return Edge.START if start < end else Edge.END

    def _marker_at(self, x: float) -> Marker | None:
        near = [marker for marker in self._desk.project.markers if abs(self.x_of(marker.frame) - x) <= GRAB]
        return min(near, key=lambda marker: abs(self.x_of(marker.frame) - x), default=None)

    def _gesture_at(self, at: QPointF) -> Gesture:
        """The drag that begins here: of a mark that is near, else of the playhead."""
        desk, scene, magnet = self._desk, self._scene, self._magnet
        place = QPointF(at.x() + self._view.first_x, 0)
        marker, edge, marked = self._marker_at(at.x()), self._edge_at(at.x()), desk.project.marked
        if marker is not None:
            return MoveMarker(desk, scene, magnet, marker, place)
        if edge is not None and marked is not None:
            return MoveMark(desk, scene, magnet, marked, edge, place)
        return Scrub(desk, scene)

    def _tip(self, at: QPoint) -> str:
        rate = self._desk.rate
        marker = self._marker_at(at.x())
        if marker is not None:
            return f"{marker.label or 'Marker'}\n{format_timecode(marker.frame, rate)}"
        if (edge := self._edge_at(at.x())) is not None:
            return "In point" if edge is Edge.START else "Out point"
        frame = self._scene.time_scale.frame_at(at.x() + self._view.first_x)
        if at.y() < HEIGHT - BAR - 2:
            return ""
        if any(span.contains(frame) for span in self._desk.rendered_spans):
            return "Rendered in full quality"
        pending = any(span.contains(frame) for span in self.pending)
        return "Shown live; press Reenact Video to render" if pending else ""

    # Painting

    def _paint_time(self, painter: QPainter, area: QRectF) -> None:
        desk, scale = self._desk, self._scene.time_scale
        theme, rate = current_theme(), desk.rate
        first, last = (scale.frame_at(x + self._view.first_x) for x in (area.left() - 100, area.right()))
        last = min(last, desk.frames)
        painter.setPen(QColor(theme.edge))
        for frame in tick_step(rate, scale.pixels).ticks(first, last, rate):
            x = round(self.x_of(frame))
            if frame <= desk.frames:
                painter.drawLine(x, HEIGHT - BAR - 6, x, HEIGHT - BAR - 3)
        painter.setFont(figures_font(11))
        for frame in label_step(rate, scale.pixels).ticks(first, last, rate):
            x = round(self.x_of(frame))
            if frame > desk.frames:
                continue
            painter.setPen(QColor(theme.faint))
            painter.drawLine(x, HEIGHT - BAR - 12, x, HEIGHT - BAR - 3)
            words = format_timecode(frame, rate)
            ends = x + 5 + painter.fontMetrics().horizontalAdvance(words)
            if frame < desk.frames or ends <= self.width():  # the end's own would be cut off
                painter.setPen(QColor(theme.quiet))
                painter.drawText(x + 5, 14, words)

    def _paint_bar(self, painter: QPainter, area: QRectF) -> None:
        """Rendered frames in a full colour, edited ones that are not rendered yet hatched."""
        theme = current_theme()
        whole = Span(0, self._desk.frames)
        painter.setPen(Qt.PenStyle.NoPen)
        for spans, brush in (
            ((whole,), QBrush(QColor(theme.line))),
            (self._pending, QBrush(QColor(theme.faint))),
            (self._pending, QBrush(QColor(theme.text), Qt.BrushStyle.BDiagPattern)),
            (self._desk.rendered_spans, QBrush(QColor(theme.done))),
        ):
            painter.setBrush(brush)
            painter.drawRects(self._bars(spans, area))

    def _bars(self, spans: Iterable[Span], area: QRectF) -> list[QRectF]:
        """Where spans, in order, lie on the render bar; those that share a pixel are one."""
        scale, shift = self._scene.time_scale, self._view.first_x
        bars: list[tuple[float, float]] = []
        for span in spans:
            left, right = scale.x_of(span.start) - shift, scale.x_of(span.end) - shift
            if right < area.left():
                continue
            if left > area.right():
                break
            if bars and left < bars[-1][1] + 1:
                bars[-1] = (bars[-1][0], max(right, bars[-1][1]))
            else:
                bars.append((left, max(right, left + 1)))
        return [QRectF(left, HEIGHT - BAR, right - left, BAR - 1) for left, right in bars]

    def _paint_marks(self, painter: QPainter) -> None:
        theme, project = current_theme(), self._desk.project
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.quiet))
        for marker in project.markers:
            painter.drawPolygon(_flag(self.x_of(marker.frame)))
        if project.marked is not None:
            accent = QColor(theme.accent)
            painter.setPen(QPen(accent, 2))
            for frame, inwards in ((project.marked.start, 5.0), (project.marked.end, -5.0)):
                x = self.x_of(frame) + inwards / 5
                painter.drawPolyline(
                    [
                        QPointF(x + inwards, 2),
                        QPointF(x, 2),
                        QPointF(x, HEIGHT - BAR - 3),
                        QPointF(x + inwards, HEIGHT - BAR - 3),
                    ]
                )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_head(self, painter: QPainter) -> None:
        """The playhead's head, a pentagon that points at its line."""
        x = round(self.x_of(self._desk.playhead)) + 0.5
        top, bottom = HEIGHT - BAR - 14.0, float(HEIGHT - BAR)
        corners = [(-6.0, top), (6.0, top), (6.0, bottom - 7), (0.0, bottom - 1), (-6.0, bottom - 7)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_theme().window), 1))
        painter.setBrush(playhead_colour())
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in corners]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(x - 0.5, bottom - 2, 1, HEIGHT - bottom + 2), playhead_colour())

    def _over(self, span: Span, top: float, height: float) -> QRectF:
        return QRectF(self.x_of(span.start), top, max(span.length * self._scene.time_scale.pixels, 1), height)

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(current_theme().panel))
        if not self._desk.frames:
            return
        self._head = self.x_of(self._desk.playhead)
        marked = self._desk.project.marked
        if marked is not None:
            tint = QColor(current_theme().accent)
            tint.setAlphaF(0.16)
            painter.fillRect(self._over(marked, 1, HEIGHT - BAR - 3), tint)
        self._paint_time(painter, QRectF(event.rect()))
        self._paint_bar(painter, QRectF(event.rect()))
        self._paint_marks(painter)
        self._paint_head(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._desk.frames:
            at = QPoint(int(event.position().x()), 0)
            self._view.begin(self._gesture_at(event.position()), at, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._view.hand.gesture is not None:
            self._view.hand.move(QPoint(int(at.x()), 0), event.modifiers())
        else:
            edge = self._marker_at(at.x()) is None and self._edge_at(at.x()) is not None
            marker = self._marker_at(at.x()) is not None
            shape = Qt.CursorShape.PointingHandCursor if marker else Qt.CursorShape.ArrowCursor
            self.setCursor(Qt.CursorShape.SizeHorCursor if edge else shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._view.hand.let_go()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._desk.frames:
            return
        marker = self._marker_at(event.pos().x())
        place = event.pos().x() + self._view.first_x
        self._desk.move_playhead(marker.frame if marker else self._scene.time_scale.frame_at(place))
        menu = ruler_menu(self._desk, self._verbs, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self)
            return True
        return super().event(event)


def pending(project: Project, rendered: tuple[Span, ...]) -> tuple[Span, ...]:
    """The frames of enabled edits that are not among the rendered ones, as few spans."""
    left: list[Span] = []
    for edit in project.edits:
        if not edit.enabled:
            continue
        start = max(edit.span.start, left[-1].end if left else 0)
        for done in rendered:
            if done.end <= start or done.start >= edit.span.end:
                continue
            if done.start > start:
                left.append(Span(start, done.start))
            start = done.end
        if start < edit.span.end:
            left.append(Span(start, edit.span.end))
    return tuple(left)


def _flag(x: float) -> QPolygonF:
    """A marker: a small house upside down, at a place."""
    top = 15.0
    corners = [(-FLAG / 2, top), (FLAG / 2, top), (FLAG / 2, top + 6), (0.0, top + 10), (-FLAG / 2, top + 6)]
    return QPolygonF([QPointF(x + dx, y) for dx, y in corners])
