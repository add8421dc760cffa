"""What every renderer is: a function from a face in a frame to its edited picture and a mask.

A renderer sees the pixels of a region around the face, upright, as R'G'B' floats in 0..255, and points
in pixels of the upright raster. It does not know of videos, edits or files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.media.picture import Region

FITTING = 1.15
"""How many times larger than it is drawn the face of a reference may be."""
LEVELS = 2
"""Sizes of a reference that are kept from one to half of it."""
COARSE = 256
"""Pixels that a face is high in the small copy of a reference."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Another picture of the same person: R'G'B' (H, W, 3), the landmarks (478, 3) in its pixels, and the
    coefficients (30,) that it shows, None where they are not known."""

    rgb: NDArray[np.uint8]
    points: NDArray[np.float32]
    expression: NDArray[np.float32] | None = None

    @property
    def extent(self) -> float:
        """The longer side of the box of the landmarks."""
        return float(np.ptp(self.points[:, :2], axis=0).max())

    @cached_property
    def coarse(self) -> tuple[NDArray[np.uint8], float]:
        """The picture with a face of COARSE pixels at most, and how much smaller it is drawn."""
        finer = self.extent / COARSE
        return (self.rgb, 1.0) if finer <= 1 else (_smaller(self.rgb, finer), 1 / finer)

    def fitting(self, extent: float) -> "Reference":
        """This picture, or a smaller copy where its face is much larger than `extent`: drawn so small, its
        finest detail would glitter."""
        octaves = np.log2(max(self.extent, 1e-3) / max(FITTING * extent, 1e-3))
        level = max(0, int(np.ceil(octaves * LEVELS)))
        if level and level not in self._copies:
            finer = 2 ** (level / LEVELS)
            points = (self.points + np.float32(0.5)) / np.float32(finer) - np.float32(0.5)
            smaller = _smaller(self.rgb, finer)
            self._copies[level] = Reference(smaller, np.asarray(points, np.float32), self.expression)
        return self._copies[level] if level else self

    @cached_property
    def _copies(self) -> "dict[int, Reference]":
        return {}


def _smaller(rgb: NDArray[np.uint8], finer: float) -> NDArray[np.uint8]:
    """A picture so many times smaller."""
    height, width = rgb.shape[:2]
    size = (max(round(width / finer), 1), max(round(height / finer), 1))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True)
class Change:
    """A change of coefficients (30,), and what brows, eyes and mouth each show of it (3, 30), None where they
    show the same."""

    whole: NDArray[np.float32]
    regional: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class FaceFrame:
    """One face in one frame: own points (478, 3), wanted points (478, 3), the change of coefficients
    (30,), and how strongly any edit shows (0..1).

    `references` are pictures that may help, with how far each is faded in (above 0, up to 1). `regional` is
    the change that brows, eyes and mouth each show (3, 30), None where they show the same. `past` are the
    wanted points of the frames before this one, the nearest last, as far as a renderer asked for them.
    `wanted` are the coefficients (30,) that the change leads to, None where they are not known."""

    points: NDArray[np.float32]
    target: NDArray[np.float32]
    change: NDArray[np.float32]
    weight: float
    references: tuple[tuple[Reference, float], ...] = ()
    regional: NDArray[np.float32] | None = None
    past: tuple[NDArray[np.float32], ...] = ()
    wanted: NDArray[np.float32] | None = None

    def changed_from(self, reference: Reference) -> "Change | None":
        """What has to change of another picture's expression; None where it is not known."""
        if self.wanted is None or reference.expression is None:
            return None
        apart = self.wanted - reference.expression
        return Change(apart, None if self.regional is None else self.regional + (apart - self.change))


@dataclass(frozen=True)
class Rendered:
    """R'G'B' of the region (H, W, 3) and how much of it to take (H, W), 0 outside the face."""

    rgb: NDArray[np.float32]
    mask: NDArray[np.float32]


Order = tuple[NDArray[np.float32], Region, FaceFrame]
"""A face to draw: the region's pixels (H, W, 3), the region, and the face."""


class Renderer(Protocol):
    """Draws a face with its target expression."""

    name: str

    @property
    def batch(self) -> int:
        """How many faces it likes to be given at a time."""
        ...

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        """The part of a raster of this size that rendering needs and may change; None outside it."""
        ...

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3)."""
        ...

    def render_many(self, orders: Sequence[Order]) -> list[Rendered]:
        """Draw several faces, each as `render` would."""
        ...
