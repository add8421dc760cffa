"""The same person's pieces are joined; others', and those seen at once, never."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.faces.identity import appearance, join, likeness
from dfm.core.faces.landmarks import Landmarks
from dfm.core.faces.model import FaceModel
from dfm.core.faces.tracking import Tracklet

SIZE = 64
Textures = list[tuple[int, NDArray[np.uint8]]]
Piece = Callable[..., Tracklet]


def _made_up(seed: int) -> NDArray[np.uint8]:
    """A face-sized texture of nobody: smooth random spots on skin."""
    chance = np.random.default_rng(seed)
    spots = cv2.resize(chance.normal(0, 60, (12, 12, 1)).astype(np.float32), (SIZE, SIZE))
    skin = np.array([170, 130, 110]) + chance.normal(0, 12, 3)
    return np.clip(skin + spots[..., None], 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def hers(model: FaceModel, portrait: NDArray[np.uint8], portrait_face: Landmarks) -> NDArray[np.uint8]:
    """The texture of the woman in the portrait."""
    return model.unwrapper(SIZE).unwrap(portrait, portrait_face.points)


def _piece(
    texture: NDArray[np.uint8] | None, frames: range, light: float = 1.0, noise: float = 3
) -> Tracklet:
    chance = np.random.default_rng(frames.start)
    textures: Textures = []
    for place in range(0, len(frames), 2) if texture is not None else ():
        assert texture is not None
        seen = texture * light + chance.normal(0, noise, (SIZE, SIZE, 3))
        textures.append((place, np.clip(seen, 0, 255).astype(np.uint8)))
    points = [np.zeros((478, 3), np.float32) for _ in frames]
    return Tracklet(list(frames), points, [np.zeros(52, np.float32) for _ in frames], textures)


@pytest.fixture(scope="module")
def joined(model: FaceModel) -> Callable[[list[Tracklet]], list[list[Tracklet]]]:
    coverage = model.unwrapper(SIZE).coverage
    return lambda pieces: join(pieces, coverage, model.appearance)


Joined = Callable[[list[Tracklet]], list[list[Tracklet]]]


@pytest.mark.parametrize("light", [0.7, 1.0, 1.25])
def test_pieces_of_one_person_are_joined_in_other_light_too(
    joined: Joined, hers: NDArray[np.uint8], light: float
) -> None:
    pieces = [_piece(hers, range(20)), _piece(hers, range(30, 60), light), _piece(hers, range(70, 80))]
    assert joined(pieces) == [pieces]


def test_pieces_seen_at_the_same_time_are_never_joined(joined: Joined, hers: NDArray[np.uint8]) -> None:
    pieces = [_piece(hers, range(20)), _piece(hers, range(19, 40))]
    assert joined(pieces) == [[pieces[0]], [pieces[1]]]


def test_a_piece_is_joined_to_the_free_one_of_two_twins(joined: Joined, hers: NDArray[np.uint8]) -> None:
    first, twin, later = (_piece(hers, frames) for frames in (range(40), range(5, 10), range(20, 60)))
    assert joined([first, twin, later]) == [[first], [twin, later]]


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_others_stay_apart(joined: Joined, hers: NDArray[np.uint8], seed: int) -> None:
    pieces = [
        _piece(hers, range(20)),
        _piece(_made_up(seed), range(30, 50)),
        _piece(_made_up(seed + 1), range(60, 80)),
        _piece(hers, range(90, 99)),
    ]
    assert joined(pieces) == [[pieces[0], pieces[3]], [pieces[1]], [pieces[2]]]


def test_without_textures_a_piece_stays_alone(joined: Joined, hers: NDArray[np.uint8]) -> None:
    pieces = [_piece(None, range(3)), _piece(hers, range(10, 20)), _piece(None, range(30, 33))]
    assert joined(pieces) == [[piece] for piece in pieces]
    assert joined([]) == []


def test_likeness_is_symmetric_and_largest_with_itself(model: FaceModel, hers: NDArray[np.uint8]) -> None:
    coverage = model.unwrapper(SIZE).coverage
    one, other = (appearance(texture[None], coverage) for texture in (hers, _made_up(1)))
    assert one.shape == (len(model.appearance) + 3,)
    assert likeness(one, one, model.appearance) == pytest.approx(1, abs=1e-4)
    assert likeness(one, other, model.appearance) == pytest.approx(
        likeness(other, one, model.appearance), abs=1e-6
    )
    assert likeness(one, other, model.appearance) < 0.6


def test_another_colour_of_skin_is_another_person(
    model: FaceModel, joined: Joined, hers: NDArray[np.uint8]
) -> None:
    bluish = np.clip(hers * np.array([0.6, 0.9, 1.4]), 0, 255).astype(np.uint8)
    pieces = [_piece(hers, range(20)), _piece(bluish, range(30, 50))]
    assert len(joined(pieces)) == 2
