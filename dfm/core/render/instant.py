"""The `instant` renderer: the frame's own pixels, warped to the target mesh and shaded.

It needs nothing but the frame, works at native resolution and costs milliseconds. Where the mouth opens
wider than the frame shows, `mouth` paints what lies behind.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.shading_gain import FLOOR
from dfm.core.media.picture import Region
from dfm.core.render.mouth import paint_cavity
from dfm.core.render.renderer import FaceFrame, Order, Rendered
from dfm.core.render.shading import ShadingMaps
from dfm.core.render.warp import DenseMap, dense_map, region_around, shading_mask

LUMINANCE = np.array([[0.2126, 0.7152, 0.0722]], np.float32)
GREY_SHARE = np.float32(0.75)
LARGEST_GAIN = 0.55
"""Log gain beyond which shading is compressed."""


class InstantRenderer:
    """Warp and shading; `gain` scales the shading to what the person's own frames show."""

    name = "instant"
    batch = 1

    def __init__(self, model: FaceModel, shading: ShadingMaps, gain: float = 1.0) -> None:
        self._model = model
        self._shading = shading
        self._gain = gain
        size = shading.maps.shape[-1]
        self._skin = shading_mask(model, model.unwrapper(size).coverage)

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        """The face and the ring around it."""
        return region_around(face.target, width, height)

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3)."""
        dense = dense_map(self._model, face.points, face.target, region)
        warped = cv2.remap(rgb, dense.x, dense.y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        out = _lit(np.asarray(warped, np.float32), self._log_gain(dense, face.change))
        paint_cavity(out, rgb, region, face)
        np.clip(out, 0, 255, out=out)
        return Rendered(np.asarray(out, np.float32), dense.covered.astype(np.float32))

    def render_many(self, orders: Sequence[Order]) -> list[Rendered]:
        """Draw several faces, one after the other."""
        return [self.render(*order) for order in orders]

    def _log_gain(self, dense: DenseMap, change: NDArray[np.float32]) -> NDArray[np.float32]:
        size = self._skin.shape[0]
        texture = self._gain * self._shading.of(change)
        texture = LARGEST_GAIN * np.tanh(texture / LARGEST_GAIN) * self._skin
        u, v = (each * np.float32(size) - np.float32(0.5) for each in (dense.u, dense.v))
        gain = cv2.remap(texture.astype(np.float32), u, v, cv2.INTER_LINEAR)
        return np.asarray(gain * dense.face, np.float32)


def _lit(rgb: NDArray[np.float32], log_gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """Darken by multiplying; lighten mostly by adding grey, since a fold that opens loses its deep colour."""
    added = np.exp(log_gain) - 1
    luminance = cv2.transform(rgb, LUMINANCE)
    grey = np.where(added > 0, GREY_SHARE * added, np.float32(0))
    level = (added - grey)[..., None] * (rgb + FLOOR)
    return np.asarray(rgb + level + (grey * (luminance + FLOOR))[..., None], np.float32)
