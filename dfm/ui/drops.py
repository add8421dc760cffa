"""What becomes of a file that is dropped on the window, and the veil that says so beforehand."""

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from dfm.core.document.persons import SUFFIX as PERSON_SUFFIX
from dfm.core.document.renderers import SUFFIX as RENDERER_SUFFIX
from dfm.ui.desk import Desk


class Use(Enum):
    """What a dropped file is good for."""

    OPENING = "opening"
    PLAYING = "playing"
    """It is a person's: the chosen face plays as that person does."""
    DRAWING = "drawing"
    """It is a trained renderer."""


def dropped_file(data: QMimeData) -> Path | None:
    """The first local file of a drag."""
    return next((Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()), None)


def use_of(path: Path, desk: Desk) -> Use:
    """What is done with a dropped file; while no video is open, every file is opened."""
    uses = {PERSON_SUFFIX: Use.PLAYING, RENDERER_SUFFIX: Use.DRAWING} if desk.frames else {}
    return uses.get(path.suffix.lower(), Use.OPENING)


class DropVeil(QLabel):
    """Lies over the window, or a part of it, as long as a file is held above."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("Drop to open", parent, alignment=Qt.AlignmentFlag.AlignCenter)
        self._desk = desk
        self.setObjectName("drop_veil")
        self.hide()

    def cover(self, room: QRect, path: Path) -> None:
        """Lie there and say what becomes of the file."""
        match use_of(path, self._desk):
            case Use.PLAYING:
                self.setText(f"Drop to play face {self._desk.face} as {path.stem}")
            case Use.DRAWING:
                self.setText(f"Drop to draw with {path.stem}")
            case Use.OPENING:
                self.setText("Drop to open")
        self.setGeometry(room)
        self.raise_()
        self.show()
