"""The mesh mover: what the emotion may do to a frame's face, and what it must leave alone."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from dfm.core.document.emotions import EMOTIONS
from dfm.core.faces.alignment import FLIP, Poses
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import (
    FACE_OVAL,
    FOREHEAD_TOP,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LOWER_INNER_LIP,
    MESH_VERTICES,
    RIGHT_BROW,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    UPPER_INNER_LIP,
)
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.motion.retarget import Retargeter, boundary_taper

Shapes = Callable[..., NDArray[np.float32]]
FELT = [row.name for row in EMOTIONS if row.name != "neutral"]
SCALE = 10.0
NOTHING = np.zeros(30, np.float32)


class Frame:
    """A face of the model in one frame: points (478, 3), pose and own coefficients."""

    def __init__(
        self,
        model: FaceModel,
        own: NDArray[np.float32],
        turn: tuple[float, float, float] = (0, 0, 0),
        pixel_aspect: float = 1.0,
        shut_lips: bool = False,
        shut_eyes: bool = False,
    ) -> None:
        rotation = Rotation.from_euler("YXZ", turn, degrees=True).as_matrix().astype(np.float32)
        shape = model.mean + model.displacement(own)
        if shut_lips:
            _close(shape, UPPER_INNER_LIP, LOWER_INNER_LIP)
        if shut_eyes:
            _close(shape, RIGHT_UPPER_LID, RIGHT_LOWER_LID)
            _close(shape, LEFT_UPPER_LID, LEFT_LOWER_LID)
        camera = SCALE * shape @ rotation.T + np.array([300, -250, 0], np.float32)
        points = camera * FLIP
        points[:, [0, 2]] /= np.float32(pixel_aspect)
        self.points = np.concatenate([points, points[:10]]).astype(np.float32)
        self.own = own
        self.aspect = pixel_aspect
        self.pose = Poses(
            rotation[None], np.array([SCALE], np.float32), np.array([[300, -250, 0]], np.float32)
        )

    def head(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points of the picture back in head space."""
        camera = points[None, :MESH_VERTICES] * FLIP
        camera[..., [0, 2]] *= np.float32(self.aspect)
        return np.asarray(self.pose.to_head(camera.astype(np.float32))[0])


def _close(shape: NDArray[np.float32], upper: tuple[int, ...], lower: tuple[int, ...]) -> None:
    middle = (shape[list(upper)] + shape[list(lower)]) / 2
    shape[list(upper)] = shape[list(lower)] = middle


def _gaps(head: NDArray[np.float32], upper: tuple[int, ...], lower: tuple[int, ...]) -> NDArray[np.float32]:
    return np.asarray(head[list(upper), 1] - head[list(lower), 1])


@pytest.fixture(scope="module")
def mover(model: FaceModel) -> Retargeter:
    return Retargeter(model, model.mean, 1.0)


@pytest.fixture(scope="module")
def felt(decoder: PrototypeDecoder) -> Callable[[str], NDArray[np.float32]]:
    """Coefficients (30,) of a strong emotion."""

    def of(label: str) -> NDArray[np.float32]:
        row = next(row for row in EMOTIONS if row.name == label)
        place = np.array([[row.valence, row.arousal]]) * 0.85
        return np.asarray(decoder.decode(label, place)[0])

    return of


Felt = Callable[[str], NDArray[np.float32]]


@given(st.integers(0, 1000), st.floats(0, 1))
@settings(max_examples=25)
def test_unchanged_coefficients_move_nothing(
    model: FaceModel, mover: Retargeter, seed: int, keep: float
) -> None:
    own = np.random.default_rng(seed).normal(0, 1, 30).astype(np.float32)
    frame = Frame(model, own, (15, -5, 3))
    moved = mover.move(frame.points, frame.pose, own, own, keep)
    np.testing.assert_allclose(moved, frame.points, atol=0.01)


@pytest.mark.parametrize("label", FELT)
@pytest.mark.parametrize("jaw", [0.0, 0.3])
def test_closed_lips_stay_closed_under_keep(
    model: FaceModel, mover: Retargeter, coefficients: Shapes, felt: Felt, label: str, jaw: float
) -> None:
    own = coefficients(jawOpen=jaw)
    frame = Frame(model, own, (10, 5, 0), shut_lips=True)
    moved = mover.move(frame.points, frame.pose, own, own + felt(label), 1.0, 1.2)
    before = _gaps(frame.head(frame.points), UPPER_INNER_LIP, LOWER_INNER_LIP)
    gaps = _gaps(frame.head(moved), UPPER_INNER_LIP, LOWER_INNER_LIP)
    assert np.abs(before).max() < 1e-3
    assert np.abs(gaps).max() < 0.03  # centimetres


@pytest.mark.parametrize("label", FELT)
def test_open_lips_stay_as_open_under_keep(
    model: FaceModel, mover: Retargeter, coefficients: Shapes, felt: Felt, label: str
) -> None:
    own = coefficients(jawOpen=0.5)
    frame = Frame(model, own)
    before = _gaps(frame.head(frame.points), UPPER_INNER_LIP, LOWER_INNER_LIP)
    for scale in (1.0, 1.25):
        moved = mover.move(frame.points, frame.pose, own, own + felt(label), 1.0, scale)
        gaps = _gaps(frame.head(moved), UPPER_INNER_LIP, LOWER_INNER_LIP)
        np.testing.assert_allclose(gaps, scale * before, atol=0.03)


@pytest.mark.parametrize("label", FELT)
def test_lips_never_cross_under_replace(
    model: FaceModel, mover: Retargeter, coefficients: Shapes, felt: Felt, label: str
) -> None:
    for own in (coefficients(jawOpen=0.0), coefficients(jawOpen=0.4), coefficients(mouthSmileLeft=1.0)):
        frame = Frame(model, own)
        moved = mover.move(frame.points, frame.pose, own, felt(label), 0.0)
        assert _gaps(frame.head(moved), UPPER_INNER_LIP, LOWER_INNER_LIP).min() > -0.03


