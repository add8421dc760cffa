"""The `reference` renderer: several frames of the same video, warped to the target mesh and blended by a net.

The frame itself, drawn as `instant` draws it, is one of the layers; the others are warps of frames that show
the wanted mouth and eyes. A small U-Net chooses between them for each pixel at 256 px; its weights are
smooth and are applied to warps of native pixels, so that a sharp video stays sharp. Without references it
draws what `instant` draws.
"""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import LEFT_EYE, RIGHT_EYE
from dfm.core.media.picture import Region
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.layers import Layers, evened, layers, net_input, window_of
from dfm.core.render.renderer import FaceFrame, Reference, Rendered

SIDE = 256
"""Pixels of the square that the net sees."""
ABSENT = 1e-4
"""The presence of a reference that is not there."""
SHRINK = 1.5
"""A picture that is this many times finer than the square is made smaller before it is warped into it."""


ALIKE = (0.35, 0.65)
"""An eye whose opening and the wanted one differ by a larger factor than the first may be borrowed; one for
which they differ by less than the second may not."""
EYE_EDGE = 1.5
"""Blur of the edge of what is kept of the eyes, in pixels of the square."""


class Blender(Protocol):
    """What chooses between the layers."""

    @property
    def references(self) -> int:
        """How many references it takes beside the frame itself."""
        ...

    def blend(self, inputs: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights (L, S, S) that sum to 1, and a residual (S, S, 3) over 255, for `layers.net_input`.

        Around the face, where only the frame itself knows what is there, its weight is 1.
        """
        ...


@dataclass(frozen=True)
class _Square:
    """The square of the raster that the net sees, and a region's place in it."""

    left: float
    top: float
    side: float
    region: Region

    @property
    def into_region(self) -> NDArray[np.float64]:
        """From the square's pixels to the region's, as an affine matrix (2, 3) of pixel centres."""
        scale = self.side / SIDE
        return np.array(
            [
                [scale, 0, self.left - self.region.x + scale / 2 - 0.5],
                [0, scale, self.top - self.region.y + scale / 2 - 0.5],
            ]
        )

    def enlarged(self, plane: NDArray[np.float32]) -> NDArray[np.float32]:
        """Planes (S, S) or (S, S, C) of the square, at the region's pixels."""
        size = (self.region.width, self.region.height)
        out = cv2.warpAffine(
            plane, self.into_region, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(out, np.float32)

    def reduced(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """A picture of the region (H, W, 3), at the square's pixels (S, S, 3)."""
        scale = self.side / SIDE
        if scale > SHRINK:
            picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.35 * scale), np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(
                picture, self.into_region, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE
            ),
            np.float32,
        )


class ReferenceRenderer:
    """Blends warps of several frames; `instant` draws the frame's own."""

    name = "reference"

    def __init__(self, model: FaceModel, instant: InstantRenderer, blender: Blender) -> None:
        self._model, self._instant, self._blender = model, instant, blender

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        """The face and the ring around it."""
        return self._instant.region(face, width, height)

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3)."""
        own = self._instant.render(rgb, region, face)
        if not face.references:
            return own
        used = _padded(face.references, self._blender.references)
        pictures = [reference for reference, _ in used]
        window = window_of(face.target)
        square = _Square(*window, region)
        shown = layers(
            self._model, [face.points, *(each.points for each in pictures)], face.target, window, SIDE
        )
        colours = np.stack([square.reduced(own.rgb), *_warped(pictures, shown, window)])
        even, gains = evened(colours, shown)
        presence = [1.0, *(share for _, share in used)]
        weights, residual = self._blender.blend(net_input(even, shown, presence))
        _keep_eyes(weights, residual, face, window)
        out = own.rgb * square.enlarged(weights[0])[..., None]
        for number, picture in enumerate(pictures, 1):
            share = square.enlarged(weights[number])
            if share.max() > 1 / 512:
                native = _native(picture, shown, number, square)
                native *= square.enlarged(_sized(gains[number]))
                out += share[..., None] * native
        out += 255 * square.enlarged(residual)
        np.clip(out, 0, 255, out=out)
        return Rendered(np.asarray(out, np.float32), own.mask)


def _keep_eyes(
    weights: NDArray[np.float32],
    residual: NDArray[np.float32],
    face: FaceFrame,
    window: tuple[float, float, float],
) -> None:
    """Leave the gaze alone, in place: between the lids the frame's own eye shows, if it is open alike."""
    kept = np.zeros(weights.shape[1:], np.float32)
    left, top, side = window
    for outline in (LEFT_EYE, RIGHT_EYE):
        corners = list(outline)
        own, wanted = (_opening(points[corners, :2]) for points in (face.points, face.target))
        low, high = ALIKE
        share = np.clip((min(own, wanted) / max(own, wanted, 1e-3) - low) / (high - low), 0, 1)
        at = (face.target[corners, :2] + 0.5 - (left, top)) * (SIDE / side) - 0.5
        inside = np.zeros(kept.shape, np.float32)
        cv2.fillPoly(inside, [np.round(at * 16).astype(np.int32)], float(share), cv2.LINE_AA, 4)
        kept = np.maximum(kept, inside)
    kept = np.asarray(cv2.GaussianBlur(kept, (0, 0), EYE_EDGE), np.float32)
    weights *= 1 - kept
    weights[0] += kept
    residual *= 1 - kept[..., None]


