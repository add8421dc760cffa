"""Asks from which videos a person is to be learned, what they are called, and where the file goes.

The answer is a `TrainingWish`; it reads no video and trains nothing itself.
"""

import os
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dfm.core.document.persons import SUFFIX
from dfm.ui.dialogs.question import Answer, Question
from dfm.ui.dialogs.relink import ALL, VIDEOS
from dfm.ui.settings import LAST_FOLDER, Settings
from dfm.ui.training import PRESETS, PresetRow, TrainingWish, suggested_target

WIDTH, LIST_HEIGHT = 560, 116
WORDS = (
    "Emotions look different on everybody. From videos of one person, in any scene, a small net learns how "
    "that person shows them; where the videos show nothing, emotions are played as most people do."
)
CHECKPOINTS = ("checkpoint", "checkpoint-search")
NONE_YET = "Drop videos here, or press Add."


class Overwrite(Enum):
    """The two answers."""

    REPLACE = "replace"
    CANCEL = "cancel"


class TrainPersonDialog(QDialog):
    """`wish` is what was asked for once the dialog is accepted; `own` is the project's video, which shows the
    person as this face."""

    def __init__(self, own: str, face: int, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Train the Person of Face {face}")
        self.setFixedWidth(WIDTH)
        self.setAcceptDrops(True)
        self.wish: TrainingWish | None = None
        self._own = Path(own) if own else None
        self._face, self._settings = face, settings
        self._follows_name = True
        self._make_controls()
        self._lay_out()
        self._listen()
        if self._own is not None:
            self.add([self._own])
        self._suggest()
        self.name.setFocus()

    @property
    def files(self) -> tuple[Path, ...]:
        """The videos in the list."""
        return tuple(
            Path(self.videos.item(at).data(Qt.ItemDataRole.UserRole)) for at in range(self.videos.count())
        )

    @property
    def chosen_preset(self) -> PresetRow:
        """The way to train that is chosen."""
        return PRESETS[self.preset.currentIndex()]

    def add(self, paths: list[Path]) -> None:
        """Put videos into the list, each once."""
        for path in paths:
            if path.absolute() in self.files:
                continue
            mine = path.absolute() == self._own
            words = f"{path.name}   (this video, face {self._face})" if mine else path.name
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, str(path.absolute()))
            item.setToolTip(str(path.absolute()))
            self.videos.addItem(item)
        self._show()

    @Slot()
    def remove(self) -> None:
        """Take the selected videos out of the list."""
        for item in self.videos.selectedItems():
            self.videos.takeItem(self.videos.row(item))
        self._show()

    # Building

    def _make_controls(self) -> None:
        self.words = _quiet(WORDS)
        self.videos = QListWidget()
        self.videos.setAccessibleName("Videos of the person")
        self.videos.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.videos.setFixedHeight(LIST_HEIGHT)
        self.empty = QLabel(NONE_YET, self.videos.viewport(), alignment=Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("look", "quiet")
        self.add_button, self.remove_button = QPushButton("&Add…"), QPushButton("&Remove")
        for button in (self.add_button, self.remove_button):
            button.setAutoDefault(False)
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
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.add_button)
        beside.addWidget(self.remove_button)
        beside.addStretch()
        listing = QVBoxLayout()
        listing.setSpacing(4)
        listing.addWidget(self.videos)
        listing.addLayout(beside)
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
            ("&Videos", listing, self.videos),
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
        self.add_button.clicked.connect(self._add)
        self.remove_button.clicked.connect(self.remove)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.videos, self.remove,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        self.videos.itemSelectionChanged.connect(self._show)
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
        self.empty.setVisible(self.videos.count() == 0)
        self.empty.setGeometry(self.videos.viewport().rect())
        self.remove_button.setEnabled(bool(self.videos.selectedItems()))
        self.trouble.hide()
        self.resume.setVisible(self._was_stopped())
        named, placed = bool(self.name.text().strip()), bool(self.target.text().strip())
        self.train.setEnabled(bool(self.videos.count()) and named and placed)

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
    def _add(self) -> None:
        kinds = f"{VIDEOS};;{ALL}"
        chosen, _ = QFileDialog.getOpenFileNames(
            self, "Add Videos of the Person", self._settings.get(LAST_FOLDER), kinds
        )
        if chosen:
            self._settings.set(LAST_FOLDER, str(Path(chosen[-1]).parent))
            self.add([Path(each) for each in chosen])

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
        if not target.exists():
            return True
        answers = (
            Answer(Overwrite.CANCEL, "Cancel"),
            Answer(Overwrite.REPLACE, "&Replace", "danger"),
        )
        words = (
            f"There is a file of this name in {folder} already. It goes once the new one is whole, and other "
            "projects that use it will ask for it."
        )
        question = Question(f"Replace {target.name}?", words, answers, Overwrite.CANCEL, self)
        return question.ask() is Overwrite.REPLACE

    # Qt's own names

    def accept(self) -> None:
        """Take the wish, where it can be fulfilled."""
        target, files = self._target(), self.files
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


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("look", "quiet")
    return label
