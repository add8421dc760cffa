"""What a renderer learns from: every frame of one face as a square of bytes, in one file mapped into memory.

A frame is 14 planes: the truth (3), what the `reference` renderer makes of it from another frame (3), NMFC
and gaze (6), how much each pixel matters, and how far generated pixels are taken. Both renderers never see
the truth: the source is a frame of the bank, laid over the face, and frames near the truth may not help.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import places, weights
from dfm.core.analyze import Analysis
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.topology import LEFT_EYE, OUTER_LIPS, RIGHT_EYE
from dfm.core.faces.tracks import FaceTrack
from dfm.core.folds import instant_with_folds
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import read_frames
from dfm.core.render.bank import Bank
from dfm.core.render.blending import load_blender
from dfm.core.render.conditions import conditions, face_of, inside, square_of
from dfm.core.render.reference import ReferenceRenderer
from dfm.core.render.shading import load_shading
from dfm.core.render.trained import as_bytes
from dfm.core.training.renderer_sources import SOURCES, Sources

VERSION = 3
"""Counts up when frames come to be kept otherwise."""
PLANES = 14
TRUTH, OTHER, TOLD, MATTERS, INSIDE = slice(0, 3), slice(3, 6), slice(6, 12), 12, 13
TRAIN_SHARE = 0.7
"""The first part of a video, which is learned; the rest tells how well."""
CHOOSING_SHARE = 0.1
"""The end of that part, which an evaluation does not learn from: by it a training ends, and is the best
average chosen, so that the rest had no say in it."""
FEWEST = 6
"""Frames that either part has to show the face on."""
HELD_OUT = 24
MOST_BYTES = 3 << 30
KEPT_FILES = 3
RUN = 48
"""Frames that follow one another, where not all of a long video fit."""
FACE, FEATURE = 85, 255
"""How much a pixel of the face, and of mouth and eyes, matters, of 255."""


@dataclass(frozen=True, eq=False)
class Crops:
    """Frames of one face: planes (N, 14, S, S), media frame numbers (N,) ascending, the middles of the mouth
    (N, 2) in the square's pixels, and which rows are learned from and which held out."""

    person: str
    planes: NDArray[np.uint8]
    frames: NDArray[np.int32]
    mouths: NDArray[np.float32]
    learned: NDArray[np.int64]
    held_out: NDArray[np.int64]

    @property
    def size(self) -> int:
        """Pixels a side."""
        return int(self.planes.shape[-1])

    def before(self, row: int, steps: int) -> int:
        """The row so many frames before one, or the first of its unbroken stretch."""
        first = row
        while row - first < steps and first > 0 and self.frames[first - 1] == self.frames[first] - 1:
            first -= 1
        return first


