"""Asks from which videos a person is to be learned, what they are called, and where the file goes.

The answer is a `TrainingWish`; it reads no video and trains nothing itself.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from dfm.core.document.persons import SUFFIX
from dfm.ui.dialogs.question import may_replace
from dfm.ui.dialogs.training import TrainingDialog, quiet, writable
from dfm.ui.dialogs.video_list import VideoList
from dfm.ui.settings import Settings
from dfm.ui.training import PRESETS, PresetRow, TrainingWish, suggested_target

WORDS = (
    "Emotions look different on everybody. From videos of one person, in any scene, a small net learns how "
    "that person shows them; where the videos show nothing, emotions are played as most people do."
)
CHECKPOINTS = ("checkpoint", "checkpoint-search")


class TrainPersonDialog(TrainingDialog):
    """`wish` is what was asked for once the dialog is accepted; `own` is the project's video, which shows the
    person as this face."""

    def __init__(self, own: str, face: int, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(f"Train the Person of Face {face}", "Person", SUFFIX, parent)
        self.wish: TrainingWish | None = None
        self._own = Path(own).absolute() if own else None
        self._face, self._settings = face, settings
        self._follows_name = True
        self._make_controls()
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
        known = {} if self._own is None else {self._own: f"(this video, face {self._face})"}
        self.videos = VideoList(self._settings, known, "Videos of the person")
        self.name = QLineEdit()
        self.name.setPlaceholderText("What the person is called")
        self.preset = QComboBox()
        for row in PRESETS:
            self.preset.addItem(row.title)
        self.purpose = quiet()
        self.purpose.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.resume.setText("&Go on where the last training of this file was stopped")
        ways = QVBoxLayout()
        ways.setSpacing(4)
        ways.addWidget(self.preset)
        ways.addWidget(self.purpose)
        rows = (("&Videos", None, self.videos), ("&Name", None, self.name), ("N&et", ways, self.preset))
        self.lay_out(quiet(WORDS), rows)

    def _listen(self) -> None:
        self.videos.changed.connect(self._show)
        self.name.textChanged.connect(self._suggest)
        self.preset.currentIndexChanged.connect(self._show)
        self.target.textEdited.connect(self.leave_target)
        self.target.textChanged.connect(self._show)

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
            room = writable(Path.home() if self._own is None else self._own.parent)
            self.target.setText(str(suggested_target(room, self.name.text())))
        self._show()

    @Slot()
    def leave_target(self) -> None:
        """The file is the user's own choice from now on."""
        self._follows_name = False

    def _was_stopped(self) -> bool:
        """Whether an earlier training has left its checkpoint."""
        target = self.chosen_target
        stem = target.name.removesuffix(SUFFIX)
        return any(target.with_name(f"{stem}.{ending}").exists() for ending in CHECKPOINTS)

    def _may_write(self, target: Path) -> bool:
        """Whether the file can be written; asks before another one is replaced."""
        if not self.is_writable(target.parent):
            return False
        besides = ", and other projects that use it will ask for it"
        return not target.exists() or may_replace(target, self, besides)

    # Qt's own names

    def accept(self) -> None:
        """Take the wish, where it can be fulfilled."""
        target, files = self.chosen_target, self.videos.files
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
            resume=self.goes_on,
        )
        super().accept()
