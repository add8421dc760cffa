"""What can be wished for the training of a person: videos, name, preset, and where the file goes.

Values alone; the dialog shows them and `casting` carries them out.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dfm.core.document.persons import SUFFIX

Preset = Literal["default", "paper"]


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


def suggested_target(folder: Path, name: str) -> Path:
    """Where the file of a person of this name goes: signs that no file's name may hold become spaces."""
    plain = "".join(letter if letter.isalnum() or letter in " -_.()" else " " for letter in name)
    return folder / f"{' '.join(plain.split()).strip('. ') or 'person'}{SUFFIX}"
