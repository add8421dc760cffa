"""A chip of one of the user's presets: the face of the emotion that it is like, and its own name."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from dfm.core.document.emotions import emotion
from dfm.core.document.performance import Performance
from dfm.ui.palette.carrying import performance_drag
from dfm.ui.palette.chip import LEAST, EmotionChip

REMOVES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class PresetChip(EmotionChip):
    """Shows a preset; it is dragged, double-clicked and pressed as an emotion's chip is."""

    removal_asked = Signal(str)
    """The preset's name: the user wants it gone."""

    def __init__(self, performance: Performance, parent: QWidget | None = None) -> None:
        super().__init__(emotion(performance.emotion), parent)
        self.performance = performance
        self.title, self.key = performance.name, ""
        what = "expression" if performance.is_held else "style"
        self.setObjectName(f"preset_{performance.name}")
        self.setAccessibleName(f"{performance.name}, {what} like {performance.emotion}")
        self.setAccessibleDescription(
            "Drag it onto the timeline, press Enter to add it at the playhead, or Delete to forget it."
        )
        self.setToolTip(
            f"{performance.name}: {what} of {performance.source or 'a face'}, like {performance.emotion}\n"
            "Drag onto the timeline, or double-click"
        )

    @property
    def value(self) -> str:
        """What it tells when it is chosen: the preset's name."""
        return self.performance.name

    def drag(self) -> QDrag:
        """What the user drags away, not yet begun."""
        return performance_drag(self, self.performance)

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(LEAST, super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Keep Delete from being taken for the window's shortcut."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in REMOVES
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in REMOVES:
            self.removal_asked.emit(self.value)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add = menu.addAction("Add at Playhead")
        add.triggered.connect(lambda: self.chosen.emit(self.value))
        menu.addAction("Remove Preset").triggered.connect(lambda: self.removal_asked.emit(self.value))
        menu.popup(event.globalPos())
