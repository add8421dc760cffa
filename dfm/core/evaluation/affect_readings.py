"""How well faces of known emotion are read: photographs and acted clips of people nobody learned from."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.blendshape import load_affect
from dfm.core.affect.estimator import NAMES, AffectEstimator
from dfm.core.affect.estimators import DEFAULT, open_estimator
from dfm.core.affect.observed import Observed, observe_points, observe_track
from dfm.core.affect.pictures import face_square
from dfm.core.analyze import Analysis
from dfm.core.errors import DfmError, InputError, MissingWeights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.affect_baselines import RuleEstimator
from dfm.core.evaluation.affect_report import AffectReport, Read
from dfm.core.evaluation.crops import view_around
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.photos import read_photos
from dfm.core.evaluation.samples import Sample, read_samples, unknown_people
from dfm.core.faces.landmarks import MediaPipeBackend
from dfm.core.faces.photographs import read_photograph
from dfm.core.jobs import Job, Progress
from dfm.core.media.read import read_frame

PHOTOGRAPHS, CLIPS = "photographs", "acted clips"
SIDE = 256
LOOKS = 8
"""Frames of a clip at which an estimator that needs pictures looks."""


def read_affect(clips: Path, photos: Path | None, estimator: str = DEFAULT) -> Job[AffectReport]:
    """Read the labelled faces of a folder of clips and of one of photographs: an estimator and the rule."""
    chosen = open_estimator(estimator)
    rule = RuleEstimator(load_affect(weights.find("affect")).average)
    readers: tuple[AffectEstimator, ...] = (chosen, rule)
    samples = [sample for sample in unknown_people(read_samples(clips)) if sample.acted]
    found: list[Read] = []
    failures: list[str] = []
    if photos is not None:
        found += yield from _photographs(photos, readers, failures)
    for count, sample in enumerate(samples, 1):
        try:
            analysis: Analysis = yield from rooms.analysed(sample.path, use_cache=True)
            found += _clip(sample, analysis, readers)
        except MissingWeights:
            raise
        except DfmError as error:
            failures.append(f"{sample.name}: {error}")
        yield Progress("reading clips", count, len(samples), "clips")
    if not found:
        raise InputError(f"{clips} holds no clip of known emotion that was not trained on: mark some.")
    return AffectReport(
        tuple(found), tuple(reader.name for reader in readers), this_machine(), tuple(failures)
    )


def _photographs(photos: Path, readers: Sequence[AffectEstimator], failures: list[str]) -> Job[list[Read]]:
    model = rooms.face_model()
    labelled = read_photos(photos)
    found: list[Read] = []
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as backend:
        for count, (path, label) in enumerate(labelled, 1):
            try:
                photo = read_photograph(path, backend)
            except DfmError as error:
                failures.append(str(error))
                continue
            seen = observe_points(photo.points, photo.blendshapes, model)
            pictures = (face_square(photo.rgb, photo.points, SIDE),)
            seen = Observed(seen.blendshapes, seen.mesh, None, pictures)
            found += _read(PHOTOGRAPHS, path.stem, label, seen, readers)
            yield Progress("reading photographs", count, len(labelled), "photographs")
    return found


def _clip(sample: Sample, analysis: Analysis, readers: Sequence[AffectEstimator]) -> Iterator[Read]:
    """The readings of a clip's main person; an estimator that looks at pictures sees some frames."""
    if not analysis.tracks:
        raise InputError(f"{sample.path} shows no face.")
    track = analysis.tracks[0]
    whole = observe_track(track, rooms.face_model())
    places = np.linspace(0, len(track.frames) - 1, LOOKS).astype(int)
    for reader in readers:
        if not reader.looks:
            yield from _read(CLIPS, sample.name, sample.acted, whole, (reader,))
            continue
        pictures = []
        for place in places:
            frame = read_frame(analysis.media, int(track.frames[place]))
            view = view_around(frame, analysis.media, track.points[place])
            local = track.points[place][:, :2] - np.array([view.left, view.top], np.float32)
            pictures.append(face_square(view.rgb, local, SIDE))
        some = Observed(whole.blendshapes[places], whole.mesh[places], whole.resting, tuple(pictures))
        yield from _read(CLIPS, sample.name, sample.acted, some, (reader,))


def _read(
    group: str, name: str, label: str, observed: Observed, readers: Sequence[AffectEstimator]
) -> Iterator[Read]:
    for reader in readers:
        affect = reader.estimate(observed)
        valence, arousal = np.median(affect.places, axis=0)
        yield Read(
            group=group,
            name=name,
            label=label,
            reader=reader.name,
            said=NAMES[int(affect.probabilities.mean(axis=0).argmax())],
            valence=float(valence),
            arousal=float(arousal),
            distance=_median_distance(affect.places),
        )


def _median_distance(places: NDArray[np.float32]) -> float:
    return float(np.median(np.linalg.norm(places, axis=1)))
