"""Footage for training: every clip of a folder that may shape shipped weights, tracked once and cached.

The folder holds clips and a `clips.csv` with at least the columns `file`, `use` and `person`; only rows
whose use is `train` are read.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dfm.core import places, weights
from dfm.core.analyze import track_faces
from dfm.core.errors import InputError
from dfm.core.faces.canonical import CanonicalMesh, read_canonical_mesh
from dfm.core.faces.landmarks import MediaPipeBackend
from dfm.core.faces.registration import Pictures
from dfm.core.faces.smoothing import runs, smooth
from dfm.core.faces.tracking import Tracklet
from dfm.core.faces.unwrap import Unwrapper
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.media.probe import probe
from dfm.core.training.face_basis import TrackedFace

TEXTURE = 160
MOST_TEXTURES = 300
FEWEST_FRAMES = 30
VERSION = 3
"""Counts up when more is gathered."""


@dataclass(frozen=True)
class ClipRow:
    """One line of clips.csv."""

    path: Path
    person: str
    tags: tuple[str, ...]


def clip_rows(folder: Path, use: str) -> list[ClipRow]:
    """The clips of a folder with this use; InputError where there is no list or it names none."""
    listing = folder / "clips.csv"
    try:
        with listing.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row.get("use") == use]
    except OSError as error:
        raise InputError(
            f"{listing} cannot be read: name a folder with clips and a clips.csv (columns file, use, person)."
        ) from error
    found = [
        ClipRow(folder / row["file"], row.get("person") or row["file"], tuple(row.get("tags", "").split(";")))
        for row in rows
        if (folder / row["file"]).is_file()
    ]
    if not found:
        raise InputError(f"{listing} names no clip whose use is '{use}': mark some.")
    return found


def gather(folder: Path, use: str = "train") -> Job[list[Path]]:
    """Track the main face of each clip into the cache; returns the archives, to be read by `read_face`."""
    model = weights.find("face_landmarker")
    mesh = read_canonical_mesh(model)
    rows = clip_rows(folder, use)
    backend = MediaPipeBackend(model, landmarkers=2)
    archives: list[Path] = []
    try:
        for done, row in enumerate(rows):
            yield Progress("track clips", done, len(rows), "clips")
            archive = (
                places.cache_folder() / "training" / f"{content_id(row.path)[:32]}-{TEXTURE}-v{VERSION}.npz"
            )
            if not archive.exists():
                yield from _track(row, mesh, backend, archive)
            archives.append(archive)
    finally:
        backend.close()
    yield Progress("track clips", len(rows), len(rows), "clips")
    return archives


def read_face(archive: Path) -> TrackedFace | None:
    """A gathered face, or None where the clip shows none for long enough."""
    with np.load(archive, allow_pickle=False) as stored:
        if len(stored["points"]) < FEWEST_FRAMES:
            return None
        return TrackedFace(
            str(stored["clip"]),
            str(stored["person"]),
            stored["points"],
            stored["blendshapes"],
            float(stored["pixel_aspect"]),
            stored["textures"],
            stored["texture_frames"],
            stored["frames"],
            Pictures(stored["patches"], stored["views"]),
        )


def read_faces(archives: list[Path]) -> Iterator[TrackedFace]:
    """The gathered faces that are long enough, one after another."""
    for archive in archives:
        face = read_face(archive)
        if face is not None:
            yield face


def _track(row: ClipRow, mesh: CanonicalMesh, backend: MediaPipeBackend, archive: Path) -> Job[None]:
    info = probe(row.path)
    job = track_faces(info, backend, Unwrapper(mesh, TEXTURE), most_textures=MOST_TEXTURES)
    tracked = yield from job
    best = max(tracked.tracklets, key=lambda tracklet: len(tracklet.frames), default=Tracklet())
    points = np.array(best.points, np.float32).reshape(-1, 478, 3)
    for run in runs(np.array(best.frames, np.int32)) if best.frames else []:
        points[run] = smooth(points[run], float(info.frame_rate))
    archive.parent.mkdir(parents=True, exist_ok=True)
    part = archive.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            clip=row.path.name,
            person=row.person,
            points=points,
            blendshapes=np.array(best.blendshapes, np.float32).reshape(-1, 52),
            pixel_aspect=float(info.upright_pixel_aspect),
            textures=np.array([texture for _, texture in best.textures], np.uint8),
            frames=np.array(best.frames, np.int32),
            patches=np.array([best.patches[place] for place in range(len(best.frames))], np.uint8),
            views=np.array(best.views, np.float32),
            texture_frames=np.array([place for place, _ in best.textures], np.int64),
        )
    part.replace(archive)
