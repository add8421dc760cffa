"""The view of the timeline: it zooms and scrolls, and hands what mouse, keys and drags do to those who know.

Plain wheel zooms around the pointer, Shift and sideways wheels scroll. While it was not zoomed it always
shows the whole video.
"""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from dfm.ui.desk import Desk
from dfm.ui.theme import theme_hub
from dfm.ui.timeline.clip_focus import ClipFocus
from dfm.ui.timeline.clip_words import description
from dfm.ui.timeline.drop import Drop, carried_in
from dfm.ui.timeline.gesture import Gesture
from dfm.ui.timeline.hand import Hand
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.pan import Pan
from dfm.ui.timeline.pointing import Pointing
from dfm.ui.timeline.scale import MARGIN, zoomed
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.verbs import Verbs

STEP = 1.25
"""How much closer one notch of the wheel goes."""
NOTCH = 120
PAGE = 0.1
"""Where the playhead comes to stand after a page was turned, as a share of the width."""
TEXT_MARGIN = 6.0
HELD = (Qt.Key.Key_Alt, Qt.Key.Key_Shift)


class TimelineView(QGraphicsView):
    """Shows the scene."""

    scrolled = Signal()
    """Other frames show, or at another zoom."""
    reference_dropped = Signal(object, int, int)
    """Path: a file was dropped at a frame of a face's track."""

    def __init__(
        self, desk: Desk, verbs: Verbs, scene: TimelineScene, magnet: Magnet, parent: QWidget | None = None
    ) -> None:
        super().__init__(scene, parent)
        self._desk = desk
        self._verbs = verbs
        self._content = scene
        self._magnet = magnet
        self._fits = True
        self._plays = False
        self.hand = Hand(self, scene)
        self.pointing = Pointing(desk, verbs, scene, magnet)
        self.focus = ClipFocus(desk, verbs, scene, self)
        self.setObjectName("timeline_view")
        self.setAccessibleName("Timeline")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.viewport().setMouseTracking(True)
        scene.laid_out.connect(self._tell)
        self.horizontalScrollBar().valueChanged.connect(self._tell)
        self.focus.moved.connect(self._show_focus)
        desk.media_changed.connect(self.zoom_fit)
        desk.playhead_changed.connect(self._follow)
        theme_hub.theme_changed.connect(self._repaint)

    # Zoom and scroll

    @property
    def first_x(self) -> float:
        """The place of the scene at the left side."""
        return float(self.horizontalScrollBar().value())

    def set_playing(self, plays: bool) -> None:
        """While it plays, the playhead is followed only as long as it is in sight."""
        self._plays = plays

    def zoom_fit(self) -> None:
        """Show the whole video."""
        self._fits = True
        self._content.fit()

    def zoom(self, factor: float, at_x: float | None = None) -> None:
        """Zoom, and keep what lies at a place of the viewport there; else the playhead, else the middle."""
        scene = self._content
        if at_x is None:
            playhead = scene.time_scale.x_of(self._desk.playhead) - self.first_x
            at_x = playhead if 0 <= playhead <= self._width() else self._width() / 2
        before = scene.time_scale
        scale = zoomed(before, factor, scene.frames, self._width())
        if scale == before:
            return
        frame = (self.first_x + at_x - MARGIN) / before.pixels
        self._fits = scale.pixels <= zoomed(before, 0.0, scene.frames, self._width()).pixels
        scene.set_time_scale(scale)
        self.horizontalScrollBar().setValue(round(MARGIN + frame * scale.pixels - at_x))

    def reveal(self, frame: int) -> None:
        """Turn the page to a frame that is out of sight."""
        x = self._content.time_scale.x_of(frame)
        if not self._sees(x):
            self.horizontalScrollBar().setValue(round(x - PAGE * self._width()))

    def _width(self) -> int:
        return self.viewport().width()

    def _sees(self, x: float) -> bool:
        return self.first_x <= x <= self.first_x + self._width()

    def _follow(self, frame: int) -> None:
        """Keep the playhead in sight, unless the user looks elsewhere while it plays."""
        if self.hand.gesture is not None:
            return
        scale = self._content.time_scale
        if self._plays and not self._sees(scale.x_of(frame - 2)) and not self._sees(scale.x_of(frame)):
            return
        self.reveal(frame)

    def _tell(self) -> None:
        self._content.clips.begin_text_at(self.first_x + TEXT_MARGIN)
        self.scrolled.emit()

    def _repaint(self) -> None:
        self.viewport().update()

    # Keyboard and screen readers

    def _show_focus(self) -> None:
        edit = self.focus.edit
        self.setAccessibleDescription(description(edit, self._desk.rate) if edit else "")
        if edit is not None:
            self.reveal(edit.span.start)

    def _selected_place(self) -> QPoint | None:
        """The middle of a selected clip in the viewport."""
        items = (self._content.clips.item(edit.id) for edit in self._desk.selected_edits)
        return next((self.mapFromScene(item.rect().center()) for item in items if item), None)

    # Drags

    def begin(self, gesture: Gesture | None, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Begin a drag at a place of the viewport."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.focus.leave()
        if gesture is not None:
            self.hand.take(gesture, at)
            self.hand.move(at, modifiers)

    def _show_cursor(self, at: QPoint) -> None:
        place = self.mapToScene(at)
        self.pointing.hover(place)
        self.viewport().setCursor(self.pointing.cursor(place))

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._content.set_room(self._width(), self.viewport().height())
        if self._fits:
            self._content.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, held = event.angleDelta(), event.modifiers()
        sideways = turn.x() if abs(turn.x()) > abs(turn.y()) else 0
        if held & Qt.KeyboardModifier.ShiftModifier and not sideways:
            sideways = turn.y()
        if sideways:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - sideways)
        elif held & Qt.KeyboardModifier.AltModifier:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - (turn.y() or turn.x()) // 2)
        elif turn.y():
            self.zoom(STEP ** (turn.y() / NOTCH), event.position().x())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() is Qt.MouseButton.MiddleButton:
            self.hand.take(Pan(self, at), at, scrolls=False)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() is Qt.MouseButton.LeftButton and self._content.frames:
            gesture = self.pointing.press(self.mapToScene(at), event.modifiers())
            self.begin(gesture, at, event.modifiers())
            if self.viewport().cursor().shape() is Qt.CursorShape.OpenHandCursor:
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.hand.gesture is not None:
            self.hand.move(event.position().toPoint(), event.modifiers())
        else:
            self._show_cursor(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hand.let_go()
        self._show_cursor(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.pointing.choose(self.mapToScene(event.position().toPoint())):
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._content.frames:
            return
        at, shown = event.pos(), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self._selected_place() or at
            shown = self.viewport().mapToGlobal(at)
        menu = self.pointing.menu(self.mapToScene(at), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(shown)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            escapes = event.key() == Qt.Key.Key_Escape and self.hand.gesture is not None
            if escapes or self.focus.takes(event):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hand.gesture is not None and event.key() == Qt.Key.Key_Escape:
            self.hand.give_up()
        elif self.hand.gesture is not None and event.key() in HELD:
            self.hand.turn(event.modifiers())
        elif not self.focus.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.hand.gesture is not None and event.key() in HELD:
            self.hand.turn(event.modifiers())
        else:
            event.ignore()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        return self.focus.step(forwards=forwards) or super().focusNextPrevChild(forwards)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.focus.enter(forwards=event.reason() is Qt.FocusReason.TabFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.focus.leave()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        carried = carried_in(event.mimeData(), self._verbs, self.reference_dropped.emit)
        if carried is None or not self._content.frames:
            event.ignore()
            return
        at = event.position().toPoint()
        self.hand.take(Drop(self._desk, self._content, self._magnet, carried), at)
        self.hand.move(at, event.modifiers())
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.hand.move(event.position().toPoint(), event.modifiers())
        event.setAccepted(self.hand.gesture is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hand.give_up()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.hand.gesture is None:
            event.ignore()
            return
        self.hand.move(event.position().toPoint(), event.modifiers())
        self.hand.let_go()
        event.acceptProposedAction()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = "" if self.hand.gesture else self.pointing.tip(self.mapToScene(event.pos()))
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        if event.type() is QEvent.Type.Leave:
            self.pointing.hover(None)
        return super().viewportEvent(event)
