"""Which face of each video is the person: by appearance, and by what the user says where that is unsure.

The person is whoever is seen longest over all videos, or the face that the user names. A video that shows
somebody else, or cannot be read, is left out with a warning. Where two people are seen about as long, or two
faces of a video are about as much like the person, the user is asked to name the face.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis, analyze
from dfm.core.errors import DfmError, InputError, UsageError
from dfm.core.faces.identity import likeness
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import Job, Progress
from dfm.core.training.person_looks import MOST_TRACKS, Looks, look_at

SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".mts", ".m2ts", ".ts", ".wmv",
            ".ogv", ".3gp", ".flv")  # fmt: skip
SAME_PERSON = 0.5
"""Faces of two videos that are as alike as this are one person."""
PERHAPS = 0.35
"""A face that is less like the person than this is somebody else."""
CLEARLY = 0.15
"""By how much the likest face of a video must be ahead of the next."""
SHORTEST_SECONDS = 0.5
NEARLY_AS_LONG = 0.5
"""A second person seen for this share of the first one's time makes it unclear who is meant."""

Warn = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Face:
    """One face of a video and how it looks."""

    analysis: Analysis
    track: FaceTrack
    looks: Looks

    @property
    def path(self) -> Path:
        """The video."""
        return self.analysis.media.path

    @property
    def seconds(self) -> float:
        """For how long it is seen."""
        return float(len(self.track.frames) / self.analysis.media.frame_rate)

    def __str__(self) -> str:
        return f"face {self.track.number} of {self.path.name} ({self.seconds:.1f} s)"


