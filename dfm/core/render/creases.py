"""Furrows and folds that action units press into the skin, drawn where anatomy has them.

What footage of many people teaches of shading is its broad part: averaged over faces, a line that lies a
little elsewhere on each of them is gone. These lines are therefore drawn: a dark valley with a lighter rim
on the side of the skin that bulges, in texture space, alike on both halves. How deep each one is follows
from how strongly a change of coefficients plays its unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline
from scipy.optimize import nnls

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import INNER_LIPS, LEFT_EYE, RIGHT_EYE

Path = tuple[tuple[int, ...], ...]

VALLEY = (0.5, 0.65), (0.5, 2.0)
"""Shares of a valley's depth and their widths, in widths of its line: a sharp floor between soft slopes."""
RIM_AWAY, RIM_WIDTH = 3.0, 1.6
"""Where the lighter rim of a line lies, and how wide it is, in widths of its valley."""
STEPS = 48
REACH = 7.0
"""Widths of a line beyond which nothing of it is drawn."""
STEADY = 0.3
"""What keeps a change from being told as units that nearly cancel each other."""
FAINT, FULL = 0.4, 1.6
"""In units, 1 being a plain one: below FAINT little of a line shows, around FULL it deepens ever less."""
DEEPEST = 0.38
"""Log gain that no sum of lines exceeds."""
EDGE, HOLE = 0.09, 0.012
"""How far from the face's edge, and from eyes and mouth, lines have faded in, in sides of the texture."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line on the person's right half, through the means of vertices: how much it darkens (log gain), its
    width (a standard deviation, over the texture's side), and as a share of its depth the rim, which lies on
    the side of a vertex `bulge`."""

    path: Path
    depth: float
    width: float
    bulge: int = 0
    rim: float = 0.0


LINES: Mapping[str, tuple[Line, ...]] = {
    "AU1": (
        Line(
            ((63, 104, 66, 69), (66, 66, 69), (107, 107, 108), (9, 9, 151), (336, 336, 337)),
            0.14,
            0.0085,
            66,
            0.5,
        ),
        Line(((66, 69, 69), (107, 108, 108), (9, 151, 151), (336, 337, 337)), 0.16, 0.0085, 107, 0.5),
    ),
    "AU2": (
        Line(
            ((63, 63, 68), (105, 105, 104), (66, 66, 69), (107, 107, 108), (9, 9, 151)),
            0.13,
            0.0085,
            105,
            0.5,
        ),
        Line(((63, 68, 68), (105, 104, 104), (66, 69, 69), (107, 108, 108)), 0.15, 0.0085, 105, 0.5),
    ),
    "AU4": (
        Line(((8, 8, 55), (8, 55), (8, 9, 55, 107), (9, 107), (9, 107, 107, 108)), 0.38, 0.0085, 55, 0.5),
        Line(((55, 193), (221, 55), (222, 65), (223, 52)), 0.16, 0.016),
    ),
    "AU6": (
        Line(((226, 226, 35), (35, 143), (143, 156)), 0.07, 0.006),
        Line(((31, 226), (35, 111), (116, 143)), 0.07, 0.006),
    ),
    "AU7": (Line(((25, 31), (110, 228), (24, 229), (23, 230), (22, 231)), 0.14, 0.008, 23, 0.5),),
    "AU9": (
        Line(((193, 193, 168), (168,), (417, 417, 168)), 0.22, 0.0075, 8, 0.4),
        Line(((122, 196), (122, 188), (188, 188, 128), (114, 128)), 0.21, 0.0065, 122, 0.4),
        Line(((196, 3), (196, 174), (174, 174, 217), (217, 47)), 0.17, 0.0065, 196, 0.4),
        Line(((198, 131), (129, 131), (98, 129, 203), (165, 203, 206)), 0.32, 0.009, 36, 0.5),
    ),
    "AU10": (
        Line(
            ((129, 131), (98, 129, 203), (165, 203, 206), (92, 206, 216), (186, 216)), 0.32, 0.009, 205, 0.5
        ),
    ),
    "AU15": (Line(((61, 57, 43), (43, 57), (43, 202), (202, 210, 204)), 0.24, 0.0095, 192, 0.4),),
    "AU17": (Line(((204, 202), (106, 182, 204), (83, 83, 182), (18,), (313,)), 0.22, 0.013, 200, 0.5),),
    "AU20": (Line(((186, 57, 57), (57, 212), (57, 43, 212)), 0.12, 0.010, 212, 0.4),),
}