def collect(
    analysis: Analysis,
    face: int,
    size: int,
    share: float = TRAIN_SHARE,
    device: str = "cpu",
    most_bytes: int = MOST_BYTES,
    kept: int = KEPT_FILES,
    until: float = 1.0,
) -> Job[Crops]:
    """The squares of a face of an analysed video, made once; InputError where it is hardly seen.

    The first `share` of the video is learned, of the rest `until` there frames are held out. Of other videos
    only the `kept` files used last stay in the cache."""
    if not 1 <= face <= len(analysis.tracks):
        raise InputError(f"{analysis.media.path} has no face {face} (see `dfm analyze`).")
    track = analysis.tracks[face - 1]
    cut, end = (
        int(np.searchsorted(track.frames, int(part * analysis.media.frames))) for part in (share, until)
    )
    if min(cut, end - cut) < FEWEST:
        raise InputError(
            f"{analysis.media.path} hardly shows the face at its start or at its end; use a longer video."
        )
    learned, held, rows = _chosen(cut, end, most_bytes // (PLANES * size * size))
    file = _file(analysis, face, size, share, until, most_bytes)
    _tidy(file, kept)
    if not file.exists():
        yield from _write(file, analysis, track, cut, rows, size, device)
    with np.load(file.with_suffix(".spots.npz"), allow_pickle=False) as stored:
        mouths = stored["mouths"]
    os.utime(file)
    return Crops(
        f"{content_id(analysis.media.path)}-{face}",
        np.load(file, mmap_mode="r"),
        track.frames[rows],
        mouths,
        np.searchsorted(rows, learned),
        np.searchsorted(rows, held),
    )


def _chosen(cut: int, end: int, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Places to learn from before `cut`, places held out from there to `end`, and all that are kept: held out
    ones with the two before."""
    learned = np.arange(cut)
    if cut > max(most - 3 * HELD_OUT, RUN):
        runs = max((most - 3 * HELD_OUT) // RUN, 1)
        starts = np.linspace(0, cut - RUN, runs).astype(int)
        learned = np.unique((starts[:, None] + np.arange(RUN)).ravel())
    held = np.unique(np.linspace(min(cut + 2, end - 1), end - 1, HELD_OUT).round().astype(int))
    beside = np.concatenate([held, np.maximum(held - 1, 0), np.maximum(held - 2, 0)])
    return learned, held, np.unique(np.concatenate([learned, beside]))


def _file(analysis: Analysis, face: int, size: int, share: float, until: float, most_bytes: int) -> Path:
    used = weights.hashes("face_model", "shading", "reference").values()
    key = "-".join(digest[:8] for digest in used)
    folder = places.cache_folder() / "training"
    folder.mkdir(parents=True, exist_ok=True)
    name = content_id(analysis.media.path)[:32]
    part = f"{share:g}" if until == 1 else f"{share:g}-{until:g}"
    return folder / f"renderer-{name}-{key}-{face}-{size}-{part}-{most_bytes}-v{VERSION}.npy"


def _tidy(file: Path, kept: int) -> None:
    """Remove the squares of other videos that were not used for longest."""
    others = [each for each in file.parent.glob("renderer-*.npy") if each != file]
    for each in sorted(others, key=lambda each: each.stat().st_mtime, reverse=True)[kept:]:
        each.unlink(missing_ok=True)
        each.with_suffix(".spots.npz").unlink(missing_ok=True)


def _write(
    file: Path,
    analysis: Analysis,
    track: FaceTrack,
    cut: int,
    rows: NDArray[np.int64],
    size: int,
    device: str,
) -> Job[None]:
    model = load_face_model(weights.find("face_model"))
    shading = load_shading(weights.find("shading"))
    instant = instant_with_folds(model, shading, track.shading_gain)
    reference = ReferenceRenderer(model, instant, load_blender(weights.find("reference"), device))
    first = track.part(slice(0, cut))
    starts, bank = Bank(model, first, analysis.media, SOURCES), Bank(model, first, analysis.media)
    sources = Sources(model, starts, bank, reference, size)
    part = file.with_suffix(".part")
    planes = np.lib.format.open_memmap(part, "w+", np.uint8, (len(rows), PLANES, size, size))
    mouths = np.empty((len(rows), 2), np.float32)
    asked = {int(track.frames[place]): row for row, place in enumerate(rows)}
    try:
        with closing(read_frames(analysis.media, Span(min(asked), max(asked) + 1))) as frames:
            found = ((asked[frame.index], frame) for frame in frames if frame.index in asked)
            for done, (row, frame) in enumerate(found, 1):
                place = int(rows[row])
                points = np.asarray(track.points[place], np.float32)
                rgb = _window(frame.picture, analysis, points, size)
                planes[row], mouths[row] = _square(model, points, rgb, size)
                at, learned = int(track.frames[place]), place < cut
                planes[row, OTHER] = sources.redrawn(
                    points, track.expression[place], track.rotation[place], at, learned=learned
                )
                yield Progress("make squares", done, len(rows))
        planes.flush()
        np.savez(file.with_suffix(".spots.npz"), mouths=mouths)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _window(picture: object, analysis: Analysis, points: NDArray[np.float32], size: int) -> NDArray[np.uint8]:
    """The square around a face, as filmed (size, size, 3)."""
    width, height = analysis.media.upright_size
    left, top, side = square_of(points, Region(0, 0, 1, 1), size).window
    x, y = (int(np.clip(np.floor(low) - 2, 0, most - 2)) for low, most in ((left, width), (top, height)))
    right = int(np.clip(np.ceil(left + side) + 2, x + 2, width))
    bottom = int(np.clip(np.ceil(top + side) + 2, y + 2, height))
    region = Region(x, y, right - x, bottom - y)
    rgb = read_rgb(picture, region, analysis.media.rotation)  # type: ignore[arg-type]
    return as_bytes(square_of(points, region, size).reduced(rgb))


def _square(
    model: FaceModel, points: NDArray[np.float32], rgb: NDArray[np.uint8], size: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """All planes of a frame but another renderer's, and the middle of the mouth."""
    out = np.zeros((PLANES, size, size), np.uint8)
    out[TRUTH] = rgb.transpose(2, 0, 1)
    out[TOLD] = conditions(model, points, size)
    local = square_of(points, Region(0, 0, 1, 1), size).inside(points[:, :2])
    face = face_of(out[TOLD])
    out[MATTERS] = _matters(face, local)
    out[INSIDE] = 255 * inside(face) + 0.5
    return out, np.median(local[list(OUTER_LIPS)], axis=0).astype(np.float32)


def _matters(face: NDArray[np.bool_], points: NDArray[np.float32]) -> NDArray[np.uint8]:
    """How much each pixel matters (S, S); points (478, 2) in its pixels."""
    out = np.where(face, FACE, 0).astype(np.uint8)
    marked = np.zeros_like(out)
    outlines: Sequence[tuple[int, ...]] = (OUTER_LIPS, RIGHT_EYE, LEFT_EYE)
    for outline in outlines:
        cv2.fillPoly(marked, [np.round(points[list(outline)]).astype(np.int32)], 255)
    reach = 2 * round(len(face) / 64) + 1
    around = cv2.dilate(marked, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    out[(around > 0) & face] = FEATURE
    return out
