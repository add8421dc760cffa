"""Where in a whole picture are faces? Boxes, and the search in squares and tiles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.landmarks import FoundFace
from dfm.core.media.picture import upright_rgb

DETECTOR_SIZE = 192
TILE_SHARES = (1.0, 0.5, 0.3)
"""Side of the search squares over the picture's short side, level by level."""
SMALLEST_TILE = 100


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in raster pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle: x, y."""
        return self.left + self.width / 2, self.top + self.height / 2

    def moved_on(self, earlier: "Box", share: float) -> "Box":
        """This box moved on by `share` of its way from an earlier one."""
        (x, y), (x0, y0) = self.centre, earlier.centre
        return Box(self.left + share * (x - x0), self.top + share * (y - y0), self.width, self.height)

    def overlap(self, other: "Box") -> float:
        """Intersection over union."""
        across = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        down = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        shared = max(across, 0.0) * max(down, 0.0)
        return shared / (self.width * self.height + other.width * other.height - shared + 1e-9)


def box_of(points: NDArray[np.float32]) -> Box:
    """The box around landmarks (478, 3)."""
    left, top = points[:, :2].min(axis=0)
    right, bottom = points[:, :2].max(axis=0)
    return Box(float(left), float(top), float(right - left), float(bottom - top))


def boxes_match(one: Box, other: Box, reach: float = 0.5) -> bool:
    """Whether two boxes can be one face: centres within `reach` of the size, and much the same size."""
    size, other_size = max(one.height, one.width), max(other.height, other.width)
    (x, y), (x0, y0) = one.centre, other.centre
    near = float(np.hypot(x - x0, y - y0)) < reach * min(size, other_size)
    return near and 0.55 < size / max(other_size, 1e-6) < 1.8


def find_boxes(
    find: Callable[[NDArray[np.uint8]], list[FoundFace]],
    picture: av.VideoFrame,
    rotation: int,
    pixel_aspect: Fraction,
    level: int,
) -> list[Box]:
    """Faces of the whole picture, best first, without doubles; level 0 to 2 searches ever smaller tiles.

    `find` is that of a landmark backend; `pixel_aspect` is that of the stored raster.
    """
    finest = TILE_SHARES[level]
    across, down = picture.width, picture.height
    wide = float(across * pixel_aspect)
    wanted = DETECTOR_SIZE / finest * max(wide, down) / min(wide, down)
    if rotation % 180:
        across, down = down, across
    small = upright_rgb(picture, rotation, pixel_aspect, round(wanted))
    back = np.array([across / small.shape[1], down / small.shape[0]])
    scored: list[tuple[float, Box]] = []
    for share in TILE_SHARES[: level + 1]:
        if share < 1 and share * min(across, down) < SMALLEST_TILE:
            break
        for left, top, side in _tiles(small.shape[1], small.shape[0], share):
            tile = cv2.resize(
                small[top : top + side, left : left + side],
                (DETECTOR_SIZE, DETECTOR_SIZE),
                interpolation=cv2.INTER_AREA,
            )
            zoom = side / DETECTOR_SIZE
            for face in find(np.asarray(tile, np.uint8)):
                x, y = (left + face.left * zoom) * back[0], (top + face.top * zoom) * back[1]
                box = Box(x, y, face.width * zoom * back[0], face.height * zoom * back[1])
                scored.append((face.score, box))
    return _without_doubles(scored)


def _tiles(width: int, height: int, share: float) -> Iterator[tuple[int, int, int]]:
    side = int(min(width, height) * share)
    step = max(int(side * 0.6), 1)
    for top in _starts(height, side, step):
        for left in _starts(width, side, step):
            yield left, top, side


def _starts(length: int, side: int, step: int) -> list[int]:
    return sorted({min(start, length - side) for start in range(0, length - side + step, step)})


def _without_doubles(scored: list[tuple[float, Box]]) -> list[Box]:
    kept: list[Box] = []
    for _, box in sorted(scored, key=lambda entry: -entry[0]):
        if not any(boxes_match(box, other) or box.overlap(other) > 0.3 for other in kept):
            kept.append(box)
    return kept
