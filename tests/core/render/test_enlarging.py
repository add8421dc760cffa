"""A large face of the frame itself, drawn by a map of the square, against the map of its own."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import LEFT_EYE
from dfm.core.media.picture import Region
from dfm.core.render.blending import NetBlender
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.layers import window_of
from dfm.core.render.netfile import load_net
from dfm.core.render.reference import LARGE, ReferenceRenderer
from dfm.core.render.renderer import FaceFrame, Reference, Rendered
from dfm.core.render.shading import ShadingMaps
from dfm.core.render.square import SIDE, Square

FINER = 4
HALF = 128


@dataclass(frozen=True)
class Large:
    """A large face whose mouth opens, by its own map, and what draws it by that of its square."""

    rgb: NDArray[np.float32]
    face: FaceFrame
    plain: Rendered
    instant: InstantRenderer
    square: Square

    def enlarged(self, share: float) -> Rendered:
        """By the map of the square, where so much of it is taken."""
        square, face = self.square, self.face
        small = FaceFrame(square.shrunk(face.points), square.shrunk(face.target), face.change, 1.0)
        dense = self.instant.dense(small, Region(0, 0, SIDE, SIDE))
        shares = np.full((HALF, HALF), share, np.float32)
        return self.instant.enlarged(self.rgb, face, dense, square, shares)


@pytest.fixture
def large(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32], picture: NDArray[np.float32]
) -> Large:
    rgb = cv2.resize(picture, None, fx=FINER, fy=FINER, interpolation=cv2.INTER_CUBIC)
    rgb = np.clip(rgb + np.random.default_rng(0).normal(0, 3, rgb.shape), 0, 255).astype(np.float32)
    own = ((points + 0.5) * FINER - 0.5).astype(np.float32)
    target = own.copy()
    below = own[:, 1] > own[13, 1]
    target[below, 1] += 30 * (own[below, 1] - own[13, 1]) / (own[152, 1] - own[13, 1])
    face = FaceFrame(own, target, np.full(30, 0.5, np.float32), 1.0)
    instant = InstantRenderer(model, shading)
    region = instant.region(face, rgb.shape[1], rgb.shape[0])
    assert region is not None
    rgb = rgb[region.y : region.y + region.height, region.x : region.x + region.width]
    square = Square(*window_of(target), region)
    return Large(rgb, face, instant.render(rgb, region, face), instant, square)


@pytest.mark.parametrize(("share", "most"), [(1.0, 0.3), (0.2, 1.5)])
def test_it_draws_what_the_map_of_its_own_draws(large: Large, share: float, most: float) -> None:
    """The same by cubic splines, a little softer bilinearly."""
    made = large.enlarged(share)
    inside = cv2.erode(large.plain.mask, np.ones((15, 15))) > 0
    difference = np.abs(made.rgb - large.plain.rgb)[inside]
    assert difference.mean() < most
    assert np.abs(made.rgb[inside] - large.rgb[inside]).mean() > 1  # something was moved


def test_it_ends_where_nothing_moves(large: Large) -> None:
    made = large.enlarged(1.0)
    rim = (made.mask > 0) & (cv2.erode(made.mask, np.ones((3, 3)), borderValue=0) == 0)
    assert rim.any()
    assert np.abs(made.rgb - large.rgb)[rim].mean() < 1
    reach = round(2 * large.square.scale) * 2 + 1
    assert not made.mask[cv2.dilate(large.plain.mask, np.ones((reach, reach))) == 0].any()
    assert made.mask[large.plain.mask > 0].all()


def test_irises_stay_as_they_are(large: Large) -> None:
    middle = large.face.target[list(LEFT_EYE), :2].mean(axis=0)
    x, y = np.round(middle - (large.square.region.x, large.square.region.y)).astype(int)
    patch = (slice(y - 2, y + 3), slice(x - 2, x + 3))
    assert np.abs(large.enlarged(1.0).rgb[patch] - large.plain.rgb[patch]).max() < 2


def test_rows_may_be_drawn_in_any_parts(large: Large, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = large.enlarged(0.4)
    monkeypatch.setattr("dfm.core.bands.LARGE", large.rgb.size)
    again = large.enlarged(0.4)
    assert np.array_equal(whole.rgb, again.rgb)
    assert np.array_equal(whole.mask, again.mask)


def test_the_reference_renderer_draws_a_large_face_as_it_would_by_the_map_of_its_own(
    large: Large, model: FaceModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Reference(
        np.clip(large.rgb + 5, 0, 255).astype(np.uint8), _inside(large.face.points, large.square)
    )
    face = replace(large.face, references=((shown, 1.0),))
    renderer = ReferenceRenderer(model, large.instant, NetBlender(load_net(weights.find("reference"))))
    assert large.square.scale > LARGE
    quick = renderer.render(large.rgb, large.square.region, face)
    monkeypatch.setattr("dfm.core.render.reference.LARGE", np.inf)
    plain = renderer.render(large.rgb, large.square.region, face)
    both = (quick.mask > 0) & (plain.mask > 0)
    assert np.abs(quick.rgb - plain.rgb)[both].mean() < 1
    assert np.abs(quick.mask - plain.mask)[both].max() < 0.1


def _inside(points: NDArray[np.float32], square: Square) -> NDArray[np.float32]:
    """Points (K, 3) in pixels of the square's region."""
    return np.asarray(points - (square.region.x, square.region.y, 0), np.float32)
