"""What every renderer is: a function from a face in a frame to its edited picture and a mask.

A renderer sees the pixels of a region around the face, upright, as R'G'B' floats in 0..255, and points
in pixels of the upright raster. It does not know of videos, edits or files.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dfm.core.media.picture import Region


@dataclass(frozen=True, eq=False)
class Reference:
    """Another picture of the same person: R'G'B' (H, W, 3), and the landmarks (478, 3) in its pixels."""

    rgb: NDArray[np.uint8]
    points: NDArray[np.float32]


@dataclass(frozen=True)
class FaceFrame:
    """One face in one frame: own points (478, 3), wanted points (478, 3), the change of coefficients
    (30,), and how strongly any edit shows (0..1).

    `references` are pictures that may help, with how far each is faded in (above 0, up to 1)."""

    points: NDArray[np.float32]
    target: NDArray[np.float32]
    change: NDArray[np.float32]
    weight: float
    references: tuple[tuple[Reference, float], ...] = ()


@dataclass(frozen=True)
class Rendered:
    """R'G'B' of the region (H, W, 3) and how much of it to take (H, W), 0 outside the face."""

    rgb: NDArray[np.float32]
    mask: NDArray[np.float32]


class Renderer(Protocol):
    """Draws a face with its target expression."""

    name: str

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        """The part of a raster of this size that rendering needs and may change; None outside it."""
        ...

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3)."""
        ...
