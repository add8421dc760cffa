"""The trained renderer with a stand-in for its net: what is taken of its picture, and where."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import MissingWeights, WriteError
from dfm.core.faces.model import FaceModel
from dfm.core.media.picture import Region
from dfm.core.render.conditions import square_of
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.renderer import FaceFrame
from dfm.core.render.shading import ShadingMaps
from dfm.core.render.trained import TrainedRenderer, add_enlarged, told_of
from dfm.core.render.trained_file import Facts, facts_of, load_renderer, save_renderer
from dfm.core.render.trained_net import NetArtist, artist_of
from dfm.models.head2head import Head2Head, Head2HeadConfig

SIZE = 64
TINY = Head2HeadConfig(SIZE, (8, 16), 1)


class Brush:
    """A stand-in for the net that makes the other renderer's picture lighter."""

    size, batch = SIZE, 1

    def __init__(self, lighter: float) -> None:
        self.lighter = lighter

    def draw(
        self, told: Sequence[NDArray[np.uint8]], others: Sequence[NDArray[np.uint8]]
    ) -> list[NDArray[np.float32]]:
        assert all(each.shape == (3, 6, SIZE, SIZE) for each in told)
        return [each.astype(np.float32) + np.float32(self.lighter) for each in others]


@pytest.fixture
def instant(model: FaceModel, shading: ShadingMaps) -> InstantRenderer:
    return InstantRenderer(model, shading)


@pytest.fixture
def face(points: NDArray[np.float32]) -> FaceFrame:
    return FaceFrame(points, points.copy(), np.zeros(30, np.float32), 1.0)


def drawn(
    renderer: TrainedRenderer | InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> tuple[NDArray[np.float32], NDArray[np.float32], Region]:
    region = renderer.region(face, picture.shape[1], picture.shape[0])
    assert region is not None
    window = picture[region.y : region.y + region.height, region.x : region.x + region.width]
    made = renderer.render(window.copy(), region, face)
    return made.rgb, made.mask, region


def test_a_net_that_agrees_with_the_other_renderer_changes_nothing(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    made, mask, _ = drawn(TrainedRenderer(model, instant, Brush(0)), picture, face)
    alone, own_mask, _ = drawn(instant, picture, face)
    assert np.abs(made - alone).max() <= 1
    assert np.array_equal(mask, own_mask)


def test_coarse_scales_are_the_net_s_and_detail_is_the_other_renderer_s(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    made, _, region = drawn(TrainedRenderer(model, instant, Brush(20)), picture, face)
    alone, _, _ = drawn(instant, picture, face)
    nose = face.target[4, :2].astype(int) - (region.x, region.y)
    change = (made - alone)[nose[1] - 10 : nose[1] + 10, nose[0] - 10 : nose[0] + 10]
    assert np.abs(change - 20).max() < 1.5
    assert np.abs((made - alone)[:3]).max() < 1


def test_eyes_that_look_as_they_should_stay(
    model: FaceModel, instant: InstantRenderer, picture: NDArray[np.float32], face: FaceFrame
) -> None:
    made, _, region = drawn(TrainedRenderer(model, instant, Brush(40)), picture, face)
    alone, _, _ = drawn(instant, picture, face)
    eye = face.target[[159, 145], :2].mean(axis=0).astype(int) - (region.x, region.y)
    assert np.abs((made - alone)[eye[1], eye[0]]).max() < 12


def test_meshes_that_are_not_known_are_those_after_them(model: FaceModel, face: FaceFrame) -> None:
    alone = told_of(model, face, SIZE)
    assert np.array_equal(alone[0], alone[2])
    other = face.target * np.array([1, 1.1, 1], np.float32)
    one_before = told_of(model, replace(face, past=(other,)), SIZE)
    assert np.array_equal(one_before[0], one_before[1])
    assert not np.array_equal(one_before[1], one_before[2])


@pytest.mark.parametrize("size", [32, 512])
def test_a_change_lands_where_it_belongs_at_every_resolution(face: FaceFrame, size: int) -> None:
    region = Region(20, 30, 280, 300)
    square = square_of(face.target, region, size)
    spot = np.array([[170.0, 200.0]], np.float32)
    change = np.zeros((size, size, 3), np.float32)
    column, row = square.inside(spot)[0]
    rows, columns = np.mgrid[0:size, 0:size]
    away = np.hypot(columns - column, rows - row) * square.scale
    change[:] = 100 * np.exp(-np.square(away / 12))[..., None]
    rgb = np.zeros((region.height, region.width, 3), np.float32)
    add_enlarged(rgb, change, square)
    total = rgb[..., 0].sum()
    rows, columns = np.mgrid[0 : region.height, 0 : region.width]
    middle = [(rgb[..., 0] * axis).sum() / total for axis in (columns + region.x, rows + region.y)]
    assert np.abs(np.array(middle) - spot[0]).max() < 0.6


def test_a_file_holds_the_net_and_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "one.dfmrenderer"
    net = Head2Head(TINY)
    save_renderer(net, Facts("abc", "talk.mp4", 2, {"steps": 3}), path)
    loaded, facts = load_renderer(path)
    assert loaded.config == TINY
    assert facts == facts_of(path) == Facts("abc", "talk.mp4", 2, {"steps": 3})
    told = [np.full((3, 6, SIZE, SIZE), 90, np.uint8)]
    other = [np.full((SIZE, SIZE, 3), 120, np.uint8)]
    (made,) = artist_of(path, "digest").draw(told, other)
    assert made.shape == (SIZE, SIZE, 3)
    assert np.abs(made - NetArtist(net).draw(told, other)[0]).max() < 3
    ((blend, generated),) = artist_of(path, "digest").draw_both(told, other)
    assert np.array_equal(blend, made)
    assert np.abs(generated - made).max() > 3
    with pytest.raises(WriteError, match="another place"):
        save_renderer(net, facts, tmp_path / "gone" / "one.dfmrenderer")
    (tmp_path / "none.dfmrenderer").write_bytes(b"x" * 99)
    for name in ("none", "gone"):
        with pytest.raises(MissingWeights, match=f"{name}.dfmrenderer is no trained renderer"):
            load_renderer(tmp_path / f"{name}.dfmrenderer")