@dataclass(frozen=True, eq=False)
class Creases:
    """Directions (D, 30) of coefficients by which a change is told, and what the first K of them draw:
    log gains (K, S, S) of a unit at its deepest."""

    directions: NDArray[np.float32]
    maps: NDArray[np.float32]

    def of(self, change: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log gain (S, S) of a change of coefficients (30,)."""
        strengths = depth(self.played(change)[: len(self.maps)])
        gain = np.einsum("k,kij->ij", strengths, self.maps)  # BLAS would leave threads that spin on
        return np.asarray(DEEPEST * np.tanh(gain / DEEPEST), np.float32)

    def played(self, change: NDArray[np.floating]) -> NDArray[np.float32]:
        """How strongly a change plays each direction (D,), 0 or more."""
        count = len(self.directions)
        system = np.vstack([self.directions.T, STEADY * np.eye(count)])
        return np.asarray(nnls(system, np.concatenate([change, np.zeros(count)]))[0], np.float32)


def depth(strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """How deep lines are, 0..1, where their units play so strongly."""
    return np.asarray(np.tanh(np.square(strength) / (strength + FAINT) / FULL), np.float32)


def drawn_lines(model: FaceModel, lines: Sequence[Line], size: int) -> NDArray[np.float32]:
    """Log gain (size, size) of lines, on both halves of the face."""
    half = np.sum([_drawn(model, line, size) for line in lines], axis=0)
    other = half[:, ::-1]
    both = np.minimum(np.minimum(half, other), 0) + np.maximum(np.maximum(half, other), 0)
    return np.asarray(both * _skin(model, size), np.float32)


def _drawn(model: FaceModel, line: Line, size: int) -> NDArray[np.float64]:
    """One line on one half (size, size), fading towards its ends."""
    places, ways = _course(model, line)
    centres = (np.arange(size) + 0.5) / size
    texels = np.stack(np.meshgrid(centres, centres), axis=-1)
    reach = REACH * line.width
    near = ((texels > places.min(axis=0) - reach) & (texels < places.max(axis=0) + reach)).all(axis=-1)
    away, at = _off_course(texels[near], places, ways)
    away /= line.width
    gain = -sum(share * np.exp(-0.5 * np.square(away / width)) for share, width in VALLEY)
    if line.rim:
        bulge, _ = _off_course(model.uv[[line.bulge]].astype(np.float64), places, ways)
        gain += line.rim * np.exp(-0.5 * np.square((np.sign(bulge) * away - RIM_AWAY) / RIM_WIDTH))
    out = np.zeros((size, size))
    out[near] = line.depth * np.sin(np.pi * (0.04 + 0.92 * at / (STEPS - 1))) ** 0.8 * gain
    return out


def _course(model: FaceModel, line: Line) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places (STEPS, 2) along a line in texture coordinates, and which way it runs there (STEPS, 2)."""
    knots = np.array([model.uv[list(each)].mean(axis=0) for each in line.path], np.float64)
    spline = make_interp_spline(np.linspace(0, 1, len(knots)), knots, k=min(3, len(knots) - 1))
    part = np.linspace(0, 1, STEPS)
    return spline(part), spline.derivative()(part)


def _off_course(
    texels: NDArray[np.float64], places: NDArray[np.float64], ways: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How far texels (N, 2) lie from a line, to its left below 0 and to its right above (N,), and which of
    its places is nearest to each (N,)."""
    apart = texels[:, None] - places
    at = np.square(apart).sum(axis=2).argmin(axis=1)
    away, way = apart[np.arange(len(texels)), at], ways[at]
    side = np.sign(way[:, 0] * away[:, 1] - way[:, 1] * away[:, 0])
    return side * np.linalg.norm(away, axis=1), at


def _skin(model: FaceModel, size: int) -> NDArray[np.float32]:
    """Where lines may be (size, size): not on eyes, lips' opening and the face's edge."""
    coverage = model.unwrapper(size).coverage
    skin = coverage.astype(np.uint8)
    for outline in (LEFT_EYE, RIGHT_EYE, INNER_LIPS):
        cv2.fillPoly(skin, [np.round(model.uv[list(outline)] * size).astype(np.int32)], 0)
    free = cv2.distanceTransform(skin, cv2.DIST_L2, 5) / (HOLE * size)
    inside = np.clip(cv2.distanceTransform(coverage.astype(np.uint8), cv2.DIST_L2, 5) / (EDGE * size), 0, 1)
    return np.asarray(np.clip(free, 0, 1) * inside * inside * (3 - 2 * inside), np.float32)
