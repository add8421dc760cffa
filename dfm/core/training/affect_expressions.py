"""Other ways to play an emotion than its one prototype, after the Facial Action Coding System's variants.

Anger shouts as well as it presses the lips together; disgust may raise the lip and leave the nose alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

Way = Mapping[str, float]

VARIANTS: Mapping[str, tuple[Way, ...]] = MappingProxyType(
    {
        "happy": (
            {"AU12": 1.0},
            {"AU6": 1.0, "AU12": 1.0, "AU10": 0.5, "AU26": 0.5},
        ),
        "surprise": (
            {"AU1": 1.0, "AU2": 1.0, "AU5": 1.0},
            {"AU1": 1.0, "AU2": 1.0, "AU26": 1.0},
        ),
        "fear": (
            {"AU1": 1.0, "AU2": 1.0, "AU4": 1.0, "AU5": 1.0},
            {"AU1": 1.0, "AU2": 1.0, "AU4": 1.0, "AU5": 1.0, "AU20": 1.0, "AU16": 0.5},
        ),
        "anger": (
            {"AU4": 1.0, "AU5": 1.0, "AU7": 1.0, "AU10": 0.5, "AU16": 0.5, "AU26": 0.5},
            {"AU4": 1.0, "AU7": 1.0, "AU16": 0.5},
            {"AU4": 1.0, "AU7": 1.0, "AU17": 1.0, "AU24": 1.0},
        ),
        "disgust": (
            {"AU9": 1.0, "AU17": 1.0},
            {"AU10": 1.0, "AU17": 1.0},
            {"AU9": 1.0, "AU10": 1.0, "AU16": 1.0, "AU26": 0.5},
        ),
        "sad": (
            {"AU1": 1.0, "AU4": 0.5, "AU15": 1.0},
            {"AU6": 0.5, "AU15": 1.0, "AU17": 1.0},
            {"AU1": 1.0, "AU4": 1.0, "AU17": 1.0},
        ),
    }
)
"""By emotion: action units with their weights."""
