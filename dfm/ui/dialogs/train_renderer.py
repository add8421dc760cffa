"""Asks which face of the video a renderer is to learn, for how long, and where the file goes.

The answer is a `RendererWish`; it trains nothing itself.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from dfm.core.document.renderers import SUFFIX
from dfm.ui.course import course_files, is_course
from dfm.ui.dialogs.question import may_replace
from dfm.ui.dialogs.training import FormRow, TrainingDialog, quiet, writable
from dfm.ui.training import Outlook, RendererWish
from dfm.ui.widgets.words import duration_words

WORDS = (
    "A net learns the face of this very video, to draw expressions that the video hardly shows. The first "
    "part is learned; the rest tells whether faces come out better than with Reference."
)
EXPECT = {
    "cuda": "The graphics card of this machine learns it. It ends earlier where nothing more is gained.",
    "cpu": "The processor learns a small net, slowly, which may not get beyond Reference in that time; "
    "a graphics card does far more. You can work on meanwhile, stop it, and go on later.",
}
MOST_MINUTES = 24 * 60


class TrainRendererDialog(TrainingDialog):
    """`wish` is what was asked for once the dialog is accepted."""

    def __init__(
        self, suggested: Path, faces: int, face: int, outlook: Outlook, parent: QWidget | None = None
    ) -> None:
        super().__init__("Train for This Video", "Trained Renderer", SUFFIX, parent)
        self.wish: RendererWish | None = None
        self._outlook = outlook
        self._make_controls(faces, face)
        self.target.setText(str(_free(writable(suggested.parent) / suggested.name)))
        self.face.currentIndexChanged.connect(self._show)
        self.target.textChanged.connect(self._show)
        self.resume.toggled.connect(self._show)
        self.resume.setChecked(True)
        self._show()
        self.minutes.setFocus()
        self.minutes.selectAll()

    @property
    def chosen_face(self) -> int:
        """The number of the face to learn."""
        return self.face.currentIndex() + 1

    def _make_controls(self, faces: int, face: int) -> None:
        self.face = QComboBox()
        for number in range(1, faces + 1):
            self.face.addItem(f"Face {number}")
        self.face.setCurrentIndex(min(face, faces) - 1)
        self.minutes = QSpinBox()
        self.minutes.setRange(1, MOST_MINUTES)
        self.minutes.setSuffix(" minutes")
        self.minutes.setValue(self._outlook.usual_minutes)
        self.expect = quiet(EXPECT[self._outlook.device])
        times = QVBoxLayout()
        times.setSpacing(4)
        times.addWidget(self.minutes)
        times.addWidget(self.expect)
        rows: list[FormRow] = [("&Learn for", times, self.minutes)]
        if faces > 1:
            rows.insert(0, ("F&ace", None, self.face))
        self.lay_out(quiet(WORDS), rows)

    @Slot()
    def _show(self) -> None:
        self.trouble.hide()
        begun = self._outlook.begun.get(self.chosen_face)
        self.resume.setVisible(begun is not None)
        self.resume.setText(f"&Go on from where this face was learned for {duration_words(begun or 0)}")
        self.minutes.setSuffix(" minutes more" if self.goes_on else " minutes")
        self.train.setEnabled(bool(self.target.text().strip()))

    def _may_write(self, target: Path) -> bool:
        """Whether the files can be written; asks before others than those of a stopped training go."""
        if not self.is_writable(target.parent):
            return False
        if target.exists():
            return may_replace(target, self, ", and other projects that use it will ask for it")
        return all(may_replace(file, self) for file in _strangers(target))

    # Qt's own names

    def accept(self) -> None:
        """Take the wish, where it can be fulfilled."""
        target = self.chosen_target
        if self.train.isEnabled() and self._may_write(target):
            resumed = self._outlook.begun.get(self.chosen_face) if self.goes_on else None
            minutes = self.minutes.value()
            self.wish = RendererWish(self.chosen_face, minutes, target, self._outlook.device, resumed)
            super().accept()


def _free(target: Path) -> Path:
    """This name, or the next one beside whose file no pictures or tables lie that no training wrote."""

    def names() -> Iterator[Path]:
        yield target
        yield from (target.with_stem(f"{target.stem} {number}") for number in count(2))

    return next(name for name in names() if not _strangers(name))


def _strangers(target: Path) -> tuple[Path, ...]:
    """The files that a training would replace, where they come from none."""
    files = tuple(file for file in course_files(target) if file.exists())
    return () if is_course(target) else files
