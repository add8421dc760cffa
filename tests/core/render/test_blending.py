"""The shipped net on its device: what it says of a square, and that a graphics card says the same."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel
from dfm.core.media.picture import Region
from dfm.core.render.blending import GPU_BATCH, NetBlender, quick_numbers
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.netfile import load_net
from dfm.core.render.reference import ReferenceRenderer
from dfm.core.render.renderer import FaceFrame, Order, Reference
from dfm.core.render.shading import ShadingMaps

HALF = 128
LAYERS = 7


def blender_on(device: str, numbers: torch.dtype | None = None) -> NetBlender:
    return NetBlender(load_net(weights.find("reference")), device, numbers)


def noise(seed: int) -> NDArray[np.float32]:
    """An input of the net with a face in the middle."""
    out = np.random.default_rng(seed).uniform(0, 1, (6 * LAYERS + 4, 256, 256)).astype(np.float32)
    out[5 : 6 * LAYERS : 6] = 1
    out[-1] = 0
    out[-1, 60:200, 60:200] = 1
    return out


def test_a_blend_has_the_shapes_and_ranges_that_are_promised() -> None:
    blender = blender_on("cpu")
    assert (blender.references, blender.batch) == (LAYERS - 1, 1)
    (blend,) = blender.blend([noise(0)])
    assert blend.weights.shape == (LAYERS, HALF, HALF)
    assert np.allclose(blend.weights.sum(axis=0), 1, atol=1e-4)
    assert np.allclose(blend.weights[0, :20], 1)  # outside the face
    assert blend.residual.shape == (HALF, HALF, 3)
    assert blend.hidden.shape == (HALF, HALF)
    assert 0 <= blend.hidden.min() <= blend.hidden.max() <= 1


def test_squares_do_not_depend_on_their_company() -> None:
    blender = blender_on("cpu")
    together = blender.blend([noise(0), noise(1)])
    for one, seed in zip(together, (0, 1), strict=True):
        (alone,) = blender.blend([noise(seed)])
        assert np.abs(one.weights - alone.weights).max() < 1e-4
        assert np.abs(one.residual - alone.residual).max() < 1e-4


@pytest.fixture
def orders(points: NDArray[np.float32], picture: NDArray[np.float32]) -> Sequence[Order]:
    """A mouth that opens, more and more, with pictures that show it."""
    chin = points[:, 1] > points[13, 1]
    made: list[Order] = []
    for step in range(3):
        target = points.copy()
        target[chin, 1] += 4 * step
        shown = np.clip(picture + 10 * step, 0, 255).astype(np.uint8)
        references = tuple((Reference(np.roll(shown, k, axis=1), points), 1.0) for k in range(LAYERS - 1))
        face = FaceFrame(points, target, np.zeros(30, np.float32), 1.0, references)
        made.append((picture, Region(0, 0, picture.shape[1], picture.shape[0]), face))
    return made


def assert_alike(one: ReferenceRenderer, other: ReferenceRenderer, orders: Sequence[Order]) -> None:
    """Pictures that are within two grey levels of each other."""
    drawn = zip(orders, one.render_many(orders), other.render_many(orders), strict=True)
    for (before, _, _), here, there in drawn:
        pictures = [before + each.mask[..., None] * (each.rgb - before) for each in (here, there)]
        assert np.abs(pictures[0] - pictures[1]).max() <= 2


def test_short_numbers_draw_what_long_ones_draw(
    model: FaceModel, shading: ShadingMaps, orders: Sequence[Order]
) -> None:
    """As on processors that multiply in bfloat16; others can, slowly."""
    instant = InstantRenderer(model, shading)
    one, other = (
        ReferenceRenderer(model, instant, blender_on("cpu", numbers))
        for numbers in (torch.float32, torch.bfloat16)
    )
    assert_alike(one, other, orders)


def test_numbers_are_short_only_where_the_processor_multiplies_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quick_numbers("cuda") is torch.float16
    for known, numbers in (({}, torch.float32), ({"avx512_bf16": True}, torch.bfloat16),
                           ({"avx512_bf16": False, "amx_bf16": True}, torch.bfloat16)):  # fmt: skip
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda known=known: known, raising=False)
        assert quick_numbers("cpu") is numbers
    monkeypatch.delattr(torch.cpu, "get_capabilities")
    assert quick_numbers("cpu") is torch.float32


@pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no NVIDIA graphics card")
def test_a_graphics_card_draws_what_the_processor_draws(
    model: FaceModel, shading: ShadingMaps, orders: Sequence[Order]
) -> None:
    instant = InstantRenderer(model, shading)
    one, other = (ReferenceRenderer(model, instant, blender_on(device)) for device in ("cpu", "cuda"))
    assert other.batch == GPU_BATCH
    assert_alike(one, other, orders)
