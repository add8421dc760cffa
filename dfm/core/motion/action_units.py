"""Facial action units (FACS) as coefficients of the face model.

A unit is told by blendshapes that the landmark model measures well and, where it measures badly
(nose wrinkler, lip corner depressor, cheek raiser), by how a few landmarks move. The face model then
finds the likeliest whole-face movement that does this (ridge regression under its own prior).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES, LOWER_INNER_LIP, UPPER_INNER_LIP

Move = tuple[tuple[int, ...], tuple[float, float, float]]

PRIOR, STIFF = 0.004, 0.02
"""Weights of the prior against the moves; where it is stiff a unit moves a little less, but as faces do."""
STILL = 0.02
"""Weight of the landmarks that a unit does not name, which should rather stay where they are."""


@dataclass(frozen=True)
class ActionUnit:
    """Blendshape weights (names without a side mean both), and moves in centimetres of landmarks on the
    person's right half (x to the viewer's right, y up), mirrored to the left one. `gap` is by how many
    centimetres the unit parts the lips; where it is given the jaw is moved to make it so."""

    blendshapes: Mapping[str, float] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    gap: float | None = None
    prior: float = PRIOR


_INNER_BROW = (107, 55, 66, 65)
_MID_BROW = (105, 52, 63, 53)
_OUTER_BROW = (70, 46)
_UPPER_LID = (159, 158, 160)
_LOWER_LID = (145, 144, 153)
_CORNER = (61,)
_NEAR_CORNER = (76, 62, 185, 146)
_NOSE_WING = (129, 64, 98, 48, 49)
_CHEEK = (50, 101, 205, 36)
_UPPER_LIP = (0, 37, 39, 40)

UNITS: Mapping[str, ActionUnit] = {
    "AU1": ActionUnit({"browInnerUp": 0.9}, ((_INNER_BROW, (0.0, 0.35, 0.0)),), gap=0.0),
    "AU2": ActionUnit({"browOuterUp": 0.9}, ((_MID_BROW, (0.0, 0.3, 0.0)),), gap=0.0),
    "AU4": ActionUnit(
        {"browDown": 0.9}, ((_INNER_BROW, (0.16, -0.42, 0.0)), (_MID_BROW, (0.06, -0.25, 0.0))), gap=0.0
    ),
    "AU5": ActionUnit(
        {"eyeWide": 0.8}, ((_UPPER_LID, (0.0, 0.16, 0.0)), (_CORNER, (0.0, 0.0, 0.0))), gap=0.0
    ),
    "AU6": ActionUnit(
        {"eyeSquint": 0.35}, ((_CHEEK, (0.0, 0.16, 0.05)), (_LOWER_LID, (0.0, 0.06, 0.0))), gap=0.0
    ),
    "AU7": ActionUnit({"eyeSquint": 0.6}, ((_LOWER_LID, (0.0, 0.08, 0.0)),), gap=0.0),
    "AU9": ActionUnit(
        {},
        (
            (_NOSE_WING, (-0.02, 0.26, 0.0)),
            (_UPPER_LIP, (0.0, 0.14, 0.02)),
            (_INNER_BROW, (0.08, -0.26, 0.0)),
            (_CHEEK, (0.03, 0.12, 0.04)),
        ),
        gap=0.0,
        prior=STIFF,
    ),
    "AU10": ActionUnit({"mouthUpperUp": 0.9}, ((_UPPER_LIP, (0.0, 0.18, 0.0)),), gap=0.1),
    "AU12": ActionUnit({"mouthSmile": 0.95}, gap=0.0),
    "AU14": ActionUnit({"mouthDimple": 0.6, "mouthPress": 0.25}, ((_CORNER, (-0.12, 0.05, -0.1)),), gap=0.0),
    "AU15": ActionUnit(
        {"mouthFrown": 0.2},
        ((_CORNER, (-0.02, -0.65, 0.0)), (_NEAR_CORNER, (-0.01, -0.46, 0.0))),
        gap=0.0,
        prior=STIFF,
    ),
    "AU16": ActionUnit({"mouthLowerDown": 0.6}, gap=0.12),
    "AU17": ActionUnit({"mouthShrugLower": 0.55}, gap=-0.06),
    "AU20": ActionUnit({"mouthStretch": 0.9}, ((_CORNER, (-0.25, -0.12, 0.0)),), gap=0.06),
    "AU23": ActionUnit(
        {"mouthPress": 0.5, "mouthRollUpper": 0.25, "mouthRollLower": 0.2},
        ((_CORNER, (0.08, -0.06, 0.0)), (_NEAR_CORNER, (0.05, -0.05, 0.0))),
        gap=-0.08,
    ),
    "AU24": ActionUnit({"mouthPress": 0.5}, ((_CORNER, (0.1, -0.05, 0.0)),), gap=-0.08),
    "AU26": ActionUnit({"jawOpen": 0.42}),
    "AU43": ActionUnit({"eyeBlink": 0.5}, gap=0.0),
}

TOGETHER: Mapping[tuple[str, str], ActionUnit] = {
    ("AU5", "AU7"): ActionUnit({}, ((_UPPER_LID, (0.0, 0.14, 0.0)), (_CORNER, (0.0, 0.0, 0.0))), gap=0.0),
    ("AU1", "AU4"): ActionUnit(
        {}, ((_INNER_BROW, (0.04, 0.32, 0.0)), (_OUTER_BROW, (0.0, -0.06, 0.0))), gap=0.0
    ),
}
"""What two units do beyond their sum: raised inner brows that are pulled together stand oblique, and a
raised upper lid stays up when the lower one tightens."""

ONE_SIDED = np.float32(0.45)
"""How far a one-sided unit is drawn away from its twin: footage moves both sides together."""


def coefficients_of(model: FaceModel, units: Mapping[str, float]) -> NDArray[np.float32]:
    """Coefficients (30,) of weighted units; `R12` is unit 12 of the person's right half alone."""
    total = np.zeros(len(model.expression), np.float32)
    for name, weight in units.items():
        side = name[0] if name[0] in "LR" else ""
        unit = UNITS["AU" + name[1:] if side else name]
        found = _solve(model, unit, side)
        if side:
            found += ONE_SIDED * (found - _solve(model, unit, "L" if side == "R" else "R"))
        total += np.float32(weight) * found
    for (first, second), unit in TOGETHER.items():
        shared = min(units.get(first, 0.0), units.get(second, 0.0))
        if shared > 0:
            total += np.float32(shared) * _solve(model, unit, "")
    return total


