"""What the affect net learns from, measured: faces of clips and of labelled photographs."""

import csv
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.features import Average
from dfm.core.affect.observed import Observed, observe_points, resting_face, worn
from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.errors import DfmError, InputError
from dfm.core.faces.fit import fit_track
from dfm.core.faces.landmarks import MediaPipeBackend
from dfm.core.faces.model import FaceModel
from dfm.core.faces.photographs import read_photograph
from dfm.core.jobs import Job, Progress
from dfm.core.motion.prototypes import ONE_SIDED, valence_arousal
from dfm.core.training.face_basis import TrackedFace

TABLE = "photos.csv"
NEUTRAL = "neutral"
CALM = 0.2
"""Frames whose reading by the rule of prototypes is nearer than this to the origin count as neutral."""
FEWEST_CALM = 20
PLAIN = 0.15
"""A valence that the rule reads further from zero than this is plain."""


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One line of photos.csv: its file, who is in it, and the emotion's place in the table of emotions."""

    path: Path
    person: str
    label: int


@dataclass(frozen=True, eq=False)
class ClipFace:
    """A person of a clip: what was observed, which frames are calm (N,), and, where a classifier was asked,
    its answers (K, 8) on some frames (K,)."""

    clip: str
    person: str
    observed: Observed
    resting: NDArray[np.float32]
    calm: NDArray[np.int64]
    asked: NDArray[np.int64]
    answers: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PhotoFace:
    """The face of a labelled photograph: blendshapes (52,) and expression coefficients (30,)."""

    person: str
    label: int
    observed: Observed


def photo_rows(folder: Path, use: str) -> list[PhotoRow]:
    """The labelled photographs with this use; InputError where there is no list or it names none."""
    listing = folder / TABLE
    try:
        with listing.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row.get("use") == use]
    except OSError as error:
        raise InputError(
            f"{listing} cannot be read: name a folder of photographs with such a list (file, use, label)."
        ) from error
    order = [row.name for row in EMOTIONS]
    labelled = [row for row in rows if row.get("label") and (folder / row["file"]).is_file()]
    found = [
        PhotoRow(
            folder / row["file"],
            row.get("person") or person_of(row["file"]),
            order.index(emotion(row["label"]).name),
        )
        for row in labelled
    ]
    if not found:
        raise InputError(f"{listing} names no photograph whose use is '{use}': mark some.")
    return found


def person_of(file: str) -> str:
    """Who is in a photograph of which only the name is known: a numbered series may show one person."""
    return re.sub(r"[-_]?\d+$", "", Path(file).stem) or file


def measure_photos(rows: Sequence[PhotoRow], model: FaceModel) -> Job[list[PhotoFace]]:
    """The faces of photographs; those that show none are left out."""
    faces: list[PhotoFace] = []
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as backend:
        for done, row in enumerate(rows, 1):
            try:
                picture = read_photograph(row.path, backend)
            except DfmError:
                continue
            seen = observe_points(picture.points, picture.blendshapes, model)
            faces.append(PhotoFace(row.person, row.label, seen))
            yield Progress("measure photographs", done, len(rows), "photographs")
    return faces


def measure_clip(
    face: TrackedFace, model: FaceModel, asked: NDArray[np.int64], answers: NDArray[np.float32]
) -> ClipFace:
    """The measurements of a gathered face, with the answers of a classifier where there are any."""
    fit = fit_track(model, face.points, face.blendshapes, face.pixel_aspect)
    resting = resting_face(face.blendshapes)
    mesh = np.asarray(fit.expression + worn(fit.neutral, model), np.float32)
    reading = valence_arousal(face.blendshapes - resting, ONE_SIDED)
    calm = np.flatnonzero(np.linalg.norm(reading, axis=1) < CALM)
    seen = Observed(face.blendshapes, mesh, resting)
    kept = agreeing(reading[asked], answers)
    return ClipFace(face.clip, face.person, seen, resting, calm, asked[kept], answers[kept])


def agreeing(reading: NDArray[np.float64], answers: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which answers (K, 8) count (K,): not those that call pleasant what the rule plainly reads as unpleasant
    (reading: (K, 2)), or the other way round."""
    said = answers @ np.array([row.valence for row in EMOTIONS])
    return np.asarray((np.abs(reading[:, 0]) < PLAIN) | (said * reading[:, 0] > 0), np.bool_)


def average_of(clips: Sequence[ClipFace]) -> Average:
    """The average person at rest."""
    return Average(
        np.median([clip.resting for clip in clips], axis=0).astype(np.float32),
        np.median([np.median(clip.observed.mesh, axis=0) for clip in clips], axis=0).astype(np.float32),
    )