def test_replace_opens_the_mouth_that_surprise_opens(model: FaceModel, mover: Retargeter, felt: Felt) -> None:
    frame = Frame(model, NOTHING, shut_lips=True)
    moved = mover.move(frame.points, frame.pose, NOTHING, felt("surprise"), 0.0)
    assert _gaps(frame.head(moved), UPPER_INNER_LIP, LOWER_INNER_LIP)[4] > 0.3


@pytest.mark.parametrize("label", FELT)
def test_closed_lids_stay_closed(model: FaceModel, mover: Retargeter, felt: Felt, label: str) -> None:
    frame = Frame(model, NOTHING, (5, 5, 0), shut_eyes=True)
    moved = frame.head(mover.move(frame.points, frame.pose, NOTHING, felt(label), 1.0))
    for upper, lower in ((RIGHT_UPPER_LID, RIGHT_LOWER_LID), (LEFT_UPPER_LID, LEFT_LOWER_LID)):
        assert np.abs(_gaps(moved, upper, lower)).max() < 0.02


@pytest.mark.parametrize("label", FELT)
def test_open_lids_never_cross(model: FaceModel, mover: Retargeter, felt: Felt, label: str) -> None:
    frame = Frame(model, NOTHING)
    moved = frame.head(mover.move(frame.points, frame.pose, NOTHING, 1.5 * felt(label), 1.0))
    for upper, lower in ((RIGHT_UPPER_LID, RIGHT_LOWER_LID), (LEFT_UPPER_LID, LEFT_LOWER_LID)):
        assert _gaps(moved, upper, lower).min() > -1e-3


def test_a_smile_arrives_in_the_picture_turned_as_the_head_is(
    model: FaceModel, mover: Retargeter, felt: Felt
) -> None:
    for turn in ((0, 0, 0), (30, 0, 0), (0, 0, 25)):
        frame = Frame(model, NOTHING, turn)
        moved = mover.move(frame.points, frame.pose, NOTHING, felt("happy"), 1.0)
        change = frame.head(moved) - frame.head(frame.points)
        assert change[61, 1] > 0.2
        assert change[291, 1] > 0.2
        shift = (moved - frame.points)[:MESH_VERTICES] * FLIP / SCALE
        np.testing.assert_allclose(shift, change @ frame.pose.rotation[0].T, atol=1e-3)


def test_wide_pixels_move_by_fewer_of_them(model: FaceModel, felt: Felt) -> None:
    square, wide = Frame(model, NOTHING), Frame(model, NOTHING, pixel_aspect=2.0)
    one = Retargeter(model, model.mean, 1.0).move(square.points, square.pose, NOTHING, felt("happy"), 1.0)
    two = Retargeter(model, model.mean, 2.0).move(wide.points, wide.pose, NOTHING, felt("happy"), 1.0)
    np.testing.assert_allclose((two - wide.points)[:, 0] * 2, (one - square.points)[:, 0], atol=0.02)
    np.testing.assert_allclose((two - wide.points)[:, 1], (one - square.points)[:, 1], atol=0.02)


@pytest.mark.parametrize("label", FELT)
def test_irises_hairline_and_temples_stay(
    model: FaceModel, mover: Retargeter, felt: Felt, label: str
) -> None:
    frame = Frame(model, NOTHING)
    moved = mover.move(frame.points, frame.pose, NOTHING, felt(label), 1.0)
    np.testing.assert_array_equal(moved[MESH_VERTICES:], frame.points[MESH_VERTICES:])
    shift = np.linalg.norm(moved - frame.points, axis=1) / SCALE
    largest = shift.max()
    for vertex in (FOREHEAD_TOP, 127, 356, 162, 389, 109, 338):
        assert shift[vertex] < 0.06 * model.face_height / 10, vertex
        assert shift[vertex] < 0.2 * largest


def test_the_taper_is_symmetric_whole_inside_and_small_at_the_hairline(model: FaceModel) -> None:
    taper = boundary_taper(model)
    np.testing.assert_allclose(taper[model.mirror], taper, atol=0.02)
    assert 0 <= taper.min() <= taper.max() <= 1
    assert taper[[4, 13, 14, 61, 291, 55, 285, 145, 374, 152]].min() > 0.95
    assert taper[[FOREHEAD_TOP, 127, 356]].max() < 0.25
    assert taper[list(FACE_OVAL)].mean() < 0.75


def test_the_inputs_are_left_alone(model: FaceModel, mover: Retargeter, felt: Felt) -> None:
    frame = Frame(model, NOTHING)
    before = frame.points.copy()
    mover.move(frame.points, frame.pose, NOTHING, felt("fear"), 0.5)
    np.testing.assert_array_equal(frame.points, before)
    assert not NOTHING.any()


def test_brows_come_down_near_the_lids_but_not_onto_them(
    model: FaceModel, mover: Retargeter, coefficients: Shapes
) -> None:
    frame, gaps = Frame(model, NOTHING), []
    lowered = coefficients(browDownLeft=1.0, browDownRight=1.0)
    for strength in (0.0, 1.0, 3.0, 8.0):
        moved = frame.head(mover.move(frame.points, frame.pose, NOTHING, np.float32(strength) * lowered, 1.0))
        gaps.append(float(moved[list(RIGHT_BROW), 1].mean() - moved[list(RIGHT_UPPER_LID), 1].mean()))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[1] < 0.95 * gaps[0]
    assert gaps[-1] > 0.2 * gaps[0]
