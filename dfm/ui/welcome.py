"""What stands where the pictures will be while no video is open: the next step, and the latest projects."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dfm.ui.theme import theme_hub
from dfm.ui.theme.icons import pixmap

ICON_PIXELS = 44
MOST_RECENT = 4


class Welcome(QFrame):
    """Says to drop or open a video, and lists what was open of late."""

    open_asked = Signal()
    demo_asked = Signal()
    path_asked = Signal(object)
    """Path: one of the latest files."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "well")
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        title = QLabel("Drop a video here, or press Ctrl+O", alignment=Qt.AlignmentFlag.AlignCenter)
        title.setProperty("look", "title")
        words = QLabel(
            "Its faces are found by themselves. Then drag an emotion onto the timeline.",
            alignment=Qt.AlignmentFlag.AlignCenter,
        )
        words.setWordWrap(True)
        self.open_button = QPushButton("Open Video…")
        self.open_button.setProperty("look", "primary")
        self.open_button.setToolTip("Open a video or a project (Ctrl+O)")
        self.open_button.clicked.connect(self.open_asked)
        self._demo = QPushButton("Try the Demo Clip")
        self._demo.setToolTip("Make a short clip of a talking portrait and open it")
        self._demo.clicked.connect(self.demo_asked)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self._demo)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addStretch()
        for part in (self._picture, title, words):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addLayout(self._recent)
        column.addStretch()
        theme_hub.theme_changed.connect(self._show_picture)
        self._show_picture()

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List the latest files, each a button."""
        while (item := self._recent.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for path in paths[:MOST_RECENT]:
            button = QPushButton(path.name)
            button.setProperty("look", "plain")
            button.setToolTip(str(path))
            button.setAccessibleName(f"Open {path.name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, path=path: self.path_asked.emit(path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)

    def set_busy(self, busy: bool) -> None:
        """While the demo clip is made it cannot be asked for again."""
        self._demo.setEnabled(not busy)
        self._demo.setText("Making the Demo Clip…" if busy else "Try the Demo Clip")

    @Slot()
    def _show_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(pixmap("filmstrip-box-multiple", ICON_PIXELS, "quiet", ratio))
