"""Whatever the size of a face, the turn of the video and the shape of its pixels: it is found where it is."""

from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.faces.landmarks import FoundFace, Landmarks
from dfm.core.faces.look import CROP_SIZE, PATCH, Looker
from dfm.core.faces.search import Box

SIZE = (320, 240)
AsFrame = Callable[[NDArray[np.uint8]], av.VideoFrame]


class Beacon:
    """Takes the middle of what is bright in a crop for a face, as deep as a tenth of the crop."""

    name = "beacon"

    def find(self, rgb: NDArray[np.uint8]) -> list[FoundFace]:
        raise AssertionError("nobody searches here")

    def landmarks(self, rgb: NDArray[np.uint8]) -> Landmarks | None:
        assert rgb.shape == (CROP_SIZE, CROP_SIZE, 3)
        middle = brightest(rgb[..., 1])
        if middle is None:
            return None
        points = np.tile(np.array([*middle, CROP_SIZE / 10], np.float32), (478, 1))
        return Landmarks(points, np.zeros(52, np.float32))

    def close(self) -> None:
        pass


def brightest(grey: NDArray[np.uint8]) -> NDArray[np.floating] | None:
    """The middle (x, y) of the light in a picture."""
    light = np.where(grey > 9, grey, 0).astype(np.float64)
    if not light.any():
        return None
    across, down = light.sum(axis=0), light.sum(axis=1)
    return np.array([np.average(np.arange(len(each)), weights=each) for each in (across, down)])


def upright(place: tuple[int, int], reach: int) -> NDArray[np.uint8]:
    """A dark picture, upright, with a bright square of 2 * reach + 1 pixels."""
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    x, y = place
    picture[y - reach : y + reach + 1, x - reach : x + reach + 1] = 255
    return picture


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(4, 3)])
@pytest.mark.parametrize(("place", "side"), [((200, 90), 60), ((150, 120), 400), ((10, 230), 50)])
def test_points_and_patch_lie_where_the_face_is(
    as_frame: AsFrame, rotation: int, aspect: Fraction, place: tuple[int, int], side: int
) -> None:
    reach = max(4, side // 16)
    stored = np.ascontiguousarray(np.rot90(upright(place, reach), rotation // 90))
    box = Box(place[0] - side / 2 + 3, place[1] - side / 2 - 2, side, side)
    sight = Looker(Beacon(), rotation, aspect).look(as_frame(stored), box)
    assert sight is not None
    wide = float(1 / aspect if rotation % 180 else aspect)
    crop_side = 1.7 * side * max(wide, 1.0)
    np.testing.assert_allclose(sight.points[0, :2], place, atol=0.3 * crop_side / CROP_SIZE)
    assert sight.points[0, 2] == pytest.approx(crop_side / wide / 10, rel=0.01)
    found = brightest(sight.patch)
    assert sight.patch.shape == (PATCH, PATCH)
    assert found is not None
    np.testing.assert_allclose(found, np.array(place) * sight.view[:2] + sight.view[2:], atol=0.3)


def test_nobody_there_is_nobody(as_frame: AsFrame) -> None:
    dark = np.zeros((64, 96, 3), np.uint8)
    assert Looker(Beacon(), 0, Fraction(1)).look(as_frame(dark), Box(20, 20, 20, 20)) is None


def test_a_large_face_is_averaged_not_sampled(as_frame: AsFrame) -> None:
    stripes = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    stripes[:, ::2] = 200
    crop, _ = Looker(Beacon(), 0, Fraction(1)).crop(as_frame(stripes), Box(-90, -130, 500, 500))
    inside = crop[100:150, 100:150]
    assert abs(float(inside.mean()) - 100) < 5
    assert float(inside.std()) < 30  # 100 where points were sampled
