"""What can be wished for the training of a person or of a renderer, and how such a job is started.

Values, but for the start; dialogs ask for them, `casting` and `renderers` carry them out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from dfm.core.document.persons import SUFFIX
from dfm.core.jobs import Job
from dfm.ui.course import Measured
from dfm.ui.desk import Desk, Failure
from dfm.ui.jobs import JobRunner, Lane, RunningJob
from dfm.ui.widgets.words import share_words

Preset = Literal["default", "paper"]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PresetRow:
    """One way to train, in words."""

    name: Preset
    title: str
    purpose: str


PRESETS = (
    PresetRow("default", "Small net", "Quick to learn; seconds of footage already help."),
    PresetRow(
        "paper",
        "The paper's net",
        "As in Deep Semantic Manipulation of Facial Videos: large, slow to learn, made for hours of footage.",
    ),
)


@dataclass(frozen=True, slots=True)
class TrainingWish:
    """A person to learn for a face; `named` says which face of a video the person is, where that is known."""

    face: int
    name: str
    videos: tuple[Path, ...]
    target: Path
    preset: Preset = "default"
    named: tuple[tuple[Path, int], ...] = ()
    resume: bool = False


@dataclass(frozen=True, slots=True)
class RendererWish:
    """A renderer to learn for a face of the project's video, for so many minutes, into a file.

    `resumed` are the seconds that were learned before, where the training goes on; None where it begins.
    """

    face: int
    minutes: float
    target: Path
    device: str = "auto"
    resumed: float | None = None

    @property
    def minutes_in_all(self) -> float:
        """The minutes learned before and those wished for."""
        return self.minutes + (self.resumed or 0.0) / 60


@dataclass(frozen=True, slots=True)
class Outlook:
    """On which device a renderer would learn, and the seconds that were learned of faces before."""

    device: str
    begun: Mapping[int, float] = field(default_factory=dict)

    @property
    def usual_minutes(self) -> int:
        """How long to learn where nobody says otherwise."""
        return 10 if self.device == "cuda" else 30


def stopped_words(job: RunningJob) -> str:
    """What became of a renderer's training that was stopped."""
    if job.stage != "learn":
        return "The training was stopped before anything was learned."
    return "The training is stopped. What was learned is kept: Train for This Video goes on from there."


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a trained renderer does, beside `reference`."""

    file: Path
    measured: Measured

    @property
    def is_better(self) -> bool:
        """Whether the trained renderer is nearer."""
        return self.measured.face < self.measured.reference

    @property
    def words(self) -> str:
        """What came of the training, in a sentence."""
        if self.is_better:
            share = share_words(1 - self.measured.face / self.measured.reference)
            return f"{share} nearer to the frames held out than Reference: {self.figures}"
        return f"No better than Reference on the frames held out: {self.figures}"

    @property
    def fate(self) -> str:
        """What becomes of the file, in a sentence."""
        return "Reenact Video draws with it now." if self.is_better else "It is kept, but not in use."

    @property
    def figures(self) -> str:
        """Both distances."""
        return f"Face-APD {self.measured.face:.2f} against {self.measured.reference:.2f}."


def start_training(
    desk: Desk,
    jobs: JobRunner,
    name: str,
    make_job: Callable[[], Job[Result]],
    on_trained: Callable[[Result, bool], None],
) -> RunningJob:
    """Train beside the window; `on_trained` hears of the result, and if the same video is still open."""
    media = desk.project.media

    def on_failed(failure: Failure) -> None:
        desk.said.emit(f"{name} was not trained.")
        desk.failed.emit(failure)

    return jobs.start(
        f"Training {name}",
        make_job,
        lane=Lane.TRAIN,
        on_done=lambda result: on_trained(result, desk.project.media == media),
        on_failed=on_failed,
    )


def suggested_target(folder: Path, name: str) -> Path:
    """Where the file of a person of this name goes: signs that no file's name may hold become spaces."""
    plain = "".join(letter if letter.isalnum() or letter in " -_.()" else " " for letter in name)
    return folder / f"{' '.join(plain.split()).strip('. ') or 'person'}{SUFFIX}"
