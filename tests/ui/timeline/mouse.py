"""A mouse for tests: real events at the places where frames and tracks lie on the timeline."""

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from dfm.ui.palette.carrying import EMOTION_MIME
from dfm.ui.timeline import TimelinePanel

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier


class Mouse:
    """Points at a timeline panel."""

    def __init__(self, panel: TimelinePanel) -> None:
        self.panel = panel
        self.at = QPoint()
        self._carried = QMimeData()

    @property
    def port(self) -> QWidget:
        """Where the lanes show."""
        return self.panel.view.viewport()

    def place(self, frame: int, face: int = 1) -> QPoint:
        """The middle of a face's track at the boundary before a frame."""
        strip = self.panel.scene.lanes.tracks[face]
        x = self.panel.scene.time_scale.x_of(frame)
        return self.panel.view.mapFromScene(QPointF(x, strip.top + strip.height / 2))

    def clip(self, edit_id: str) -> QPoint:
        """The middle of a clip."""
        item = self.panel.scene.clips.item(edit_id)
        assert item is not None
        return self.panel.view.mapFromScene(item.rect().center())

    def edge(self, edit_id: str, *, end: bool) -> QPoint:
        """Just inside an end of a clip."""
        item = self.panel.scene.clips.item(edit_id)
        assert item is not None
        rect = item.rect()
        x = rect.right() - 3 if end else rect.left() + 3
        return self.panel.view.mapFromScene(QPointF(x, rect.center().y()))

    def press(self, at: QPoint, held: Qt.KeyboardModifier = NO_KEY, *, on: QWidget | None = None) -> None:
        """Press the left button."""
        self._send(QEvent.Type.MouseButtonPress, at, LEFT, LEFT, held, on)

    def move(self, at: QPoint, held: Qt.KeyboardModifier = NO_KEY, *, on: QWidget | None = None) -> None:
        """Move with the button down, by way of the middle."""
        for place in ((self.at + at) / 2, at):
            self._send(QEvent.Type.MouseMove, place, NO_BUTTON, LEFT, held, on)

    def hover(self, at: QPoint) -> None:
        """Move with no button down."""
        self._send(QEvent.Type.MouseMove, at, NO_BUTTON, NO_BUTTON, NO_KEY, None)

    def release(self, held: Qt.KeyboardModifier = NO_KEY, *, on: QWidget | None = None) -> None:
        """Let the button go."""
        self._send(QEvent.Type.MouseButtonRelease, self.at, LEFT, NO_BUTTON, held, on)

    def drag(self, at: QPoint, frames: int, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press, go so many frames along, and let go."""
        self.press(at)
        self.move(at + QPoint(self.along(frames), 0), held)
        self.release(held)

    def click(self, at: QPoint, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press and let go."""
        self.press(at, held)
        self.release(held)

    def double_click(self, at: QPoint) -> None:
        """Click twice."""
        self.click(at)
        self._send(QEvent.Type.MouseButtonDblClick, at, LEFT, LEFT, NO_KEY, None)
        self.release()

    def along(self, frames: int) -> int:
        """How many pixels so many frames are."""
        return round(frames * self.panel.scene.time_scale.pixels)

    def wheel(self, at: QPoint, turn: int, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Turn the wheel, 120 a notch."""
        event = QWheelEvent(
            QPointF(at),
            QPointF(self.port.mapToGlobal(at)),
            QPoint(),
            QPoint(0, turn),
            NO_BUTTON,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.port, event)

    # Drags from elsewhere

    def carry(self, name: str, at: QPoint) -> bool:
        """Enter with a drag of an emotion; tells whether it is welcome."""
        data = QMimeData()
        data.setData(EMOTION_MIME, name.encode())
        return self.carry_data(data, at)

    def carry_data(self, data: QMimeData, at: QPoint) -> bool:
        """Enter with a drag of anything; tells whether it is welcome."""
        self._carried = data
        action = Qt.DropAction.CopyAction
        enter = QDragEnterEvent(at, action, self._carried, LEFT, NO_KEY)
        enter.setAccepted(False)
        QApplication.sendEvent(self.port, enter)
        return enter.isAccepted()

    def carry_to(self, at: QPoint, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Move with what is carried."""
        move = QDragMoveEvent(at, Qt.DropAction.CopyAction, self._carried, LEFT, held)
        QApplication.sendEvent(self.port, move)

    def drop(self, at: QPoint) -> None:
        """Drop what is carried."""
        drop = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, self._carried, LEFT, NO_KEY)
        QApplication.sendEvent(self.port, drop)

    def carry_away(self) -> None:
        """Leave with what is carried."""
        QApplication.sendEvent(self.port, QDragLeaveEvent())

    def _send(
        self,
        kind: QEvent.Type,
        at: QPoint,
        button: Qt.MouseButton,
        down: Qt.MouseButton,
        held: Qt.KeyboardModifier,
        on: QWidget | None,
    ) -> None:
        self.at = at
        target = on or self.port
        event = QMouseEvent(kind, QPointF(at), QPointF(target.mapToGlobal(at)), button, down, held)
        QApplication.sendEvent(target, event)
