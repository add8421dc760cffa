"""The list of steps that were taken, from which one is gone back to; what was taken back is faint."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dfm.ui.desk import Desk
from dfm.ui.theme import current_theme
from dfm.ui.theme.icons import icon

SIZE = (260, 320)


class HistoryPopover(QFrame):
    """Opens below the button that asks for it and closes when something else is clicked."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "card")
        self.setAccessibleName("History")
        self.resize(*SIZE)
        self._desk = desk
        self._list = QListWidget()
        self._list.setAccessibleName("Steps")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.itemClicked.connect(self._go)
        self._list.itemActivated.connect(self._go)
        title = QLabel("HISTORY")
        title.setProperty("look", "section")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self._list)
        desk.history_changed.connect(self._fill)
        self._fill()

    def open_below(self, anchor: QWidget) -> None:
        """Show the list with its right edge below a widget's."""
        self._fill()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        self.move(corner)
        self.show()
        self._list.setFocus()

    def labels(self) -> list[str]:
        """The steps as listed, the oldest first."""
        return [self._list.item(at).text() for at in range(self._list.count())]

    @Slot()
    def _fill(self) -> None:
        history = self._desk.history
        self._list.clear()
        for at, step in enumerate(history.steps):
            item = QListWidgetItem(step.label, self._list)
            item.setData(Qt.ItemDataRole.UserRole, at)
            if at == history.at:
                item.setIcon(icon("circle-medium", "accent"))
                self._list.setCurrentItem(item)
            else:
                item.setIcon(icon("circle-small", "quiet"))
            if at > history.at:
                item.setForeground(QColor(current_theme().faint))
        self._list.scrollToItem(self._list.currentItem())

    @Slot(QListWidgetItem)
    def _go(self, item: QListWidgetItem) -> None:
        self._desk.go_to_step(int(item.data(Qt.ItemDataRole.UserRole)))
