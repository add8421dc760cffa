"""From coefficients to a target mesh: the frame's own landmarks, moved by what the coefficients change.

Only the difference between wanted and own coefficients is applied, so what the model cannot express of a
face stays. Lids' gaps are scaled, never shifted, so that closed ones stay closed; those of lips that speak
are scaled, and widened by as much as the plan says for the frame.
"""

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.alignment import FLIP, Poses, to_camera
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import (
    INNER_LIP_CORNERS,
    LEFT_BROW,
    LEFT_EYE,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LOWER_INNER_LIP,
    LOWER_OUTER_LIP,
    MESH_VERTICES,
    OUTER_LIP_CORNERS,
    RIGHT_BROW,
    RIGHT_EYE,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    UPPER_INNER_LIP,
    UPPER_OUTER_LIP,
)
from dfm.core.motion.action_units import jaw_drop

LIP_REACH = 1.4
JAW_REACH = 3.2
EYE_REACH = 1.0
OWN_LID_GAP = 0.75
"""An eye open by this share of its neutral opening counts as open."""
BROW_REACH = 0.8
BROW_ROOM = 0.7
"""Brows come down by at most this share of their distance from the lids: on the eyes they would smear."""
MOST_WIDENING = 0.8
"""Lids part by at most this share of their gap: beyond it the frame has no eyeball to show."""


class Retargeter:
    """Moves the landmarks of one track; `neutral` is the track's own neutral shape (468, 3)."""

    def __init__(self, model: FaceModel, neutral: NDArray[np.float32], pixel_aspect: float) -> None:
        self._model = model
        self._neutral = neutral
        self._aspect = pixel_aspect
        self._upper_fall, self._lower_fall = _lip_falls(model)
        self._lids = [
            (np.array(RIGHT_UPPER_LID), np.array(RIGHT_LOWER_LID)),
            (np.array(LEFT_UPPER_LID), np.array(LEFT_LOWER_LID)),
        ]
        self._eye_falls = [(np.array(eye), eye_fall(model, eye)) for eye in (RIGHT_EYE, LEFT_EYE)]
        self._brows = [
            (np.array(brow), np.array(lid), _brow_fall(model, brow, eye))
            for brow, lid, eye in (
                (RIGHT_BROW, RIGHT_UPPER_LID, RIGHT_EYE),
                (LEFT_BROW, LEFT_UPPER_LID, LEFT_EYE),
            )
        ]
        self._taper = boundary_taper(model)
        self._dropped = jaw_gaps(model)

    def move(
        self,
        points: NDArray[np.float32],
        pose: Poses,
        own: NDArray[np.float32],
        wanted: NDArray[np.float32],
        keep: float,
        lip_scale: float = 1.0,
        carrier: Poses | None = None,
        lip_drop: float = 0.0,
    ) -> NDArray[np.float32]:
        """Points (478, 3) of one frame under wanted instead of own coefficients (30,).

        `pose` holds this one frame; `keep` in 0..1 says how much the lips must follow the speech,
        their gaps multiplied by `lip_scale` and then widened by `lip_drop` centimetres. `carrier`, if
        given, is a steadier pose that carries the movement into the picture.
        """
        head = pose.to_head(to_camera(points[None], self._aspect))[0]
        change = self._model.displacement(wanted - own)
        self._hold_eyes(change)
        self._hold_brows(head, change)
        self._fit_lids(head, change)
        self._fit_lips(head, change, keep, lip_scale, lip_drop)
        change *= self._taper[:, None]
        carrier = carrier or pose
        camera = (change @ carrier.rotation[0].T) * carrier.scale[0] * FLIP
        camera[:, [0, 2]] /= np.float32(self._aspect)
        moved = points.copy()
        moved[:MESH_VERTICES] += camera
        return moved

    def _hold_eyes(self, change: NDArray[np.float32]) -> None:
        """Eyeballs sit in the skull: take out what moves an eye's whole outline, fading around it."""
        for outline, fall in self._eye_falls:
            change -= fall[:, None] * change[outline].mean(axis=0)

    def _hold_brows(self, head: NDArray[np.float32], change: NDArray[np.float32]) -> None:
        """Let brows come down the less, the nearer they are to the lids."""
        for brow, lid, fall in self._brows:
            room = BROW_ROOM * max(float(head[brow, 1].mean() - head[lid, 1].mean()), 0.1)
            drop = float(change[lid, 1].mean() - change[brow, 1].mean())
            if drop > 0:
                change[:, 1] += np.float32(drop - room * np.tanh(drop / room)) * fall

    def _fit_lids(self, head: NDArray[np.float32], change: NDArray[np.float32]) -> None:
        """Scale what the lids do to each other by how open the eye is, so that blinks survive."""
        for upper, lower in self._lids:
            gap = head[upper, 1] - head[lower, 1]
            rest = OWN_LID_GAP * (self._neutral[upper, 1] - self._neutral[lower, 1])
            open_share = np.clip(gap / np.maximum(rest, 0.05), 0, 1)
            middle = (change[upper] + change[lower]) / 2
            apart = (change[upper] - change[lower]) / 2 * open_share[:, None]
            half_gap = np.maximum(gap, 0) / 2
            apart[:, 1] = np.clip(apart[:, 1], -0.9 * half_gap, MOST_WIDENING * half_gap)
            change[upper], change[lower] = middle + apart, middle - apart

    def _fit_lips(
        self,
        head: NDArray[np.float32],
        change: NDArray[np.float32],
        keep: float,
        scale: float,
        drop: float,
    ) -> None:
        """Let lips close where they closed: scale and widen each pair's gap (keep), or at least not cross
        (replace)."""
        upper, lower = list(UPPER_INNER_LIP), list(LOWER_INNER_LIP)
        gap = np.maximum(head[upper, 1] - head[lower, 1], 0)
        shift = change[upper, 1] - change[lower, 1]
        spoken = (scale - 1) * gap + drop * self._dropped
        free = np.maximum(shift, -gap)
        wrong = shift - (keep * spoken + (1 - keep) * free)
        for fall, vertices, sign in ((self._upper_fall, upper, -0.35), (self._lower_fall, lower, 0.65)):
            change[:, 1] += sign * (fall @ wrong.astype(np.float32))
            change[vertices, 1] += sign * wrong - sign * (fall[vertices] @ wrong.astype(np.float32))


