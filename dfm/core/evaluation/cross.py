"""Cross-expression reenactment: render one frame of a clip with the mesh of another, and compare with that.

Both frames are of one person in one light with the head turned alike, so the target frame is the truth. The
source is first laid over the target by a similarity transform; what that alone gives is scored as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation import metrics
from dfm.core.evaluation.crops import (
    SIDE,
    Picture,
    View,
    chained,
    cut,
    moved,
    similarity,
    square_around,
)
from dfm.core.faces.model import FaceModel
from dfm.core.faces.raster import draw_nmfc
from dfm.core.faces.topology import INNER_LIPS, MESH_VERTICES, OUTER_LIPS
from dfm.core.media.picture import Region
from dfm.core.render.renderer import FaceFrame, Reference, Renderer

_MOUTH = list(INNER_LIPS + OUTER_LIPS)


@dataclass(frozen=True, slots=True)
class Shown:
    """A face in a frame: pixels around it, landmarks (478, 3) in upright pixels, coefficients (30,)."""

    view: View
    points: NDArray[np.float32]
    expression: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One pair at 256 px: the target as filmed, the source laid over it, the source rendered with its mesh,
    where the target's face is (256, 256), and the target's landmarks (478, 3) in these pixels."""

    real: Picture
    aligned: Picture
    made: Picture
    face: NDArray[np.bool_]
    points: NDArray[np.float32]

    @property
    def mouth(self) -> NDArray[np.float32]:
        """The landmarks of the target's mouth (K, 2)."""
        return self.points[_MOUTH, :2]


@dataclass(frozen=True, slots=True)
class Distances:
    """Face-APD and Mouth-APD of what was rendered and of what was merely aligned."""

    face: float
    mouth: float
    aligned_face: float
    aligned_mouth: float


def attempt(
    source: Shown,
    target: Shown,
    renderer: Renderer,
    model: FaceModel,
    aspect: float,
    references: tuple[tuple[Reference, float], ...] = (),
) -> Attempt:
    """Render the source frame with the target's mesh; `aspect` is that of the upright raster's pixels."""
    square = square_around(target.points, aspect)
    wanted = moved(target.points, square)
    own = moved(source.points, square_around(source.points, aspect))
    laid = chained(square_around(source.points, aspect), similarity(own, wanted))
    aligned = cut(source.view, laid)
    face = FaceFrame(
        points=moved(source.points, laid),
        target=wanted,
        change=target.expression - source.expression,
        weight=1.0,
        references=references,
        wanted=target.expression,
    )
    return Attempt(
        real=cut(target.view, square),
        aligned=aligned,
        made=rendered(aligned, face, renderer),
        face=face_mask(wanted, model),
        points=wanted,
    )


def score(attempts: Iterable[Attempt]) -> Distances:
    """Distances over all pixels of all attempts; NaN where there is none."""
    kept = list(attempts)
    if not kept:
        return Distances(*[float("nan")] * 4)
    real, face = np.stack([each.real for each in kept]), np.stack([each.face for each in kept])
    mouth = np.stack([each.mouth for each in kept])
    numbers = []
    for pictures in ([each.made for each in kept], [each.aligned for each in kept]):
        made = np.stack(pictures)
        numbers.append(metrics.average_pixel_distance(real, made, face))
        numbers.append(metrics.mouth_pixel_distance(real, made, mouth))
    return Distances(*numbers)


def face_mask(points: NDArray[np.float32], model: FaceModel, side: int = SIDE) -> NDArray[np.bool_]:
    """Where the NMFC of a face with landmarks (478, 3) in pixels of a square is not zero: (side, side)."""
    return np.asarray(draw_nmfc(model, points[:MESH_VERTICES], (side, side)).any(axis=2), np.bool_)


def rendered(picture: Picture, face: FaceFrame, renderer: Renderer) -> Picture:
    """What the renderer makes of a square picture, laid over it by the renderer's own mask."""
    region: Region | None = renderer.region(face, picture.shape[1], picture.shape[0])
    if region is None:
        return picture
    rows = slice(region.y, region.y + region.height)
    columns = slice(region.x, region.x + region.width)
    before = picture[rows, columns].astype(np.float32)
    drawn = renderer.render(before, region, face)
    out = picture.copy()
    out[rows, columns] = np.clip(before + drawn.mask[..., None] * (drawn.rgb - before) + 0.5, 0, 255)
    return out
