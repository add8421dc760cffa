"""Draws the portrait with another expression: the engine's renderer, and what a single photograph lacks.

Two things are told more strictly than an edit may tell them: lids meet in a blink, and the teeth stay
where the skull holds them while the lips move in front of them.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.demo.lids import Lids
from dfm.core.demo.portrait import Portrait
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES, INNER_LIPS
from dfm.core.media.picture import Region
from dfm.core.motion.retarget import Retargeter
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.renderer import FaceFrame
from dfm.core.render.shading import load_shading

Picture = NDArray[np.float32]

AT_REST = {"mouthSmile": -1.1, "mouthUpperUp": -0.4, "eyeSquint": -0.45}
"""What is taken from the photograph's broad smile, by blendshapes."""
CLOSE = {"jawOpen": -0.22, "mouthLowerDown": -0.3}
OPEN = {"jawOpen": 0.34, "mouthLowerDown": 0.2}
CONTACT = 0.15
"""Where on the way from `CLOSE` to `OPEN` the lips part."""
ROUND = {"mouthPucker": 0.95, "mouthFunnel": 0.5, "mouthSmile": -0.15}
SPREAD = {"mouthStretch": 0.2, "mouthSmile": 0.15}
BROWS = {"browInnerUp": 0.35, "browOuterUp": 0.3}
DARK, TONGUE = np.array([46, 18, 17], np.float32), np.array([116, 58, 56], np.float32)
"""Colours of the mouth's depth, and of the tongue where light reaches it."""
SOFTNESS = 700
"""The picture's size over the softness of the lips' inner edge."""
SUPER = 4


class Puppet:
    """A portrait that can be moved."""

    def __init__(self, model: FaceModel, portrait: Portrait) -> None:
        self._model, self._portrait = model, portrait
        self._retargeter = Retargeter(model, portrait.neutral, 1.0)
        self._renderer = InstantRenderer(model, load_shading(weights.find("shading")))
        self._lids = Lids(portrait.picture, portrait.points)
        size = len(portrait.picture)
        self._blur = size / SOFTNESS
        self._teeth = _inside(portrait.points, Region(0, 0, size, size), self._blur, erode=0.35)

    def draw(self, opening: float, rounding: float, brows: float, lids: float) -> Picture:
        """The whole picture; opening, brows and lids in 0..1, rounding from -1 (spread) to 1."""
        face = self._face(opening, rounding, brows)
        picture = self._lids.shut(self._portrait.picture, lids)
        region = self._renderer.region(face, picture.shape[1], picture.shape[0])
        assert region is not None
        rows, columns = _slices(region)
        before = np.ascontiguousarray(picture[rows, columns])
        drawn = self._renderer.render(before, region, face)
        picture = picture.copy()
        picture[rows, columns] += drawn.mask[..., None] * (drawn.rgb - before)
        self._fill_mouth(picture, face, rounding)
        return picture

    def _face(self, opening: float, rounding: float, brows: float) -> FaceFrame:
        portrait = self._portrait
        apart = CONTACT + (1 - CONTACT) * opening
        shift = _blendshapes(AT_REST) + (1 - apart) * _blendshapes(CLOSE) + apart * _blendshapes(OPEN)
        shift += max(rounding, 0) * _blendshapes(ROUND) + max(-rounding, 0) * _blendshapes(SPREAD)
        shift += brows * _blendshapes(BROWS)
        change = self._model.coefficients_of_blendshapes(shift)
        wanted = portrait.expression + change
        moved = self._retargeter.move(portrait.points, portrait.pose, portrait.expression, wanted, 0.0)
        return FaceFrame(portrait.points, moved, change, 1.0)

    def _fill_mouth(self, picture: Picture, face: FaceFrame, rounding: float) -> None:
        """Behind the lips: the photograph's own teeth where it shows them, and darkness below."""
        region = _lips(face)
        rows, columns = _slices(region)
        share = _inside(face.target, region, self._blur)[..., None]
        shown = self._teeth[rows, columns, None] * np.float32(1 - 0.6 * max(rounding, 0))
        dark = _cavity(face, region)
        behind = dark + shown * (self._portrait.picture[rows, columns] - dark)
        picture[rows, columns] += share * (behind - picture[rows, columns])


def _blendshapes(weights: dict[str, float]) -> NDArray[np.float32]:
    """Blendshapes (52,) from names, of which those without a side mean both."""
    out = np.zeros(len(BLENDSHAPES), np.float32)
    for name, weight in weights.items():
        for full in (name, f"{name}Left", f"{name}Right"):
            if full in BLENDSHAPES:
                out[BLENDSHAPES.index(full)] = weight
    return out


def _inside(
    points: NDArray[np.float32], region: Region, blur: float, erode: float = 0.0
) -> NDArray[np.float32]:
    """How much of each pixel of a region (H, W) lies between the lips."""
    outline = points[list(INNER_LIPS), :2] - np.array([region.x, region.y], np.float32)
    big = np.zeros((region.height * SUPER, region.width * SUPER), np.uint8)
    cv2.fillPoly(big, [np.round(outline * SUPER).astype(np.int32)], 255)
    small = cv2.resize(big, (region.width, region.height), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small.astype(np.float32), (0, 0), blur) / 255
    return np.asarray(np.clip((soft - 0.3 - erode) / (0.6 - erode), 0, 1), np.float32)


def _cavity(face: FaceFrame, region: Region) -> Picture:
    """The mouth's depth (H, W, 3): dark, and the tongue dimly lit above the lower lip."""
    lips = face.target[list(INNER_LIPS), :2] - np.array([region.x, region.y], np.float32)
    (left, top), (right, bottom) = lips.min(0), lips.max(0)
    columns, rows = np.meshgrid(np.arange(region.width), np.arange(region.height))
    across = (columns - (left + right) / 2) / (0.38 * (right - left))
    down = (rows - bottom) / (0.5 * max(bottom - top, 1.0))
    lit = np.clip(1 - across**2 - down**2, 0, 1)[..., None]
    return np.asarray(DARK + lit * (TONGUE - DARK), np.float32)


def _lips(face: FaceFrame) -> Region:
    """The pixels around the mouth's inside."""
    lips = face.target[list(INNER_LIPS), :2]
    left, top = np.floor(lips.min(0)).astype(int) - 4
    right, bottom = np.ceil(lips.max(0)).astype(int) + 5
    return Region(int(left), int(top), int(right - left), int(bottom - top))


def _slices(region: Region) -> tuple[slice, slice]:
    return slice(region.y, region.y + region.height), slice(region.x, region.x + region.width)
