"""A list of videos that can be added, dropped and removed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dfm.ui.dialogs.relink import ALL, VIDEOS
from dfm.ui.settings import LAST_FOLDER, Settings

HEIGHT = 116
NONE_YET = "Drop videos here, or press Add."


class VideoList(QWidget):
    """Holds each video once; `known` says what stands beside the names of some."""

    changed = Signal()

    def __init__(
        self, settings: Settings, known: Mapping[Path, str], title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._known, self._title = settings, known, title
        self.rows = QListWidget()
        self.empty = QLabel(NONE_YET, self.rows.viewport(), alignment=Qt.AlignmentFlag.AlignCenter)
        self.add_button, self.remove_button = QPushButton("&Add…"), QPushButton("&Remove")
        self._build()
        self.add_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(self.remove)
        self.rows.itemSelectionChanged.connect(self._show)
        self._show()

    @property
    def files(self) -> tuple[Path, ...]:
        """The videos."""
        items = map(self.rows.item, range(self.rows.count()))
        return tuple(Path(item.data(Qt.ItemDataRole.UserRole)) for item in items)

    def add(self, paths: Sequence[Path]) -> None:
        """Put videos into the list."""
        for path in map(Path.absolute, paths):
            if path not in self.files:
                words = self._known.get(path, "")
                item = QListWidgetItem(f"{path.name}   {words}".strip())
                item.setData(Qt.ItemDataRole.UserRole, str(path))
                item.setToolTip(str(path))
                self.rows.addItem(item)
        self._show()
        self.changed.emit()

    @Slot()
    def remove(self) -> None:
        """Take the selected videos out of the list."""
        for item in self.rows.selectedItems():
            self.rows.takeItem(self.rows.row(item))
        self._show()
        self.changed.emit()

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.setFocusProxy(self.rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.rows.setAccessibleName(self._title)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.rows.setFixedHeight(HEIGHT)
        self.empty.setProperty("look", "quiet")
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.rows)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_button, self.remove_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.rows)
        column.addLayout(row)

    @Slot()
    def _show(self) -> None:
        self.empty.setVisible(self.rows.count() == 0)
        self.remove_button.setEnabled(bool(self.rows.selectedItems()))

    @Slot()
    def _choose(self) -> None:
        folder = self._settings.get(LAST_FOLDER)
        chosen, _ = QFileDialog.getOpenFileNames(self, self._title, folder, f"{VIDEOS};;{ALL}")
        if chosen:
            self._settings.set(LAST_FOLDER, str(Path(chosen[-1]).parent))
            self.add([Path(each) for each in chosen])

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.empty.setGeometry(0, 0, self.width(), HEIGHT)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add(_dropped(event))
        event.acceptProposedAction()


def _dropped(event: QDropEvent) -> list[Path]:
    """The local files of a drag."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