def _lip_falls(model: FaceModel) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How far a correction at each of nine lip pairs carries over to all vertices: two of (468, 9).

    The upper lip's reach is short; the lower lip takes chin and jaw along.
    """
    mean = model.mean
    upper, lower = list(UPPER_INNER_LIP), list(LOWER_INNER_LIP)
    line = (mean[13, 1] + mean[14, 1]) / 2
    above = mean[:, 1] > line
    above[[*upper, *UPPER_OUTER_LIP]] = True
    above[[*lower, *LOWER_OUTER_LIP]] = False
    falls = []
    for vertices, reach, side in ((upper, LIP_REACH, above), (lower, JAW_REACH, ~above)):
        across = np.abs(mean[:, None, 0] - mean[None, vertices, 0])
        along = np.linalg.norm(mean[:, None] - mean[None, vertices], axis=2)
        near = np.exp(-0.5 * np.square(along / reach))
        share = np.exp(-0.5 * np.square(across / 0.6)) + 1e-4
        fall = near.max(1, keepdims=True) * share / share.sum(1, keepdims=True)
        fall[~side] = 0
        fall[[*OUTER_LIP_CORNERS, *INNER_LIP_CORNERS]] *= 0.3
        falls.append(fall.astype(np.float32))
    return falls[0], falls[1]


def jaw_gaps(model: FaceModel) -> NDArray[np.float32]:
    """How far a jaw that drops parts each of the lip pairs (9,), where it parts their middle by 1."""
    moved = model.displacement(jaw_drop(model))
    return np.asarray(moved[list(UPPER_INNER_LIP), 1] - moved[list(LOWER_INNER_LIP), 1], np.float32)


def _brow_fall(model: FaceModel, brow: tuple[int, ...], eye: tuple[int, ...]) -> NDArray[np.float32]:
    """1 on a brow, falling with the distance from it, 0 on the eye (468,)."""
    return eye_fall(model, brow, BROW_REACH) * (1 - eye_fall(model, eye, BROW_REACH / 2))


def eye_fall(model: FaceModel, outline: tuple[int, ...], reach: float = EYE_REACH) -> NDArray[np.float32]:
    """1 on the outline of an eye or a brow, falling with the distance from it in centimetres (468,)."""
    away = np.linalg.norm(model.mean[:, None] - model.mean[None, list(outline)], axis=2).min(axis=1)
    return np.asarray(np.exp(-0.5 * np.square(away / reach)), np.float32)


def boundary_taper(model: FaceModel) -> NDArray[np.float32]:
    """How much of its movement each vertex keeps (468,): little at temples and hairline, all inside and at
    the chin, so that hair, glasses' sides and background beside the face do not bend."""
    x, y = model.mean[:, 0], model.mean[:, 1]
    half = np.abs(x).max()
    top = y.max()
    side = np.clip((np.abs(x) / half - 0.68) / 0.3, 0, 1)
    upper = np.clip((y - (-4.0)) / 4.0, 0, 1)
    crown = np.clip((y - 0.62 * top) / (0.33 * top), 0, 1)
    hold = np.maximum(side * (0.35 + 0.6 * upper), 0.9 * crown)
    return np.asarray(1 - hold, np.float32)
