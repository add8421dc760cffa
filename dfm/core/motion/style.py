"""The style of a face that was seen elsewhere: its coefficients without its gaze, blinks and speech.

What a landmark model reads from a face at rest is taken off, so that the rows are relative to neutral. It
knows arrays alone, not where they were taken from, nor how they are played.
"""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from dfm.core.affect.observed import RESTING_SHARE
from dfm.core.document.regions import NAMES
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.motion.action_units import lip_parting, with_lip_gap
from dfm.core.motion.blend import SMOOTHING_HERTZ, smooth
from dfm.core.motion.regions import region_maps

RESTING = {"eyeSquintLeft": 0.32, "eyeSquintRight": 0.21, "browOuterUpLeft": 0.06, "browOuterUpRight": 0.04}
"""What the landmark model reads from faces at rest: medians over real clips; 0 where absent."""
OWN_RESTING = 0.1
"""How far a person's own resting face may lie above that; what is more is an expression worn all the time."""
NOT_TAKEN = ("eyeLook", "eyeBlink")
"""Where somebody looks and when they blink is no expression."""
BLINK_SECONDS = 0.6
MOUTH_HERTZ = 1.0
"""Faster motion of the mouth is speech."""

Shape = NDArray[np.floating[Any]]


def resting_face(blendshapes: Shape | None = None) -> NDArray[np.float32]:
    """Blendshapes (52,) of a face at rest: anybody's, or that of the person of many frames (N, 52)."""
    anybody = np.array([RESTING.get(name, 0.0) for name in BLENDSHAPES], np.float32)
    if blendshapes is None:
        return anybody
    own = np.percentile(blendshapes, RESTING_SHARE, axis=0)
    return np.asarray(np.minimum(own, anybody + OWN_RESTING), np.float32)


def expression_of(model: FaceModel, blendshapes: Shape, resting: Shape) -> NDArray[np.float32]:
    """Coefficients (..., 30) that blendshapes (..., 52) amount to, relative to those at rest."""
    return model.coefficients_of_blendshapes(_shown(blendshapes - resting))


def without_gaze(
    model: FaceModel, expression: Shape, blendshapes: Shape, resting: Shape
) -> NDArray[np.float32]:
    """Coefficients (..., 30) fitted to a face, relative to rest, without what gaze and blinks moved of it."""
    change = np.asarray(blendshapes - resting, np.float32)
    off = blendshapes - _shown(change)
    return np.asarray(expression - model.coefficients_of_blendshapes(np.asarray(off, np.float32)), np.float32)


def style_of(model: FaceModel, expression: Shape, rate: Fraction) -> NDArray[np.float32]:
    """What remains of coefficients (N, 30) at a rate when blinks and speech are smoothed away.

    The lips stay parted as they were on the average, whatever they said.
    """
    parts = dict(zip(NAMES, np.asarray(expression, np.float32) @ region_maps(model), strict=True))
    blink = 2 * int(rate * Fraction(BLINK_SECONDS) / 2) + 1
    steady = median_filter(parts["eyes"], size=(min(blink, len(expression)), 1), mode="nearest")
    hertz = min(MOUTH_HERTZ, float(rate) / 4)
    mouth = smooth(parts["mouth"], rate, hertz)
    course = np.asarray(smooth(parts["brows"] + steady, rate, SMOOTHING_HERTZ) + mouth, np.float32)
    return with_lip_gap(model, course, float((course @ lip_parting(model)).mean()))


def _shown(change: Shape) -> NDArray[np.float32]:
    """A change of blendshapes without those that are no expression."""
    taken = np.array([not name.startswith(NOT_TAKEN) for name in BLENDSHAPES])
    return np.asarray(change * taken, np.float32)
