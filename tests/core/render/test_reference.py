"""The `reference` renderer with stand-ins for its net: what each choice of weights must draw."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.topology import LEFT_EYE
from dfm.core.jobs import drain
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import read_frame
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.reference import Blend, ReferenceRenderer
from dfm.core.render.renderer import FaceFrame, Order, Reference
from dfm.core.render.shading import load_shading
from dfm.core.render.square import SIDE

HALF = SIDE // 2


class Choice:
    """A stand-in for the net that takes one layer for the whole face, and notes what it is shown."""

    references = 4

    def __init__(
        self,
        layer: int,
        residual: float = 0.0,
        hidden: float = 0.0,
        batch: int = 1,
    ) -> None:
        self.layer, self.residual, self.hidden = layer, residual, hidden
        self.batch = batch
        self.seen: list[NDArray[np.float32]] = []
        self.calls = 0

    def blend(self, inputs: Sequence[NDArray[np.float32]]) -> list[Blend]:
        self.seen += inputs
        self.calls += 1
        return [self._blend(each) for each in inputs]

    def _blend(self, inputs: NDArray[np.float32]) -> Blend:
        face = inputs[-1].reshape(HALF, 2, HALF, 2).mean(axis=(1, 3))
        shares = np.zeros((5, HALF, HALF), np.float32)
        shares[self.layer] += face
        shares[0] += 1 - face
        hidden = np.full((HALF, HALF), self.hidden, np.float32)
        return Blend(shares, np.full((HALF, HALF, 3), self.residual, np.float32), hidden)


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def instant(model: FaceModel) -> InstantRenderer:
    return InstantRenderer(model, load_shading(weights.find("shading")))


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def picture(analysis: Analysis) -> NDArray[np.float32]:
    """The whole first frame."""
    media = analysis.media
    return read_rgb(read_frame(media, 0).picture, Region(0, 0, media.width, media.height), media.rotation)


@pytest.fixture
def face(analysis: Analysis, picture: NDArray[np.float32]) -> FaceFrame:
    """The face of the first frame, with itself as the only reference, and a mouth that opens."""
    points = np.asarray(analysis.tracks[0].points[0], np.float32)
    target = points.copy()
    chin = points[152, 1]
    below = points[:, 1] > points[13, 1]
    target[below, 1] += (
        0.04 * np.ptp(points[:, 1]) * (points[below, 1] - points[13, 1]) / (chin - points[13, 1])
    )
    itself = Reference(picture.round().astype(np.uint8), points)
    return FaceFrame(points, target, np.zeros(30, np.float32), 1.0, ((itself, 1.0),))


def drawn(
    renderer: ReferenceRenderer | InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> NDArray[np.float32]:
    """What a renderer draws into the region of a face."""
    height, width = picture.shape[:2]
    region = renderer.region(face, width, height)
    assert region is not None
    before = picture[region.y : region.y + region.height, region.x : region.x + region.width]
    return renderer.render(before, region, face).rgb


def test_without_references_it_draws_what_instant_draws(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    alone = replace(face, references=())
    choice = Choice(1)
    assert np.array_equal(
        drawn(ReferenceRenderer(model, instant, choice), picture, alone), drawn(instant, picture, alone)
    )
    assert choice.seen == []


def test_the_frames_own_layer_is_what_instant_draws(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    renderer = ReferenceRenderer(model, instant, Choice(0))
    assert np.abs(drawn(renderer, picture, face) - drawn(instant, picture, face)).max() < 1e-3


def test_a_reference_shows_its_pixels_where_the_target_wants_them(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    """The frame as a reference for its own mesh gives the frame."""
    still = replace(face, target=face.points)
    found = drawn(ReferenceRenderer(model, instant, Choice(1)), picture, still)
    assert np.abs(found - drawn(instant, picture, still)).mean() < 1.5


def test_the_net_sees_all_layers_at_one_size(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    choice = Choice(0)
    drawn(ReferenceRenderer(model, instant, choice), picture, face)
    (inputs,) = choice.seen
    assert inputs.shape == (34, SIDE, SIDE)
    presence = inputs[5:30:6].max(axis=(1, 2))
    assert np.allclose(presence[:2], 1)
    assert np.all(presence[2:] < 0.01)  # places that no reference takes


def test_the_residual_is_added(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    plain = drawn(ReferenceRenderer(model, instant, Choice(0)), picture, face)
    more = drawn(ReferenceRenderer(model, instant, Choice(0, residual=0.02)), picture, face)
    assert np.median(more - plain) == pytest.approx(0.02 * 255, abs=0.1)


def test_eyes_that_are_open_as_wanted_are_not_borrowed(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    paint = np.zeros_like(face.references[0][0].rgb)
    paint[..., 1] = 255
    green = Reference(paint, face.points)
    strange = replace(face, target=face.points, references=((green, 1.0),))
    found = drawn(ReferenceRenderer(model, instant, Choice(1)), picture, strange)
    own = drawn(instant, picture, strange)
    region = instant.region(strange, *picture.shape[1::-1])
    assert region is not None
    outline = strange.target[list(LEFT_EYE), :2]
    x, y = np.round(outline.mean(axis=0) - (region.x, region.y)).astype(int)
    assert np.abs(found[y, x] - own[y, x]).max() < 30
    nose = np.round(strange.target[4, :2] - (region.x, region.y)).astype(int)
    assert np.abs(found[nose[1], nose[0]] - own[nose[1], nose[0]]).max() > 60


def test_what_is_hidden_keeps_every_bit(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    height, width = picture.shape[:2]
    region = instant.region(face, width, height)
    assert region is not None
    before = picture[region.y : region.y + region.height, region.x : region.x + region.width]
    masks = [
        ReferenceRenderer(model, instant, Choice(1, hidden=hidden)).render(before, region, face).mask
        for hidden in (0.0, 0.5, 0.99)
    ]
    assert np.array_equal(masks[0], instant.render(before, region, face).mask)
    assert 0.4 < masks[1].max() < 0.6
    assert not masks[2].any()


@pytest.mark.parametrize(("batch", "calls"), [(1, 3), (2, 2)])
def test_many_faces_are_drawn_as_one_by_one(
    model: FaceModel,
    instant: InstantRenderer,
    picture: NDArray[np.float32],
    face: FaceFrame,
    batch: int,
    calls: int,
) -> None:
    height, width = picture.shape[:2]
    orders: list[Order] = []
    for share in (0.0, 0.3, 0.6, 1.0):
        target = face.points + np.float32(share) * (face.target - face.points)
        wanted = replace(face, target=target, references=face.references if share else ())
        region = instant.region(wanted, width, height)
        assert region is not None
        before = picture[region.y : region.y + region.height, region.x : region.x + region.width]
        orders.append((before, region, wanted))
    choice = Choice(1, hidden=0.1, batch=batch)
    renderer = ReferenceRenderer(model, instant, choice)
    together = renderer.render_many(orders)
    assert choice.calls == calls  # the first has no references
    for made, order in zip(together, orders, strict=True):
        alone = renderer.render(*order)
        assert np.array_equal(made.rgb, alone.rgb)
        assert np.array_equal(made.mask, alone.mask)


def test_a_reference_of_a_few_pixels_does_no_harm(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    """A face at the picture's edge may leave a strip."""
    strip = Reference(np.full((3, 2, 3), 90, np.uint8), face.points)
    found = drawn(
        ReferenceRenderer(model, instant, Choice(1)), picture, replace(face, references=((strip, 1.0),))
    )
    assert np.isfinite(found).all()
