"""Valence and arousal over time: measured from a face, and asked for by edits."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.analyze import analyze
from dfm.core.document.edits import Edit
from dfm.core.document.emotions import emotion
from dfm.core.document.timebase import Span
from dfm.core.faces.model import load_face_model
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import drain
from dfm.core.motion.measured import measured_va, targeted_va

RATE = Fraction(30)


@pytest.fixture(scope="module")
def track(short_clip: Path) -> FaceTrack:
    return drain(analyze(short_clip)).tracks[0]


def _wearing(track: FaceTrack, name: str, frames: slice) -> FaceTrack:
    """The track, held still, with some blendshapes raised on some frames."""
    shapes = np.repeat(np.median(track.blendshapes, axis=0)[None], len(track.frames), axis=0)
    shapes[frames, [each.startswith(name) for each in BLENDSHAPES]] = 0.8
    return _showing(track, shapes)


def _showing(track: FaceTrack, shapes: NDArray[np.float32]) -> FaceTrack:
    """The track with these blendshapes, and with a mesh that moves as they do."""
    moved = load_face_model(weights.find("face_model")).coefficients_of_blendshapes(shapes)
    return replace(track, blendshapes=shapes, expression=moved)


def test_a_face_at_rest_is_near_the_origin(track: FaceTrack) -> None:
    still = _wearing(track, "mouthSmile", slice(0))
    assert np.linalg.norm(measured_va(still, RATE), axis=1).max() < 0.15


def test_a_smile_is_pleasant_where_it_is_worn_and_nowhere_else(track: FaceTrack) -> None:
    va = measured_va(_wearing(track, "mouthSmile", slice(40, None)), RATE)
    assert va[:25, 0].max() < 0.05
    assert va[-8:, 0].min() > 0.3


def test_a_smile_worn_all_the_time_is_still_seen(track: FaceTrack) -> None:
    assert measured_va(_wearing(track, "mouthSmile", slice(None)), RATE)[:, 0].min() > 0.2


def test_a_frown_is_unpleasant(track: FaceTrack) -> None:
    assert measured_va(_wearing(track, "browDown", slice(30, None)), RATE)[-1, 0] < -0.05


def test_a_track_is_read_once(track: FaceTrack) -> None:
    assert measured_va(track, RATE) is measured_va(track, RATE)
    assert measured_va(replace(track), RATE) is not measured_va(track, RATE)


def test_one_point_a_frame_inside_the_disc(track: FaceTrack) -> None:
    va = measured_va(track, RATE)
    assert va.shape == (len(track.frames), 2)
    assert np.linalg.norm(va, axis=1).max() <= 1 + 1e-6


def test_edits_ask_for_their_emotions_place_and_nothing_elsewhere() -> None:
    va = targeted_va([Edit("sad", 0.85, Span(30, 90), ramp=5), Edit("happy", 1, Span(100, 110))], RATE, 150)
    sad = emotion("sad")
    assert np.isnan(va[:30]).all()
    assert np.isnan(va[90:100]).all()
    assert not np.isnan(va[30:90]).any()
    assert np.hypot(*(va[60] - 0.85 * np.array([sad.valence, sad.arousal]))) < 0.12


def test_transitions_lead_from_and_to_the_neutral_place() -> None:
    length = np.linalg.norm(targeted_va([Edit("happy", 1, Span(0, 60), ramp=20)], RATE, 60), axis=1)
    assert length[0] < 0.1 < length[10] < length[30]
    assert length[-1] < 0.1


def test_disabled_edits_ask_for_nothing() -> None:
    assert np.isnan(targeted_va([Edit("happy", 1, Span(0, 60), enabled=False)], RATE, 60)).all()
