"""The instant renderer changes what should change, keeps the rest, and does the same every time."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import OUTER_LIPS
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.renderer import FaceFrame, Rendered, Renderer
from dfm.core.render.shading import ShadingMaps

NO_CHANGE = np.zeros(30, np.float32)


def draw(
    renderer: Renderer, picture: NDArray[np.float32], face: FaceFrame
) -> tuple[Rendered, NDArray[np.float32]]:
    region = renderer.region(face, picture.shape[1], picture.shape[0])
    assert region is not None
    part = np.ascontiguousarray(
        picture[region.y : region.y + region.height, region.x : region.x + region.width]
    )
    return renderer.render(part, region, face), part


def test_no_change_is_no_change(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32], picture: NDArray[np.float32]
) -> None:
    drawn, part = draw(InstantRenderer(model, shading), picture, FaceFrame(points, points, NO_CHANGE, 1.0))
    assert np.abs(drawn.rgb - part).max() < 0.02


def test_the_warp_carries_pixels(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32], picture: NDArray[np.float32]
) -> None:
    target = points.copy()
    target[list(OUTER_LIPS), 0] += 5
    renderer = InstantRenderer(model, shading)
    face = FaceFrame(points, target, NO_CHANGE, 1.0)
    drawn, _ = draw(renderer, picture, face)
    region = renderer.region(face, 320, 360)
    assert region is not None
    x, y = np.round(target[0, :2]).astype(int)
    assert np.abs(drawn.rgb[y - region.y, x - region.x] - picture[y, x - 5]).max() < 12


def test_the_mask_covers_the_face_and_not_the_corners(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32], picture: NDArray[np.float32]
) -> None:
    drawn, _ = draw(InstantRenderer(model, shading), picture, FaceFrame(points, points, NO_CHANGE, 1.0))
    assert drawn.mask.min() == 0
    assert drawn.mask.max() == 1
    assert drawn.mask[0, 0] == drawn.mask[-1, -1] == 0
    assert drawn.mask[drawn.mask.shape[0] // 2, drawn.mask.shape[1] // 2] == 1


def test_shading_follows_change_and_gain_and_stays_in_range(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32]
) -> None:
    skin = np.full((360, 320, 3), 150.0, np.float32)
    change = model.coefficients_of_blendshapes(np.eye(52, dtype=np.float32)[44] * 0.8)
    face = FaceFrame(points, points, change, 1.0)
    weak, part = draw(InstantRenderer(model, shading, 0.5), skin, face)
    strong, _ = draw(InstantRenderer(model, shading, 1.5), skin, face)
    none, _ = draw(InstantRenderer(model, shading, 0.0), skin, face)
    effect = [float(np.abs(each.rgb - part).mean()) for each in (none, weak, strong)]
    assert effect[0] < 0.01 < effect[1] < effect[2]
    assert strong.rgb.min() >= 0
    assert strong.rgb.max() <= 255


def test_a_mean_grey_face_keeps_its_colour(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32]
) -> None:
    grey = np.full((360, 320, 3), 150.0, np.float32)
    change = np.random.default_rng(3).normal(size=30).astype(np.float32)
    drawn, _ = draw(InstantRenderer(model, shading), grey, FaceFrame(points, points, change, 1.0))
    assert np.ptp(drawn.rgb, axis=2).max() < 0.05


def test_the_same_face_is_drawn_the_same(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32], picture: NDArray[np.float32]
) -> None:
    target = points.copy()
    target[:468] += np.random.default_rng(2).normal(scale=0.6, size=(468, 3)).astype(np.float32)
    face = FaceFrame(points, target, np.full(30, 0.3, np.float32), 1.0)
    one, _ = draw(InstantRenderer(model, shading), picture, face)
    two, _ = draw(InstantRenderer(model, shading), picture, face)
    assert np.array_equal(one.rgb, two.rgb)


def test_a_face_partly_outside_the_picture_is_drawn(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32], picture: NDArray[np.float32]
) -> None:
    away = points + np.array([-90, -60, 0], np.float32)
    drawn, part = draw(InstantRenderer(model, shading), picture, FaceFrame(away, away, NO_CHANGE, 1.0))
    assert drawn.rgb.shape == part.shape
    assert np.isfinite(drawn.rgb).all()


def test_a_region_is_shaded_by_its_own_change(
    model: FaceModel, shading: ShadingMaps, points: NDArray[np.float32]
) -> None:
    skin = np.full((360, 320, 3), 150.0, np.float32)
    renderer = InstantRenderer(model, shading)
    change = np.random.default_rng(4).normal(size=30).astype(np.float32)
    whole, part = draw(renderer, skin, FaceFrame(points, points, change, 1.0))
    one = np.stack([change, NO_CHANGE, NO_CHANGE])
    brows, _ = draw(renderer, skin, FaceFrame(points, points, change, 1.0, regional=one))
    alike, _ = draw(renderer, skin, FaceFrame(points, points, change, 1.0, regional=np.stack([change] * 3)))
    np.testing.assert_allclose(alike.rgb, whole.rgb, atol=0.05)
    region = renderer.region(FaceFrame(points, points, change, 1.0), 320, 360)
    assert region is not None
    brow, chin = (int(points[vertex, 1]) - region.y for vertex in (105, 13))
    assert np.abs(brows.rgb - part)[chin:].max() < 0.01
    assert np.abs(brows.rgb - part)[:brow].mean() > 0.8 * np.abs(whole.rgb - part)[:brow].mean()
