"""What an emotion looks like to a landmark model: its FACS prototype in blendshapes.

The correspondence of action units and blendshapes is the plain anatomical one, not the one by which the
engine moves faces, so that the measure does not repeat what it measures.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.faces.topology import BLENDSHAPES

UNITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AU1": ("browInnerUp",),
        "AU2": ("browOuterUp",),
        "AU4": ("browDown",),
        "AU5": ("eyeWide",),
        "AU6": ("eyeSquint",),
        "AU7": ("eyeSquint",),
        "AU9": ("noseSneer",),
        "AU10": ("mouthUpperUp",),
        "AU12": ("mouthSmile",),
        "AU14": ("mouthDimple",),
        "AU15": ("mouthFrown",),
        "AU16": ("mouthLowerDown",),
        "AU17": ("mouthShrugLower",),
        "AU20": ("mouthStretch",),
        "AU23": ("mouthPress", "mouthRollUpper", "mouthRollLower"),
        "AU24": ("mouthPress",),
        "AU26": ("jawOpen",),
    }
)
ONE_SIDED = ("contempt",)
"""Emotions whose units are one-sided: uneven faces would always be read as a little of them."""
SPEECH_AND_GAZE = ("neutral", "eyeLook", "eyeBlink", "mouthClose", "mouthFunnel", "mouthPucker", "jaw")


def prototype(name: str) -> NDArray[np.float64]:
    """The blendshapes (52,) of an emotion's action units, each at its weight; zero for the neutral face."""
    shape = np.zeros(len(BLENDSHAPES))
    for unit, weight in emotion(name).action_units.items():
        side = {"R": "Right", "L": "Left"}.get(unit[0], "")
        for part in UNITS["AU" + unit[1:] if side else unit]:
            for index, blendshape in enumerate(BLENDSHAPES):
                if blendshape in (part, part + "Left", part + "Right") and blendshape.endswith(side):
                    shape[index] = max(shape[index], weight)
    return shape


def shift_along(name: str, shift: NDArray[np.float64]) -> tuple[float, float]:
    """Cosine of a shift of blendshapes (52,) with an emotion's prototype, and its length along it.

    What speech and gaze move is left out unless the prototype has it. Both are NaN for the neutral face,
    which has no direction of its own.
    """
    wanted = prototype(name)
    judged = np.array([not each.startswith(SPEECH_AND_GAZE) for each in BLENDSHAPES]) | (wanted > 0)
    moved, size = shift[judged], float(np.linalg.norm(wanted))
    length = float(np.linalg.norm(moved))
    if size == 0:
        return float("nan"), float("nan")
    along = float(moved @ wanted[judged]) / size
    return (along / length if length > 1e-9 else 0.0), along / size


@lru_cache(maxsize=4)
def _table(without: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The prototypes (52, K) of the emotions but the neutral one and some others, and their places (K, 2)."""
    rows = [row for row in EMOTIONS if row.action_units and row.name not in without]
    shapes = np.stack([prototype(row.name) for row in rows], axis=1)
    return shapes, np.array([(row.valence, row.arousal) for row in rows])


def valence_arousal(change: NDArray[np.floating[Any]], without: tuple[str, ...] = ()) -> NDArray[np.float64]:
    """Valence and arousal (N, 2) of changes of blendshapes (N, 52) of one person.

    Each change is explained as a mixture of the emotions' prototypes (least squares, no negative share), and
    the reading is the same mixture of their places, kept in the unit disc. `without` leaves emotions out.
    """
    shapes, places = _table(without)
    found = np.array([nnls(shapes, each)[0] @ places for each in change.astype(np.float64)]).reshape(-1, 2)
    return np.asarray(found / np.maximum(1.0, np.linalg.norm(found, axis=1, keepdims=True)), np.float64)
