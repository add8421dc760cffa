"""The samples of every clip, made once and kept in the cache as files that are mapped into memory."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.folds import instant_with_folds
from dfm.core.jobs import Job, Progress
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.shading import load_shading
from dfm.core.training.dataset import ClipRow, read_face
from dfm.core.training.reference_frames import Frames, frames_of, kept_at
from dfm.core.training.reference_pairs import Task, choose_tasks
from dfm.core.training.reference_samples import PLANES, SIDE, VERSION, make_sample

FOLLOWED = 16
"""How many samples of a clip are drawn once more for the frames that follow."""


@dataclass(frozen=True, eq=False)
class ClipSamples:
    """Samples of one clip: planes (N + M, 43, 256, 256), mapped from a file, and the centres (N + M, 3, 2) of
    mouth and eyes. The last M are those of following frames; `after` (N,) tells which one follows a sample,
    -1 where none does. `person` is who they show."""

    clip: str
    person: str
    planes: NDArray[np.uint8]
    centres: NDArray[np.float32]
    after: NDArray[np.int32]

    @property
    def count(self) -> int:
        """How many samples there are beside those of following frames."""
        return len(self.after)


def collect(
    rows: list[ClipRow], archives: list[Path], count: int, seed: int, hard_share: float
) -> Job[list[ClipSamples]]:
    """Up to `count` samples of each clip, whose gathered faces are `archives`, clip by clip.

    `hard_share` of them have no reference whose mouth is near the target's. Clips that do not serve are
    left out.
    """
    model = load_face_model(weights.find("face_model"))
    found: list[ClipSamples] = []
    for done, (row, archive) in enumerate(zip(rows, archives, strict=True)):
        yield Progress("make samples", done, len(rows), "clips")
        samples = yield from _samples(model, row, archive, count, seed, hard_share)
        if samples is not None:
            found.append(samples)
    yield Progress("make samples", len(rows), len(rows), "clips")
    return found


def _samples(
    model: FaceModel, row: ClipRow, archive: Path, count: int, seed: int, hard_share: float
) -> Job[ClipSamples | None]:
    file = kept_at(row.path, f"samples-v{VERSION}-{count}-{seed}-{round(100 * hard_share)}.npy")
    spots = file.with_suffix(".spots.npz")
    if not (file.exists() and spots.exists()):
        face, shading = read_face(archive), load_shading(weights.find("shading"))
        if face is None:
            return None
        frames = yield from frames_of(model, shading, row.path, face)
        chosen = len(frames.after)
        tasks = choose_tasks(
            model,
            frames.expression[:chosen],
            frames.rotation[:chosen],
            frames.numbers[:chosen],
            count,
            seed,
            hard_share,
        )
        if not tasks:
            return None
        instant = instant_with_folds(model, shading, float(frames.gain))
        yield from _write(file, spots, model, instant, frames, tasks, row.path.name)
    with np.load(spots, allow_pickle=False) as stored:
        centres, after = stored["centres"], stored["after"]
    return ClipSamples(row.path.name, row.person, np.load(file, mmap_mode="r"), centres, after)


def following(frames: Frames, tasks: list[Task]) -> tuple[list[Task], NDArray[np.int32]]:
    """The tasks of the frames that follow, for up to FOLLOWED of the tasks, and for each task (N,) which of
    all tasks, those that follow put last, follows it, or -1."""
    more: list[Task] = []
    after = np.full(len(tasks), -1, np.int32)
    for number, task in enumerate(tasks):
        source, target = int(frames.after[task.source]), int(frames.after[task.target])
        if source >= 0 and target >= 0 and len(more) < FOLLOWED:
            after[number] = len(tasks) + len(more)
            more.append(replace(task, source=source, target=target))
    return more, after


def _write(
    file: Path,
    spots: Path,
    model: FaceModel,
    instant: InstantRenderer,
    frames: Frames,
    tasks: list[Task],
    clip: str,
) -> Job[None]:
    more, after = following(frames, tasks)
    tasks = [*tasks, *more]
    part = file.with_suffix(".part")
    planes = np.lib.format.open_memmap(part, "w+", np.uint8, (len(tasks), PLANES, SIDE, SIDE))
    centres = np.empty((len(tasks), 3, 2), np.float32)
    try:
        for place, task in enumerate(tasks):
            yield Progress(f"make samples of {clip}", place, len(tasks), "samples")
            sample = make_sample(model, instant, frames, task)
            planes[place], centres[place] = sample.planes, sample.centres
        planes.flush()
        np.savez(spots, centres=centres, after=after)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
