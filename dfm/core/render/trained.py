"""The `trained` renderer: a net that learned one person draws the face, the `reference` renderer its detail.

The net draws in a square of its own resolution, from the target meshes of a frame and of the two before it
and from what `reference` makes of the frame. By how much its picture differs from that one, seen at the same
resolution, the native pixels of `reference` are changed: coarse scales are the net's, fine ones are real.
The mask is that of `reference`, so that what is in front of the face stays there.
"""

import os
from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.media.picture import Region
from dfm.core.render.conditions import conditions, face_of, inside, same_gaze, square_of
from dfm.core.render.gaze import kept_eyes
from dfm.core.render.reference import SIDE_BY_SIDE
from dfm.core.render.renderer import FaceFrame, Order, Rendered, Renderer
from dfm.core.render.square import Square

PAST = 2
"""Frames before the drawn one that the net is told of."""


class Artist(Protocol):
    """What draws pictures from conditions."""

    @property
    def size(self) -> int:
        """Pixels a side."""
        ...

    @property
    def batch(self) -> int:
        """How many frames it likes to draw at a time."""
        ...

    def draw(
        self, told: Sequence[NDArray[np.uint8]], others: Sequence[NDArray[np.uint8]]
    ) -> list[NDArray[np.float32]]:
        """Pictures (S, S, 3), 0..255, from conditions (3, 6, S, S) and others' pictures (S, S, 3)."""
        ...


class TrainedRenderer:
    """Draws coarse scales with a net and takes fine ones from another renderer."""

    name = "trained"

    def __init__(self, model: FaceModel, other: Renderer, artist: Artist) -> None:
        self._model, self._other, self._artist = model, other, artist

    @property
    def batch(self) -> int:
        """How many faces it likes to be given at a time."""
        return max(self._artist.batch, self._other.batch, min(SIDE_BY_SIDE, os.cpu_count() or 1))

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        """The face and the ring around it."""
        return self._other.region(face, width, height)

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3)."""
        return self.render_many([(rgb, region, face)])[0]

    def render_many(self, orders: Sequence[Order]) -> list[Rendered]:
        """Draw several faces, each as `render` would."""
        if not orders:
            return []
        size = self._artist.size
        made = self._other.render_many(orders)
        squares = [square_of(face.target, region, size) for _, region, face in orders]
        shown = [
            square.reduced(laid_over(rgb, each))
            for (rgb, _, _), each, square in zip(orders, made, squares, strict=True)
        ]
        known: dict[bytes, NDArray[np.uint8]] = {}
        told = [told_of(self._model, face, size, known) for _, _, face in orders]
        drawn = self._artist.draw(told, [as_bytes(each) for each in shown])
        for (_, _, face), each, square, before, after, seen in zip(
            orders, made, squares, shown, drawn, told, strict=True
        ):
            change = (after - before) * taken(face, square, seen[-1])[..., None]
            add_enlarged(each.rgb, change, square)
        return made


def told_of(
    model: FaceModel, face: FaceFrame, size: int, known: dict[bytes, NDArray[np.uint8]] | None = None
) -> NDArray[np.uint8]:
    """The conditions (3, 6, size, size) of a face and of the two frames before it; the oldest that is known
    stands for those that are not. `known` holds the conditions of meshes, since frames share them."""
    known = {} if known is None else known
    meshes = [*face.past[-PAST:], face.target]
    meshes = [meshes[0]] * (PAST + 1 - len(meshes)) + meshes
    drawn: list[NDArray[np.uint8]] = []
    for mesh in meshes:
        key = mesh.tobytes()
        if key not in known:
            known[key] = conditions(model, mesh, size)
        drawn.append(known[key])
    return np.stack(drawn)


def taken(face: FaceFrame, square: Square, seen: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How far the net's picture is taken (S, S): inside the face, and less where the frame's own eyes look
    as they should; `seen` (6, S, S) are the conditions."""
    share = inside(face_of(seen))
    same = same_gaze(face.points, face.target)
    if same > 0:
        share = share * (1 - same * kept_eyes(face, square, square.size))
    return share


def laid_over(rgb: NDArray[np.float32], made: Rendered) -> NDArray[np.float32]:
    """A region's pixels (H, W, 3) with what was rendered laid over them by its mask."""
    return np.asarray(rgb + made.mask[..., None] * (made.rgb - rgb), np.float32)


def add_enlarged(rgb: NDArray[np.float32], change: NDArray[np.float32], square: Square) -> None:
    """Add to a region's pixels (H, W, 3), in place, a change (S, S, 3) of its square, smoothly enlarged."""
    height, width = rgb.shape[:2]
    (x, y), step = square.corner, 1 / square.scale
    matrix = np.array([[step, 0, x], [0, step, y]], np.float64)
    if step > 1:
        change = np.asarray(cv2.GaussianBlur(change, (0, 0), 0.5 * step), np.float32)
    flags = (cv2.INTER_LINEAR if step > 1 else cv2.INTER_CUBIC) | cv2.WARP_INVERSE_MAP
    rgb += cv2.warpAffine(change, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT)
    np.clip(rgb, 0, 255, out=rgb)


def as_bytes(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A picture in 0..255, rounded."""
    return np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)
