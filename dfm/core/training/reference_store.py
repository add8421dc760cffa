"""The samples of every clip, made once and kept in the cache as files that are mapped into memory."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import Job, Progress
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.shading import load_shading
from dfm.core.training.dataset import ClipRow, read_face
from dfm.core.training.reference_frames import Frames, frames_of, kept_at
from dfm.core.training.reference_pairs import Task, choose_tasks
from dfm.core.training.reference_samples import PLANES, SIDE, VERSION, make_sample


@dataclass(frozen=True, eq=False)
class ClipSamples:
    """Samples of one clip: planes (N, 33, 256, 256), mapped from a file, and the centres (N, 3, 2) of mouth
    and eyes. `person` is who they show."""

    clip: str
    person: str
    planes: NDArray[np.uint8]
    centres: NDArray[np.float32]


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
    spots = file.with_suffix(".centres.npy")
    if not (file.exists() and spots.exists()):
        face, shading = read_face(archive), load_shading(weights.find("shading"))
        frames = None if face is None else (yield from frames_of(model, shading, row.path, face))
        if frames is None:
            return None
        tasks = choose_tasks(
            model, frames.expression, frames.rotation, frames.numbers, count, seed, hard_share
        )
        if not tasks:
            return None
        instant = InstantRenderer(model, shading, float(frames.gain))
        yield from _write(file, spots, model, instant, frames, tasks, row.path.name)
    return ClipSamples(row.path.name, row.person, np.load(file, mmap_mode="r"), np.load(spots))


def _write(
    file: Path,
    spots: Path,
    model: FaceModel,
    instant: InstantRenderer,
    frames: Frames,
    tasks: list[Task],
    clip: str,
) -> Job[None]:
    part = file.with_suffix(".part")
    shape = (len(tasks), PLANES, SIDE, SIDE)
    planes = np.lib.format.open_memmap(part, "w+", np.uint8, shape)
    centres = np.empty((len(tasks), 3, 2), np.float32)
    try:
        for place, task in enumerate(tasks):
            yield Progress(f"make samples of {clip}", place, len(tasks), "samples")
            sample = make_sample(model, instant, frames, task)
            planes[place], centres[place] = sample.planes, sample.centres
        planes.flush()
        np.save(spots, centres)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
