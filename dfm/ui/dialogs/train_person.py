"""Asks from which videos a person is to be learned, what they are called, and where the file goes.

The answer is a `TrainingWish`; it reads no video and trains nothing itself.
"""

import os
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dfm.core.document.persons import SUFFIX
from dfm.ui.dialogs.question import may_replace
from dfm.ui.dialogs.video_list import VideoList
from dfm.ui.settings import Settings
from dfm.ui.training import PRESETS, PresetRow, TrainingWish, suggested_target

WIDTH = 560
WORDS = (
    "Emotions look different on everybody. From videos of one person, in any scene, a small net learns how "
    "that person shows them; where the videos show nothing, emotions are played as most people do."
)
CHECKPOINTS = ("checkpoint", "checkpoint-search")


class TrainPersonDialog(QDialog):
    """`wish` is what was asked for once the dialog is accepted; `own` is the project's video, which shows the
    person as this face."""

    def __init__(self, own: str, face: int, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Train the Person of Face {face}")
        self.setFixedWidth(WIDTH)
        self.wish: TrainingWish | None = None
        self._own = Path(own).absolute() if own else None
        self._face, self._settings = face, settings
        self._follows_name = True
        self._make_controls()
        self._lay_out()
        self._listen()
        if self._own is not None:
            self.videos.add([self._own])
        self._suggest()
        self.name.setFocus()

    @property
    def chosen_preset(self) -> PresetRow:
        """The way to train that is chosen."""
        return PRESETS[self.preset.currentIndex()]

    # Building

    def _make_controls(self) -> None:
        self.words = _quiet(WORDS)
        known = {} if self._own is None else {self._own: f"(this video, face {self._face})"}
        self.videos = VideoList(self._settings, known, "Videos of the person")
        self.name = QLineEdit()
        self.name.setPlaceholderText("What the person is called")
        self.preset = QComboBox()
        for row in PRESETS:
            self.preset.addItem(row.title)
        self.purpose = _quiet("")
        self.purpose.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.target = QLineEdit()
        self.choose = QPushButton("&Choose…")
        self.choose.setAutoDefault(False)
        self.resume = QCheckBox("&Go on where the last training of this file was stopped")
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("look", "alarm")
        self.trouble.hide()
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        self.train = QPushButton("&Train")
        self.train.setProperty("look", "primary")
        self.train.setDefault(True)

    def _lay_out(self) -> None:
        ways = QVBoxLayout()
        ways.setSpacing(4)
        ways.addWidget(self.preset)
        ways.addWidget(self.purpose)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.target, 1)
        place.addWidget(self.choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        for text, layout, field in (
            ("&Videos", None, self.videos),
            ("&Name", None, self.name),
            ("N&et", ways, self.preset),
            ("&File", place, self.target),
        ):
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
        column.addWidget(self.words)
        column.addLayout(form)
        column.addWidget(self.resume)
        column.addWidget(self.trouble)
        column.addLayout(buttons)

    def _listen(self) -> None:
        self.videos.changed.connect(self._show)
        self.name.textChanged.connect(self._suggest)
        self.preset.currentIndexChanged.connect(self._show)
        self.target.textEdited.connect(self._leave_target)
        self.target.textChanged.connect(self._show)
        self.choose.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)
        self.train.clicked.connect(self.accept)

    # Changing

    @Slot()
    def _show(self) -> None:
        self.purpose.setText(self.chosen_preset.purpose)
        self.trouble.hide()
        self.resume.setVisible(self._was_stopped())
        named, placed = bool(self.name.text().strip()), bool(self.target.text().strip())
        self.train.setEnabled(bool(self.videos.files) and named and placed)

    @Slot()
    def _suggest(self) -> None:
        """Let the file be called as the person is, until the user has chosen one."""
        if self._follows_name:
            self.target.setText(str(suggested_target(self._room(), self.name.text())))
        self._show()

    @Slot()
    def _leave_target(self) -> None:
        self._follows_name = False

    def _room(self) -> Path:
        """A folder that can be written to: that of the project's video, else the user's own."""
        folder = self._own.parent if self._own is not None else Path.home()
        return folder if os.access(folder, os.W_OK) else Path.home()

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "The Person's File",
            str(self._target()),
            f"Persons (*{SUFFIX})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self._leave_target()
            self.target.setText(chosen)

    def _target(self) -> Path:
        """The file, with the end that its name needs."""
        path = Path(self.target.text().strip()).expanduser()
        return (path if path.suffix == SUFFIX else path.parent / f"{path.name}{SUFFIX}").absolute()

    def _was_stopped(self) -> bool:
        """Whether an earlier training has left its checkpoint."""
        target = self._target()
        stem = target.name.removesuffix(SUFFIX)
        return any(target.with_name(f"{stem}.{ending}").exists() for ending in CHECKPOINTS)

    def _may_write(self, target: Path) -> bool:
        """Whether the file can be written; asks before another one is replaced."""
        folder = target.parent
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            fate = "cannot be written to" if folder.is_dir() else "does not exist"
            self.trouble.setText(f"The folder {folder} {fate}: choose another one.")
            self.trouble.show()
            self.adjustSize()
            return False
        besides = ", and other projects that use it will ask for it"
        return not target.exists() or may_replace(target, self, besides)

    # Qt's own names

    def accept(self) -> None:
        """Take the wish, where it can be fulfilled."""
        target, files = self._target(), self.videos.files
        if not (self.train.isEnabled() and self._may_write(target)):
            return
        named = tuple((path, self._face) for path in files if path == self._own)
        self.wish = TrainingWish(
            self._face,
            self.name.text().strip(),
            files,
            target,
            self.chosen_preset.name,
            named,
            resume=self.resume.isVisibleTo(self) and self.resume.isChecked(),
        )
        super().accept()


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("look", "quiet")
    return label