def videos_among(paths: Sequence[Path]) -> list[Path]:
    """The videos named, and those in the folders named; InputError where there are none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if _is_video(each))
            if not inside:
                raise InputError(f"The folder {path} holds no video: name one that does, or the videos.")
            found += inside
        else:
            found.append(path)
    if not found:
        raise InputError("There is no video to learn from: name videos, or a folder of them.")
    unique = dict.fromkeys(each.resolve() for each in found)
    by_place = {each.resolve(): each for each in reversed(found)}
    return [by_place[place] for place in unique]


def faces_of(videos: Sequence[Path], warn: Warn) -> Job[list[list[Face]]]:
    """The faces of every video that can be read and shows any, the largest first."""
    found: list[list[Face]] = []
    first = ""
    for number, path in enumerate(videos):
        yield Progress("read videos", number, len(videos), "videos")
        try:
            analysis = yield from analyze(path)
            tracks = [track for track in analysis.tracks if _long_enough(track, analysis)][:MOST_TRACKS]
            looks = yield from look_at(analysis, tracks)
        except DfmError as error:
            first = first or f" ({error})"
            warn(f"{path.name} is left out: {error}")
            continue
        if tracks:
            found.append([Face(analysis, track, looks[track.number]) for track in tracks])
        else:
            warn(f"{path.name} is left out: it shows no face for long enough.")
    yield Progress("read videos", len(videos), len(videos), "videos")
    if not found:
        raise InputError(
            f"No video of {len(videos)} shows a face that could be learned from{first}: "
            "name videos with a face at least 64 pixels high."
        )
    return found


def choose_faces(
    videos: Sequence[Sequence[Face]],
    common: NDArray[np.float32],
    warn: Warn,
    named: Mapping[Path, int] | None = None,
) -> list[Face]:
    """The person's face in each video that shows the person.

    `common` is what all faces share (see `faces.identity`); `named` tells the person's number in some videos.
    InputError where it stays unclear who is meant.
    """
    numbers = {path.resolve(): number for path, number in (named or {}).items()}
    shown = {faces[0].path.resolve(): faces for faces in videos}
    for path in numbers:
        if path not in shown:
            raise InputError(f"{path} shows no face for long enough: name a face of another video.")
    known = [_numbered(shown[path], number) for path, number in numbers.items()]
    group = known or _most_seen(videos, common)
    chosen = []
    for faces in videos:
        mine = next((each for each in group if each.path == faces[0].path), None)
        found = mine or _likest(faces, group, common, warn)
        if found is not None:
            chosen.append(found)
    return chosen


def _most_seen(videos: Sequence[Sequence[Face]], common: NDArray[np.float32]) -> list[Face]:
    """The faces, one a video at most, of the person who is seen longest."""
    groups = [[face] for faces in videos for face in faces]
    while (pair := _likest_pair(groups, common)) is not None:
        one, other = pair
        groups = [group for group in groups if group is not one and group is not other] + [one + other]
    groups.sort(key=_seconds, reverse=True)
    if len(groups) > 1 and _seconds(groups[1]) > NEARLY_AS_LONG * _seconds(groups[0]):
        _refuse_rivals(videos, groups, common)
    return groups[0]


def _likest_pair(
    groups: Sequence[list[Face]], common: NDArray[np.float32]
) -> tuple[list[Face], list[Face]] | None:
    """The two groups that are most alike, if they may be one person; nobody is twice in one video."""
    scored = [
        (max(_alike(face, other, common) for face in one), one, other)
        for one, other in combinations(groups, 2)
        if not {face.path for face in one} & {face.path for face in other}
    ]
    best = max(scored, key=lambda entry: entry[0], default=None)
    return None if best is None or best[0] < SAME_PERSON else best[1:]


def _refuse_rivals(
    videos: Sequence[Sequence[Face]], groups: Sequence[list[Face]], common: NDArray[np.float32]
) -> None:
    """InputError unless nobody else can be meant: every video shows one face, alike enough to the first."""
    alone = all(len(faces) == 1 for faces in videos)
    if alone and all(_alike(faces[0], groups[0], common) >= PERHAPS for faces in videos):
        return
    rivals = [group for group in groups if _seconds(group) > NEARLY_AS_LONG * _seconds(groups[0])]
    people = "; ".join(", ".join(str(face) for face in group[:4]) for group in rivals[:4])
    raise InputError(
        f"The videos show {len(rivals)} people for about as long: {people}. "
        "Say who is meant by --face N (the number in the first video) or VIDEO@N."
    )


def _likest(
    faces: Sequence[Face], group: Sequence[Face], common: NDArray[np.float32], warn: Warn
) -> Face | None:
    """The face of a video that is the person, or None with a warning."""
    scores = [_alike(each, group, common) for each in faces]
    order = np.argsort(scores)[::-1]
    best = faces[int(order[0])]
    score = scores[int(order[0])]
    if score < PERHAPS:
        warn(f"{best.path.name} is left out: nobody in it looks like the person (write it as "
             f"{best.path.name}@{best.track.number} if it is).")  # fmt: skip
        return None
    if len(order) > 1 and scores[int(order[1])] > max(score - CLEARLY, PERHAPS):
        raise InputError(
            f"It is unclear who in {best.path.name} is the person: {best} or {faces[int(order[1])]}. "
            f"Write it as {best.path.name}@{best.track.number}, say."
        )
    if score < SAME_PERSON:
        warn(f"{best} is taken for the person, whom it resembles a little.")
    return best


def _alike(face: Face, group: Sequence[Face], common: NDArray[np.float32]) -> float:
    """How much a face is like the likest of a group."""
    return max(likeness(face.looks.descriptor, each.looks.descriptor, common) for each in group)


def _numbered(faces: Sequence[Face], number: int) -> Face:
    for each in faces:
        if each.track.number == number:
            return each
    raise UsageError(
        f"{faces[0].path} has no face {number} that is seen for long enough: "
        f"it shows {', '.join(str(each) for each in faces)}."
    )


def _seconds(group: Sequence[Face]) -> float:
    return sum(face.seconds for face in group)


def _long_enough(track: FaceTrack, analysis: Analysis) -> bool:
    return len(track.frames) >= SHORTEST_SECONDS * analysis.media.frame_rate


def _is_video(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
