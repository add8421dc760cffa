"""What looks wrong in an edited face, told without a truth: the frame itself and what was asked for suffice.

Every flaw is 0 for a frame that was left alone. LIMITS says from where on each is likely to be seen, which
is a judgement: it makes flaws of different kinds comparable, so that the worst pictures can be named.
"""

from dataclasses import asdict, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation.compare import hull_mask
from dfm.core.faces.topology import (
    FACE_OVAL,
    INNER_LIPS,
    LEFT_BROW,
    LEFT_EYE,
    OUTER_LIPS,
    RIGHT_BROW,
    RIGHT_EYE,
)

Picture = NDArray[np.uint8]
Points = NDArray[np.float32]
Mask = NDArray[np.bool_]

BAND = (-0.06, 0.22)
"""From how far inside the face's outline to how far outside it an edge may show, in face heights."""
LINE = 0.02
"""Width of the lines along which an edge is looked for, in face heights."""
_ROOM = 0.03
"""What belongs to eyes, brows and lips beyond their landmarks, in face heights."""
_OPEN = 0.1
"""A mouth is open when its opening takes so much of the lips."""
_FLAT = 1.5
"""Grey levels of spread among neighbours below which a place shows nothing."""
_BRIGHT = 250


@dataclass(frozen=True, slots=True)
class Flaws:
    """How much more the grey changes along a line around the face than it did, as a share; the share of fine
    detail lost by face or mouth, whichever is more; how far the skin's colour went, in R'G'B' of 0..255; 1 -
    the cosine of face descriptors; how far the landmarks found again lie from those asked for, in face
    heights; and what the open mouth lacks, as a share: something to see in it, or bright teeth. NaN where
    it was not measured."""

    seams: float
    blur: float
    colour: float
    identity: float
    shape: float
    mouth: float


LIMITS = Flaws(seams=0.4, blur=0.25, colour=12.0, identity=0.04, shape=0.015, mouth=0.3)
REASONS = {
    "seams": "edges around the face",
    "blur": "soft",
    "colour": "colour",
    "identity": "another person",
    "shape": "not the shape asked for",
    "mouth": "empty or dull mouth",
}


def weighed(flaws: Flaws) -> dict[str, float]:
    """Every measured flaw in units of its limit."""
    limits = asdict(LIMITS)
    return {name: value / limits[name] for name, value in asdict(flaws).items() if np.isfinite(value)}


def badness(flaws: Flaws) -> float:
    """All flaws together: the root of the sum of their squares, in units of their limits."""
    return float(np.sqrt(sum(value * value for value in weighed(flaws).values())))


def reason(flaws: Flaws) -> str:
    """The flaw that is the largest in units of its limit."""
    found = weighed(flaws)
    return REASONS[max(found, key=lambda name: found[name])] if found else ""


def seams(source: Picture, made: Picture, points: Points) -> float:
    """How much more the grey changes along some line around the face's outline than it did, as a share of
    what it does around there; `points` are the source's landmarks (478, >= 2)."""
    height = float(np.ptp(points[:, 1]))
    away = _away(hull_mask(points[list(FACE_OVAL)], *_size(source))) / height
    lines = np.arange(BAND[0], BAND[1], LINE)
    number = np.digitize(away, lines)
    band = (number > 0) & (away < BAND[1])
    many = np.maximum(np.bincount(number[band], minlength=len(lines) + 1), 1)
    before, after = (
        np.bincount(number[band], _steepness(picture)[band], len(lines) + 1)[1:] / many[1:]
        for picture in (source, made)
    )
    return max(0.0, float((after - before).max() / max(float(before.mean()), 0.5)))


def blur(source: Picture, made: Picture, own: Points, wanted: Points) -> float:
    """The share of fine detail that face or mouth lost, whichever is more."""
    lost = []
    for region in (_skin, _lips):
        before = float(_detail(source)[region(own, source)].mean())
        after = float(_detail(made)[region(wanted, made)].mean())
        lost.append(1 - after / max(before, 1e-3))
    return max(0.0, *lost)