def _opening(outline: NDArray[np.float32]) -> float:
    """How far an eye is open: the area of its outline (K, 2) over the square of its width."""
    x, y = outline.T
    area = abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2
    width = float(np.linalg.norm(outline.max(axis=0) - outline.min(axis=0)))
    return area / max(width, 1e-3) ** 2


def _padded(
    references: tuple[tuple[Reference, float], ...], count: int
) -> tuple[tuple[Reference, float], ...]:
    """As many references as the net takes; where there are fewer, the last one again, faded out."""
    missing = count - len(references)
    return (*references[:count], *[(references[-1][0], ABSENT)] * missing)


def _warped(
    pictures: list[Reference], shown: Layers, window: tuple[float, float, float]
) -> list[NDArray[np.float32]]:
    """References (S, S, 3) as they look from the target's mesh, at the square's pixels."""
    found = []
    for number, picture in enumerate(pictures, 1):
        rgb, scale = _coarse(picture, window)
        x, y = ((each[number] + 0.5) * scale - 0.5 for each in (shown.x, shown.y))
        found.append(_remapped(rgb, x.astype(np.float32), y.astype(np.float32)))
    return found


def _coarse(picture: Reference, window: tuple[float, float, float]) -> tuple[NDArray[np.uint8], float]:
    """A reference about as fine as the square, and its scale."""
    extent = np.ptp(picture.points[:, :2], axis=0).max()
    finer = float(extent) / SIDE * 1.4
    if finer <= SHRINK:
        return picture.rgb, 1.0
    height, width = picture.rgb.shape[:2]
    small = cv2.resize(
        picture.rgb, (round(width / finer), round(height / finer)), interpolation=cv2.INTER_AREA
    )
    return np.asarray(small, np.uint8), 1 / finer


def _native(picture: Reference, shown: Layers, number: int, square: _Square) -> NDArray[np.float32]:
    """A reference (H, W, 3) as it looks from the target's mesh, at the region's pixels."""
    face = shown.face.astype(np.float32)
    planes = np.dstack([shown.x[number] * face, shown.y[number] * face, face])
    large = square.enlarged(np.ascontiguousarray(planes))
    weight = np.maximum(large[..., 2], np.float32(1e-6))
    x, y = (np.asarray(large[..., each] / weight, np.float32) for each in (0, 1))
    return _remapped(picture.rgb, x, y)


def _remapped(rgb: NDArray[np.uint8], x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    drawn = cv2.remap(rgb, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, np.float32)


def _sized(gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """A small gain map at the square's pixels."""
    return np.asarray(cv2.resize(gain, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.float32)
