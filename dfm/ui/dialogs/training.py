"""What the dialogs share that ask how to train something: the file it goes to, going on, and the buttons."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

WIDTH = 560
FormRow = tuple[str, QLayout | None, QWidget]
"""A label, the field that it names, and the layout that the field lies in, if any."""


class TrainingDialog(QDialog):
    """Asks where the file of what is trained goes; `noun` is what such a file is called."""

    def __init__(self, title: str, noun: str, suffix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setFixedWidth(WIDTH)
        self._noun, self._suffix = noun, suffix
        self.target = QLineEdit()
        self.choose = QPushButton("&Choose…")
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self.resume = QCheckBox()
        self.resume.hide()
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("look", "alarm")
        self.trouble.hide()
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.train = QPushButton("&Train")
        self.train.setProperty("look", "primary")
        self.train.setDefault(True)
        self.train.clicked.connect(self.accept)

    @property
    def chosen_target(self) -> Path:
        """The file, with the end that its name needs."""
        path = Path(self.target.text().strip()).expanduser()
        return (
            path if path.suffix == self._suffix else path.parent / f"{path.name}{self._suffix}"
        ).absolute()

    @property
    def goes_on(self) -> bool:
        """Whether an earlier training is to go on."""
        return self.resume.isVisibleTo(self) and self.resume.isChecked()

    def lay_out(self, words: QLabel, rows: Sequence[FormRow]) -> None:
        """Put these rows and that of the file between the words and the buttons."""
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.target, 1)
        place.addWidget(self.choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        for text, layout, field in (*rows, ("&File", place, self.target)):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(field.accessibleName() or text.replace("&", ""))
            form.addRow(label, field if layout is None else layout)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.train)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.resume)
        column.addWidget(self.trouble)
        column.addLayout(buttons)

    def leave_target(self) -> None:
        """The file is the user's own choice from now on."""

    def is_writable(self, folder: Path) -> bool:
        """Whether files can be written to a folder; what stands in the way is told."""
        if folder.is_dir() and os.access(folder, os.W_OK):
            return True
        fate = "cannot be written to" if folder.is_dir() else "does not exist"
        self.trouble.setText(f"The folder {folder} {fate}: choose another one.")
        self.trouble.show()
        self.adjustSize()
        return False

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            f"The {self._noun}'s File",
            str(self.chosen_target),
            f"{self._noun}s (*{self._suffix})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.leave_target()
            self.target.setText(chosen)


def writable(folder: Path) -> Path:
    """A folder, or the user's own where that cannot be written to."""
    return folder if os.access(folder, os.W_OK) else Path.home()


def quiet(text: str = "") -> QLabel:
    """Words that explain."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("look", "quiet")
    return label
