"""What the demo's person does besides talking: blinks, raises the brows a little, and moves the head."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]

BLINKS = (0.17, 0.47, 0.81)
"""When the eyes close, as shares of the clip's length."""
CLOSING, SHUT, OPENING = 0.07, 0.06, 0.12
"""Seconds that a blink takes to close, stays shut, and takes to open."""


@dataclass(frozen=True)
class Gestures:
    """One value a frame: lids (1 is shut), brows (1 is raised), and the head's and the camera's movement:
    turn in degrees, shift across and down and growth as shares of the picture."""

    lids: Curve
    brows: Curve
    turn: Curve
    across: Curve
    down: Curve
    growth: Curve
    sway: Curve


def gesture(times: Curve, seconds: int, loudness: Curve, seed: int) -> Gestures:
    """The gestures at `times`, in seconds; the voice's `loudness` (n,) nods along."""
    draw = np.random.default_rng((seed, 2))
    emphasis = _blurred(loudness, times, 0.25)
    return Gestures(
        lids=_lids(times, seconds),
        brows=0.55 * _drift(times, draw, 0.45) + 0.8 * (emphasis - emphasis.mean()),
        turn=1.5 * _drift(times, draw, 0.33),
        across=0.008 * _drift(times, draw, 0.27),
        down=0.005 * _drift(times, draw, 0.5) + 0.012 * (emphasis - emphasis.mean()),
        growth=0.010 * _drift(times, draw, 0.25),
        sway=0.003 * _drift(times, draw, 0.2),
    )


def _lids(times: Curve, seconds: int) -> Curve:
    shut = np.zeros_like(times)
    for share in BLINKS:
        since = times - share * seconds
        falling = _ease(1 + (since + SHUT / 2) / CLOSING)
        rising = _ease((since - SHUT / 2) / OPENING)
        shut = np.maximum(shut, falling * (1 - rising))
    return shut


def _ease(share: Curve) -> Curve:
    """0 below 0, 1 above 1, without a jerk between."""
    inside = np.clip(share, 0, 1)
    return np.asarray(inside * inside * (3 - 2 * inside), np.float64)


def _drift(times: Curve, draw: np.random.Generator, hertz: float) -> Curve:
    """A slow wandering between about -1 and 1."""
    phases = draw.uniform(0, 2 * np.pi, 3)
    waves = [
        np.sin(2 * np.pi * hertz * rate * times + p) for rate, p in zip((1, 1.73, 0.41), phases, strict=True)
    ]
    return np.asarray(0.5 * waves[0] + 0.2 * waves[1] + 0.3 * waves[2], np.float64)


def _blurred(values: Curve, times: Curve, seconds: float) -> Curve:
    """A running mean about every moment, weighted by nearness."""
    near = np.exp(-0.5 * np.square((times[:, None] - times[None]) / seconds))
    return np.asarray(near @ values / near.sum(1), np.float64)