def lip_parting(model: FaceModel) -> NDArray[np.float32]:
    """By how many centimetres a unit of each coefficient parts the middle of the lips (30,)."""
    upper, lower = list(UPPER_INNER_LIP[2:7]), list(LOWER_INNER_LIP[2:7])
    return np.asarray(
        (model.expression[:, upper, 1] - model.expression[:, lower, 1]).mean(axis=1), np.float32
    )


def jaw_drop(model: FaceModel) -> NDArray[np.float32]:
    """Coefficients (30,) of a jaw that falls until the middle of the lips is parted by a centimetre more."""
    jaw = model.coefficients_of_blendshapes(_blendshapes({"jawOpen": 1.0}, ""))
    return np.asarray(jaw / np.float32(jaw @ lip_parting(model)), np.float32)


def with_lip_gap(
    model: FaceModel, coefficients: NDArray[np.float32], gap: NDArray[np.float32] | float
) -> NDArray[np.float32]:
    """Coefficients (..., 30) with the jaw moved so that the lips part by `gap` (...) centimetres."""
    missing = np.asarray(gap - coefficients @ lip_parting(model), np.float32)
    return np.asarray(coefficients + missing[..., None] * jaw_drop(model), np.float32)


def _solve(model: FaceModel, unit: ActionUnit, side: str) -> NDArray[np.float32]:
    found = _moved(model, unit, side)
    return found if unit.gap is None else with_lip_gap(model, found, unit.gap)


def _moved(model: FaceModel, unit: ActionUnit, side: str) -> NDArray[np.float32]:
    start = model.coefficients_of_blendshapes(_blendshapes(unit.blendshapes, side))
    if not unit.moves:
        return start
    wanted, weights = _wanted(model, unit.moves, side)
    rest = wanted - model.displacement(start)
    rest[weights <= STILL] = 0
    basis = model.expression.reshape(len(model.expression), -1).astype(np.float64)
    trust = np.repeat(weights, 3).astype(np.float64) / weights.sum()
    gram = (basis * trust) @ basis.T + unit.prior * np.eye(len(basis)) * 0.02
    extra = np.linalg.solve(gram, (basis * trust) @ rest.ravel())
    return np.asarray(start + extra, np.float32)


def _blendshapes(weights: Mapping[str, float], side: str) -> NDArray[np.float32]:
    out = np.zeros(len(BLENDSHAPES), np.float32)
    sides = {"": ("Left", "Right"), "L": ("Left",), "R": ("Right",)}[side]
    for name, weight in weights.items():
        if name in BLENDSHAPES:
            out[BLENDSHAPES.index(name)] = weight
        else:
            for end in sides:
                out[BLENDSHAPES.index(name + end)] = weight
    return out


def _wanted(
    model: FaceModel, moves: tuple[Move, ...], side: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where vertices should go (468, 3), and how much each one matters (468,)."""
    wanted = np.zeros_like(model.mean)
    weights = np.full(len(model.mean), STILL, np.float32)
    flip = np.array([-1, 1, 1], np.float32)
    for vertices, move in moves:
        for vertex in vertices:
            if side != "L":
                wanted[vertex], weights[vertex] = move, 1
            if side != "R":
                twin = model.mirror[vertex]
                wanted[twin], weights[twin] = np.array(move, np.float32) * flip, 1
    return wanted, weights
