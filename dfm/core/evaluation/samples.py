"""The clips an evaluation runs over: a folder's videos, with what its clips.csv says where it has one."""

import csv
from dataclasses import dataclass
from pathlib import Path

from dfm.core.document.emotions import emotion
from dfm.core.errors import InputError, UsageError

VIDEO_SUFFIXES = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ts", ".webm"})
TABLE = "clips.csv"
TRAINED = "train"
"""The use of clips that the program's own nets were trained on."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A clip: its file, who is in it, the emotion it was acted with ("" if unknown), its tags, and what it is
    used for ("" if unknown)."""

    path: Path
    person: str
    acted: str
    tags: frozenset[str]
    face_height: int
    use: str = ""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


def read_samples(clips: Path) -> tuple[Sample, ...]:
    """The videos of a folder by name, or the one video given; InputError where there is none."""
    if clips.is_file():
        return (_sample(clips, _table(clips.parent / TABLE).get(clips.name, {})),)
    if not clips.is_dir():
        raise InputError(f"{clips} is not a folder; give the folder that holds the clips to evaluate.")
    rows = _table(clips / TABLE)
    files = sorted(path for path in clips.iterdir() if path.suffix.lower() in VIDEO_SUFFIXES)
    if not files:
        raise InputError(f"{clips} holds no video; give the folder that holds the clips to evaluate.")
    return tuple(_sample(path, rows.get(path.name, {})) for path in files)


def one_a_person(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The clips with the largest faces of each person first, then the other clips, in a fixed order."""
    largest: dict[str, Sample] = {}
    for sample in sorted(samples, key=lambda sample: (-sample.face_height, sample.name)):
        largest.setdefault(sample.person, sample)
    chosen = tuple(largest.values())
    return chosen + tuple(sample for sample in samples if sample not in chosen)


def unknown_people(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The clips of people of whom none is marked for training, in the order of `one_a_person`."""
    known = {each.person for each in samples if each.use == TRAINED}
    return tuple(each for each in one_a_person(samples) if each.person not in known)


def _sample(path: Path, row: dict[str, str]) -> Sample:
    height = row.get("face_height_px", "").strip()
    return Sample(
        path,
        row.get("person", "").strip() or path.stem,
        _emotion(row.get("emotion", "")),
        frozenset(tag for tag in row.get("tags", "").split(";") if tag),
        int(height) if height.isdigit() else 0,
        row.get("use", "").strip(),
    )


def _emotion(word: str) -> str:
    """The emotion's name in the program; a word that it does not know, or none, is ""."""
    try:
        return emotion(word).name
    except UsageError:
        return ""


def _table(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["file"]: {key: value or "" for key, value in row.items()} for row in csv.DictReader(file)}
