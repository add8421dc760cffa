"""From tracklets to face tracks: order, gaps, gaze, lips and confidence."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.document.timebase import Span
from dfm.core.faces.alignment import to_camera
from dfm.core.faces.landmarks import Landmarks
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES, LEFT_IRIS, RIGHT_IRIS
from dfm.core.faces.tracking import Tracklet
from dfm.core.faces.tracks import FaceTrack, build_tracks

SHADING = np.zeros((30, 32, 32), np.float32)


def _tracklet(face: Landmarks, frames: range, scale: float = 1.0, jitter: float = 0.0) -> Tracklet:
    """The same face on so many frames."""
    noise = np.random.default_rng(frames.start).normal(0, jitter, (len(frames), *face.points.shape))
    points = [(face.points * scale + some).astype(np.float32) for some in noise]
    return Tracklet(list(frames), points, [face.blendshapes for _ in frames])


def _build(model: FaceModel, *people: list[Tracklet]) -> tuple[FaceTrack, ...]:
    return build_tracks(list(people), model, SHADING, rate=30.0, pixel_aspect=1.0)


def test_the_largest_over_time_is_number_one(model: FaceModel, portrait_face: Landmarks) -> None:
    small_for_long = [_tracklet(portrait_face, range(40), 0.4)]
    large_for_short = [_tracklet(portrait_face, range(20), 1.0)]
    tracks = _build(model, small_for_long, large_for_short)
    assert [track.number for track in tracks] == [1, 2]
    assert [len(track.frames) for track in tracks] == [20, 40]
    assert tracks[0].size > tracks[1].size


def test_a_face_that_leaves_and_returns_is_one_track_with_a_gap(
    model: FaceModel, portrait_face: Landmarks
) -> None:
    (track,) = _build(
        model, [_tracklet(portrait_face, range(5, 15)), _tracklet(portrait_face, range(30, 50), 1.2)]
    )
    assert track.spans == (Span(5, 15), Span(30, 50))
    assert track.at(4) is None
    assert track.at(5) == 0
    assert track.at(20) is None
    assert track.at(30) == 10
    assert track.at(50) is None
    assert track.boxes[10, 3] == pytest.approx(1.2 * track.boxes[0, 3], rel=1e-3)  # not smoothed across


def test_chance_finds_are_left_out_unless_there_is_nothing_better(
    model: FaceModel, portrait_face: Landmarks
) -> None:
    chance = [_tracklet(portrait_face, range(3, 5))]
    assert len(_build(model, chance, [_tracklet(portrait_face, range(20))])) == 1
    (only,) = _build(model, [_tracklet(portrait_face, range(3, 5))])
    assert only.frames.tolist() == [3, 4]
    assert _build(model) == ()


def test_jitter_goes_and_the_face_model_fits(model: FaceModel, portrait_face: Landmarks) -> None:
    (track,) = _build(model, [_tracklet(portrait_face, range(60), jitter=0.5)])
    assert track.points[:].std(axis=0).mean() < 0.65 * 0.5
    assert track.residual < 0.012
    assert (track.confidence > 0.8).all()
    assert track.shading_gain == 1


def test_a_face_that_is_none_has_little_confidence(model: FaceModel, portrait_face: Landmarks) -> None:
    (track,) = _build(model, [_tracklet(portrait_face, range(30), jitter=12)])
    assert track.confidence.max() < 0.3
    assert (track.confidence >= 0).all()


def test_the_pose_of_a_frame_carries_the_face_model_onto_its_landmarks(
    model: FaceModel, portrait_face: Landmarks
) -> None:
    (track,) = _build(model, [_tracklet(portrait_face, range(12))])
    head = track.pose(7).to_head(to_camera(track.points[7:8], 1.0))[0]
    shape = track.neutral + model.displacement(track.expression[7])
    assert np.linalg.norm(head - shape, axis=1).mean() < 0.01 * model.face_height


def test_gaze_follows_the_irises_in_eye_widths(model: FaceModel, portrait_face: Landmarks) -> None:
    def gaze(shift: float) -> NDArray[np.float32]:
        points = portrait_face.points.copy()
        points[[*RIGHT_IRIS, *LEFT_IRIS], 0] += shift
        moved = Landmarks(points, portrait_face.blendshapes)
        (track,) = _build(model, [_tracklet(moved, range(6))])
        assert track.gaze.shape == (6, 2, 2)
        return np.asarray(track.gaze[0])

    ahead, aside = gaze(0), gaze(4)
    assert np.abs(ahead).max() < 0.25
    width = np.linalg.norm(portrait_face.points[33, :2] - portrait_face.points[133, :2])
    np.testing.assert_allclose((aside - ahead)[:, 0], 4 / width, rtol=0.1)
    np.testing.assert_allclose((aside - ahead)[:, 1], 0, atol=0.01)


def test_aperture_rises_as_the_jaw_falls(model: FaceModel) -> None:
    frames = 30
    shapes = np.zeros((frames, 52), np.float32)
    shapes[:, BLENDSHAPES.index("jawOpen")] = np.linspace(0, 0.8, frames)
    head = model.mean + model.displacement(model.coefficients_of_blendshapes(shapes))
    points = np.concatenate([head, head[:, :10]], 1) * np.array([8, -8, -8]) + 200
    piece = Tracklet(list(range(frames)), list(points.astype(np.float32)), list(shapes))
    (track,) = _build(model, [piece])
    assert (np.diff(track.aperture[2:-2]) > 0).all()
    assert track.aperture[-1] > track.aperture[0] + 0.05
