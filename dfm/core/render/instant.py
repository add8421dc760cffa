"""The `instant` renderer: the frame's own pixels, warped to the target mesh and shaded.

It needs nothing but the frame, works at native resolution and costs milliseconds. Where the mouth opens
wider than the frame shows, `mouth` paints what lies behind.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.regions import region_masks
from dfm.core.media.picture import Region
from dfm.core.render.creases import Creases
from dfm.core.render.enlarging import move_and_light_enlarged
from dfm.core.render.lighting import move_and_light
from dfm.core.render.mouth import paint_cavity
from dfm.core.render.renderer import Change, FaceFrame, Order, Rendered
from dfm.core.render.shading import ShadingMaps
from dfm.core.render.square import Square
from dfm.core.render.warp import DenseMap, dense_map, region_around, shading_mask

LARGEST_GAIN = 0.55
"""Log gain beyond which shading is compressed."""
LIGHTEST = 0.2
"""The same where skin becomes lighter: a fold that opens shows no more than the skin beside it."""


class InstantRenderer:
    """Warp and shading; `gain` scales the shading to what the person's own frames show."""

    name = "instant"
    batch = 1

    def __init__(
        self, model: FaceModel, shading: ShadingMaps, gain: float = 1.0, creases: Creases | None = None
    ) -> None:
        self._model = model
        self._shading = shading
        self._creases = creases
        self._gain = gain
        size = shading.maps.shape[-1]
        self._skin = shading_mask(model, model.unwrapper(size).coverage)

    def region(self, face: FaceFrame, width: int, height: int) -> Region | None:
        """The face and the ring around it."""
        return region_around(face.target, width, height)

    def render(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3)."""
        return self.drawn(rgb, region, face, self.dense(face, region))

    def dense(self, face: FaceFrame, region: Region) -> DenseMap:
        """Where in `region` the pixels of the target's face come from."""
        return dense_map(self._model, face.points, face.target, region)

    def drawn(self, rgb: NDArray[np.float32], region: Region, face: FaceFrame, dense: DenseMap) -> Rendered:
        """Draw the face into the pixels of `region` (H, W, 3) by its dense map."""
        out = move_and_light(rgb, dense, self.light(Change(face.change, face.regional)))
        paint_cavity(out, rgb, region, face)
        np.clip(out, 0, 255, out=out)
        return Rendered(out, dense.covered.astype(np.float32))

    def enlarged(
        self,
        rgb: NDArray[np.float32],
        face: FaceFrame,
        dense: DenseMap,
        square: Square,
        shares: NDArray[np.float32],
    ) -> Rendered:
        """Draw the face into the pixels of the square's region (H, W, 3) by the dense map of the square; of
        each of h x h cells of it so much will be taken as `shares` (h, h) say."""
        light = self.light(Change(face.change, face.regional))
        made = move_and_light_enlarged(rgb, dense, light, square, shares)
        paint_cavity(made.rgb, rgb, square.region, face)
        return made

    def render_many(self, orders: Sequence[Order]) -> list[Rendered]:
        """Draw several faces, one after the other."""
        return [self.render(*order) for order in orders]

    def light(self, change: Change) -> NDArray[np.float32]:
        """How much lighter (S, S) the skin becomes by a change of coefficients, as a share."""
        gain = self._gain * self._shaded(change, self._shading)
        most = np.where(gain > 0, np.float32(LIGHTEST), np.float32(LARGEST_GAIN))
        gain = most * np.tanh(gain / most) * self._skin
        if self._creases is not None:
            gain += self._gain * self._shaded(change, self._creases)
        return np.asarray(np.expm1(gain), np.float32)

    def _shaded(self, change: Change, shades: ShadingMaps | Creases) -> NDArray[np.float32]:
        """The log gain (S, S) of a change; each region's own where they differ."""
        if change.regional is None:
            return shades.of(change.whole)
        parts = zip(self._regions, change.regional, strict=True)
        return np.asarray(sum(mask * shades.of(each) for mask, each in parts), np.float32)

    @cached_property
    def _regions(self) -> NDArray[np.float32]:
        """Brows, eyes and mouth on the texture (3, S, S)."""
        spread = self._model.unwrapper(len(self._skin)).spread(region_masks(self._model).T)
        return np.ascontiguousarray(spread.transpose(2, 0, 1))
