"""Expression decoders: from an emotion's label and a valence-arousal curve to face-model coefficients.

The decoder of prototypes needs no training: it plays the label's FACS prototype with the strength that the
curve has along the emotion's direction, and lets the rest of the curve colour it. The decoder for anybody
(`universal`) has learned from it. It knows nothing of frames, pixels or of what the person does besides.
"""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.faces.model import FaceModel
from dfm.core.motion.action_units import coefficients_of

PLEASANT = {"AU12": 0.35, "AU6": 0.2, "AU4": -0.15, "AU15": -0.2}
"""What more valence adds, by units a step of 1 in the plane."""
STRENGTH = 1.6
"""Prototype units that full intensity plays: what a person reads as strong on a talking face."""
AWAKE = {"AU5": 0.5, "AU2": 0.2, "AU26": 0.1}
"""What more arousal adds."""

Seconds = NDArray[np.float64]


class Decoder(Protocol):
    """What turns valence and arousal into expressions."""

    def decode(
        self, label: str, curve: NDArray[np.float64], seconds: Seconds | None = None, seed: int = 0
    ) -> NDArray[np.float32]:
        """Coefficients (n, 30) relative to neutral for a curve (n, 2) of valence and arousal.

        `seconds` (n,) count from the edit's origin, so that trimming it changes nothing of its other frames;
        another `seed` is another take. Without seconds it is the mean expression, without life.
        """
        ...


class PrototypeDecoder:
    """FACS prototypes (Ekman and Friesen) in the face model's coefficients, for any person.

    `played` weighs an emotion's action units otherwise than the table of emotions does.
    """

    def __init__(self, model: FaceModel, played: Mapping[str, Mapping[str, float]] | None = None) -> None:
        units = {row.name: row.action_units for row in EMOTIONS} | dict(played or {})
        self._prototypes = {name: coefficients_of(model, each) for name, each in units.items()}
        self._pleasant = coefficients_of(model, PLEASANT)
        self._awake = coefficients_of(model, AWAKE)

    def decode(
        self, label: str, curve: NDArray[np.float64], seconds: Seconds | None = None, seed: int = 0
    ) -> NDArray[np.float32]:
        """Strength along the label's direction plays its prototype; what remains of the curve tints it.

        The label of a custom place is the emotion in the nearest direction, so that beyond every label's
        reach a weak prototype is left, and the tint of a place like none of them. It is always the mean one.
        """
        row = emotion(label)
        place = np.array([row.valence, row.arousal])
        strength = np.clip(curve @ place / (float(place @ place) or 1.0), 0.0, 1.1)
        rest = curve - strength[:, None] * place
        tint = np.outer(rest[:, 0], self._pleasant) + np.outer(rest[:, 1], self._awake)
        return np.asarray(np.outer(STRENGTH * strength, self._prototypes[row.name]) + tint, np.float32)
