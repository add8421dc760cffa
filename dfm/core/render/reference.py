"""The `reference` renderer: several frames of the same video, warped to the target mesh and blended by a net.

The frame itself, drawn as `instant` draws it, is one of the layers; the others are warps of frames that show
the wanted mouth and eyes. A small net looks at all of them in a square of 256 px and says how much of each to
take, and what covers the face; what it says is smooth and is applied to native pixels, so that a sharp video
stays sharp. Without references this draws what `instant` draws.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.bands import in_bands
from dfm.core.faces.model import FaceModel
from dfm.core.media.picture import Region
from dfm.core.render import sampling
from dfm.core.render.decided import decided, thinned
from dfm.core.render.evening import Picture, gains_of
from dfm.core.render.gaze import kept_eyes
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.interpolation import LEAST_SIDE, SPLINES
from dfm.core.render.layers import Layers, layers, net_input, window_of
from dfm.core.render.relighting import relit
from dfm.core.render.renderer import FaceFrame, Order, Reference, Rendered
from dfm.core.render.square import SIDE, Square

ABSENT = 1e-4
"""The presence of a reference that is not there."""
SURE = 1.04
"""What is hidden by 1 / SURE or more is left alone altogether."""
LARGE = 2.0
"""From so many pixels to one of the square's on, a face of about 400, the frame's own layer is drawn by a map
of the square, and the small shares of references are left out."""
SPLINED = (0.25, 0.5)
"""References with a larger share than this are sampled by cubic splines, others bilinearly: of faces, and of
large ones."""
THREADS = 8
"""Faces that are prepared at a time where the net takes several."""
SIDE_BY_SIDE = 4
"""Faces that are drawn at a time at most where the net takes one, each on a core of its own."""

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Blend:
    """How to put the layers of a square of 256 x 256 pixels together, in 128 x 128 cells of 2 x 2 pixels.

    weights (L, 128, 128), which sum to 1, the frame's own first; residual (128, 128, 3) over 255; hidden
    (128, 128), 0..1: something is in front of the face there, and the frame's pixels stay.
    """

    weights: NDArray[np.float32]
    residual: NDArray[np.float32]
    hidden: NDArray[np.float32]


class Blender(Protocol):
    """What chooses between the layers."""

    @property
    def references(self) -> int:
        """How many references it takes beside the frame itself."""
        ...

    @property
    def batch(self) -> int:
        """How many squares it likes to be given at a time."""
        ...

    def blend(self, inputs: Sequence[NDArray[np.float32]]) -> list[Blend]:
        """A blend for each of several `layers.net_input` (6 L + 4, 256, 256).

        Around the face, where only the frame itself knows what is there, its weight is 1.
        """
        ...


@dataclass(frozen=True, eq=False)
class _Prepared:
    """All that drawing a face takes but the blend: what the net is shown, and what it chooses from.

    `own` draws the frame's own layer, given how much of it is taken (h, h) of h x h cells of the square.
    """

    own: Callable[[NDArray[np.float32]], Rendered]
    square: Square
    shown: Layers
    pictures: tuple[Reference, ...]
    gains: NDArray[np.float32]
    inputs: NDArray[np.float32]
    face: FaceFrame


class ReferenceRenderer:
    """Blends warps of several frames; `instant` draws the frame's own."""

    name = "reference"

    def __init__(self, model: FaceModel, instant: InstantRenderer, blender: Blender) -> None:
        self._model, self._instant, self._blender = model, instant, blender

    @property
    def batch(self) -> int:
        """How many faces it likes to draw at a time."""
        return max(self._blender.batch, min(SIDE_BY_SIDE, os.cpu_count() or 1))

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        """The face and the ring around it."""
        return self._instant.region(face, width, height)

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3)."""
        return self.render_many([(rgb, region, face)])[0]

    def render_many(self, orders: Sequence[Order]) -> list[Rendered]:
        """Draw several faces; the net sees as many of them at a time as it likes."""
        helped = self._helped([order for order in orders if order[2].references])
        return [next(helped) if order[2].references else self._instant.render(*order) for order in orders]

    def _helped(self, orders: Sequence[Order]) -> Iterator[Rendered]:
        """Draw faces that have references."""
        for start in range(0, len(orders), self.batch):
            part = orders[start : start + self.batch]
            if self._blender.batch == 1:
                yield from _each(self._drawn, part)
                continue
            prepared = _each(self._prepared, part)
            blends = self._blender.blend([each.inputs for each in prepared])
            yield from _each(_finished, list(zip(prepared, blends, strict=True)))

    def _drawn(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """One face from start to end."""
        prepared = self._prepared(rgb, region, face)
        return _finished(prepared, self._blender.blend([prepared.inputs])[0])

    def _prepared(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> _Prepared:
        """Warp the references into the square, in the light of the frame."""
        used = _padded(face.references, self._blender.references)
        extent = float(np.ptp(face.target[:, :2], axis=0).max())
        pictures = tuple(reference.fitting(extent) for reference, _ in used)
        square = Square(*window_of(face.target), region)
        own, first = self._own(rgb, face, square)
        points = [face.points, *(each.points for each in pictures)]
        shown = layers(self._model, points, face.target, square.window, SIDE)
        colours: list[Picture] = [first, *_warped(pictures, shown)]
        skin = first[shown.face].mean(axis=0) if shown.face.any() else np.zeros(3)
        lights = self._lights(face, pictures)
        gains = relit(gains_of(colours, shown.facing), lights, shown.uv, shown.face, skin)
        inputs = net_input(colours, shown, [1.0, *(share for _, share in used)], gains)
        return _Prepared(own, square, shown, pictures, gains, inputs, face)

    def _lights(self, face: FaceFrame, pictures: Sequence[Reference]) -> list[NDArray[np.float32] | None]:
        """By which share (S, S) each layer's skin becomes lighter; the frame's own is as it should be."""
        changes = [face.changed_from(picture) for picture in pictures]
        return [None, *(None if change is None else self._instant.light(change) for change in changes)]

    def _own(
        self, rgb: NDArray[np.float32], face: FaceFrame, square: Square
    ) -> tuple[Callable[[NDArray[np.float32]], Rendered], NDArray[np.float32]]:
        """What draws the frame's own layer, and that layer in the square (S, S, 3)."""
        if square.scale < LARGE:
            made = self._instant.render(rgb, square.region, face)
            return lambda shares: made, square.reduced(made.rgb)
        whole = Region(0, 0, SIDE, SIDE)
        small = replace(face, points=square.shrunk(face.points), target=square.shrunk(face.target))
        dense = self._instant.dense(small, whole)
        first = self._instant.drawn(square.reduced(rgb), whole, small, dense).rgb
        return lambda shares: self._instant.enlarged(rgb, face, dense, square, shares), first