def colour(source: Picture, made: Picture, own: Points, wanted: Points) -> float:
    """How far the skin went from its colour: the largest part of it that a glance takes in."""
    both = _skin(own, source) & _skin(wanted, made)
    if not both.any():
        return 0.0
    reach = 0.06 * float(np.ptp(own[:, 1]))
    share = cv2.GaussianBlur(both.astype(np.float32), (0, 0), reach)[both, None]
    before, after = (
        cv2.GaussianBlur(picture * both[..., None].astype(np.float32), (0, 0), reach)[both] / share
        for picture in (source, made)
    )
    return float(np.quantile(np.linalg.norm(after - before, axis=1), 0.95))


def shape(own: Points, wanted: Points, before: Points, after: Points | None) -> float:
    """How far the landmarks found again moved from where they should have, in face heights (mean).

    `own` and `wanted` are those of the track and of the edit, `before` and `after` those found in the source
    and in the edited picture; a face that is not found again went its whole height.
    """
    if after is None:
        return 1.0
    asked, gone = (wanted - own)[:, :2], (after - before)[:, :2]
    return float(np.linalg.norm(gone - asked, axis=1).mean() / np.ptp(own[:, 1]))


def mouth(source: Picture, made: Picture, own: Points, wanted: Points) -> float:
    """What the open mouth lacks, whichever is more: the share of it that is flat or glaring, weighed by how
    large the opening is; or the share that its brightest places, the teeth, lost of their light."""
    inside, lips = (hull_mask(wanted[list(each)], *_size(made)) for each in (INNER_LIPS, OUTER_LIPS))
    if not inside.any():
        return 0.0
    grey = cv2.cvtColor(made, cv2.COLOR_RGB2GRAY).astype(np.float32)
    mean = cv2.blur(grey, (5, 5))
    spread = np.sqrt(np.maximum(cv2.blur(grey * grey, (5, 5)) - mean * mean, 0))
    empty = (spread < _FLAT) | (made.min(axis=2) >= _BRIGHT)
    flat = float(empty[inside].mean() * min(1.0, 2 * inside.sum() / max(int(lips.sum()), 1)))
    before, after = _teeth(source, own), _teeth(made, wanted)
    return max(flat, 1 - after / before if before > 0 and after > 0 else 0.0)


def _teeth(picture: Picture, points: Points) -> float:
    """The grey of the brightest places of an open mouth, 0 for one that is hardly open."""
    inside, lips = (hull_mask(points[list(each)], *_size(picture)) for each in (INNER_LIPS, OUTER_LIPS))
    if inside.sum() < _OPEN * lips.sum():
        return 0.0
    return float(np.quantile(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[inside], 0.97))


def _size(picture: Picture) -> tuple[int, int]:
    return picture.shape[0], picture.shape[1]


def _away(mask: Mask) -> NDArray[np.float32]:
    """How far pixels lie outside a mask (H, W), and, negative, how far inside it."""
    inside, outside = (
        cv2.distanceTransform(each.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        for each in (mask, ~mask)
    )
    return np.asarray(outside - inside, np.float32)


def _skin(points: Points, picture: Picture) -> Mask:
    """The face without eyes, brows and mouth, and not up to its outline."""
    height = float(np.ptp(points[:, 1]))
    face = _away(hull_mask(points[list(FACE_OVAL)], *_size(picture))) < -0.04 * height
    for part in (RIGHT_EYE, LEFT_EYE, RIGHT_BROW, LEFT_BROW, OUTER_LIPS):
        face &= ~hull_mask(points[list(part)], *_size(picture), round(_ROOM * height))
    return face


def _lips(points: Points, picture: Picture) -> Mask:
    height = float(np.ptp(points[:, 1]))
    return hull_mask(points[list(OUTER_LIPS)], *_size(picture), round(_ROOM * height))


def _steepness(picture: Picture) -> NDArray[np.float32]:
    """Length of the grey's gradient, in levels a pixel."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 1.0)
    across, down = (cv2.Scharr(grey, cv2.CV_32F, *way) / 32 for way in ((1, 0), (0, 1)))
    return np.asarray(np.hypot(across, down), np.float32)


def _detail(picture: Picture) -> NDArray[np.float32]:
    """What a slight blur would take away, in grey levels."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.5)), np.float32)