def _each(work: Callable[..., Made], given: Sequence[tuple[Any, ...]]) -> list[Made]:
    """What `work` makes of each; several at a time, which pays where most of it is compiled."""
    if len(given) == 1:
        return [work(*given[0])]
    return list(_threads().map(lambda each: work(*each), given))


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1), "reference")


def _finished(prepared: _Prepared, blend: Blend) -> Rendered:
    """Put the layers together at native pixels, as the blend says."""
    square = prepared.square
    weights = decided(blend.weights, prepared.face, square, prepared.pictures)
    large = square.scale >= LARGE
    if large:
        weights = thinned(weights)
    free = 1 - kept_eyes(prepared.face, square, weights.shape[-1])
    hidden = np.minimum(SURE * blend.hidden, 1)
    shares = weights[1:] * free
    own = prepared.own(1 - shares.sum(axis=0))
    besides = np.dstack([blend.residual * free[..., None], hidden]).astype(np.float32)
    told = tuple(_told(prepared, share, number) for number, share in enumerate(shares, 1))
    pictures = tuple(_roomy(each.rgb) for each in prepared.pictures)
    corner, step = tuple(np.float32(each) for each in square.corner), np.float32(1 / square.scale)
    splined = np.float32(SPLINED[large])

    def draw(start: int, end: int) -> None:
        sampling.put_together(
            own.rgb, own.mask, besides, told, pictures, SIDE, corner, step, SPLINES, splined, start, end
        )

    in_bands(draw, *own.mask.shape)
    return own


def _told(prepared: _Prepared, weights: NDArray[np.float32], number: int) -> tuple[NDArray[Any], ...]:
    """A layer as `sampling.tell_row` takes it."""
    wanted = cv2.dilate((weights > sampling.LEAST).astype(np.uint8), np.ones((3, 3), np.uint8))
    return (
        prepared.shown.x[number],
        prepared.shown.y[number],
        weights,
        np.ascontiguousarray(prepared.gains[number].transpose(2, 0, 1)),
        wanted,
    )


def _roomy(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture as the compiled loops take it, 4 pixels a side at least."""
    height, width = rgb.shape[:2]
    if min(height, width) < LEAST_SIDE:
        more = [(0, max(LEAST_SIDE - side, 0)) for side in (height, width)]
        rgb = np.pad(rgb, [*more, (0, 0)], mode="edge")
    return np.require(rgb, requirements=["C", "W"])


def _padded(
    references: tuple[tuple[Reference, float], ...], count: int
) -> tuple[tuple[Reference, float], ...]:
    """As many references as the net takes; where there are fewer, the last one again, faded out."""
    missing = count - len(references)
    return (*references[:count], *[(references[-1][0], ABSENT)] * missing)


def _warped(pictures: tuple[Reference, ...], shown: Layers) -> list[NDArray[np.uint8]]:
    """References (S, S, 3) as they look from the target's mesh, at the square's pixels."""
    found = []
    for number, picture in enumerate(pictures, 1):
        rgb, scale = picture.coarse
        x, y = shown.x[number], shown.y[number]
        if scale != 1:
            shift = np.float32(scale / 2 - 0.5)
            x, y = (np.asarray(each * np.float32(scale) + shift, np.float32) for each in (x, y))
        drawn = cv2.remap(rgb, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        found.append(np.asarray(drawn, np.uint8))
    return found
