"""Pictures of a person's training: where the footage lies in the valence-arousal plane, and the loss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.document.emotions import EMOTIONS
from dfm.core.motion.person import density_of

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

SIDE = 900
_MIDDLE, _RADIUS = SIDE // 2, 350
_HEIGHT, _LEFT, _FOOT = 560, 90, 500
_GROUND, _INK, _FAINT, _WARN = (250, 250, 250), (40, 40, 46), (200, 200, 206), (190, 90, 20)
_POINT: Colour = (8, 20, 60)
_LOW, _HIGH = np.array([222, 233, 250.0]), np.array([22, 60, 150.0])
_CURVES: tuple[Colour, ...] = ((30, 90, 180), (200, 90, 30), (60, 150, 90), (130, 70, 160))
_MOST_POINTS = 4000
_LEAST_SHOWN = 0.25
"""The palest shade stands for so many seconds of footage near a place."""


def scatter(places: NDArray[np.floating], seconds: NDArray[np.floating], thin: Sequence[str],
            title: str) -> Picture:  # fmt: skip
    """The plane with the eight emotions, and footage at places (N, 2) that lasts so many seconds (N,)."""
    picture = np.full((SIDE, SIDE, 3), _GROUND, np.uint8)
    _shade(picture, places, seconds)
    for share in (0.35, 0.6, 0.85, 1.0):
        cv2.circle(picture, (_MIDDLE, _MIDDLE), round(share * _RADIUS), _FAINT, 1, cv2.LINE_AA)
    for ends in (((-1, 0), (1, 0)), ((0, -1), (0, 1))):
        cv2.line(picture, _at(*ends[0]), _at(*ends[1]), _FAINT, 1, cv2.LINE_AA)
    step = max(1, len(places) // _MOST_POINTS)
    for valence, arousal in places[::step]:
        cv2.circle(picture, _at(float(valence), float(arousal)), 1, _POINT, cv2.FILLED, cv2.LINE_AA)
    for row in EMOTIONS:
        _mark(picture, row.valence, row.arousal, row.name, hardly=row.name in thin)
    _write(picture, title, (20, 34), 0.7)
    _write(picture, "valence", (SIDE - 92, _MIDDLE - 8), 0.5)
    _write(picture, "arousal", (_MIDDLE + 8, _MIDDLE - _RADIUS - 10), 0.5)
    missing = f"hardly any footage: {', '.join(thin)}" if thin else "footage near every emotion"
    _write(picture, missing, (20, SIDE - 22), 0.55, _WARN if thin else _INK)
    return picture


def loss_curves(curves: Mapping[str, Sequence[float]], best: int, title: str) -> Picture:
    """Values by epoch, one curve a name; `best` is how many epochs were found to be enough, 0 for none."""
    picture = np.full((_HEIGHT, SIDE, 3), _GROUND, np.uint8)
    shown = {name: np.nan_to_num(np.asarray(values, np.float64)) for name, values in curves.items()}
    every = np.concatenate([np.zeros(0), *shown.values()])
    low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
    scale = _Scale(max((len(values) for values in shown.values()), default=1), low, max(high, low + 1e-6))
    for value in np.linspace(scale.low, scale.high, 5):
        cv2.line(picture, scale.point(1, value), scale.point(scale.epochs, value), _FAINT, 1)
        _write(picture, f"{value:.3g}", (14, scale.point(1, value)[1] + 5), 0.45)
    for number, (name, values) in enumerate(shown.items()):
        colour = _CURVES[number % len(_CURVES)]
        line = [scale.point(epoch, value) for epoch, value in enumerate(values, 1)]
        cv2.polylines(picture, [np.array(line, np.int32).reshape(-1, 1, 2)], False, colour, 2, cv2.LINE_AA)
        _write(picture, name, (_LEFT + 150 * number, 60), 0.5, colour)
    if best:
        top, foot = scale.point(best, scale.high), scale.point(best, scale.low)
        cv2.line(picture, foot, top, _WARN, 1, cv2.LINE_AA)
        _write(picture, f"best: epoch {best}", (min(foot[0] + 6, SIDE - 150), foot[1] - 8), 0.45, _WARN)
    _write(picture, title, (20, 34), 0.65)
    _write(picture, f"epoch 1 to {scale.epochs}", (_LEFT, _FOOT + 34), 0.5)
    return picture


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where values of epochs lie in a picture of curves."""

    epochs: int
    low: float
    high: float

    def point(self, epoch: float, value: float) -> tuple[int, int]:
        across = _LEFT + (SIDE - _LEFT - 40) * (epoch - 1) / max(self.epochs - 1, 1)
        down = _FOOT - (_FOOT - 70) * (value - self.low) / (self.high - self.low)
        return round(across), round(down)


def _shade(picture: Picture, places: NDArray[np.floating], seconds: NDArray[np.floating]) -> None:
    """Colour the disc by how many seconds of footage lie near, on a logarithmic scale."""
    density = density_of(places, np.ones((len(places), 1)), seconds, side=101)[0]
    shown = cv2.resize(density[::-1].copy(), (2 * _RADIUS, 2 * _RADIUS), interpolation=cv2.INTER_CUBIC)
    most = max(float(shown.max()), 2 * _LEAST_SHOWN)
    decades = np.log(np.maximum(shown, 1e-9) / _LEAST_SHOWN) / np.log(most / _LEAST_SHOWN)
    depth = np.clip(decades, 0, 1)[..., None]
    axis = np.linspace(-1, 1, 2 * _RADIUS)
    inside = (np.hypot(axis[None], axis[:, None]) <= 1)[..., None] & (depth > 0)
    part = picture[_MIDDLE - _RADIUS : _MIDDLE + _RADIUS, _MIDDLE - _RADIUS : _MIDDLE + _RADIUS]
    part[:] = np.where(inside, _LOW + depth * (_HIGH - _LOW), part).astype(np.uint8)


def _mark(picture: Picture, valence: float, arousal: float, name: str, *, hardly: bool) -> None:
    """An emotion's place: filled where there is footage, hollow where there is hardly any."""
    at, colour = _at(valence, arousal), _WARN if hardly else _INK
    cv2.circle(picture, at, 7, _GROUND, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(picture, at, 6, colour, 2 if hardly else cv2.FILLED, cv2.LINE_AA)
    size = cv2.getTextSize(name, cv2.FONT_HERSHEY_SIMPLEX, 0.55, 1)[0][0]
    left = at[0] - size - 12 if valence > 0.5 and at[0] + size > SIDE - 30 else at[0] + 12
    cv2.rectangle(picture, (left - 3, at[1] - 11), (left + size + 3, at[1] + 10), _GROUND, cv2.FILLED)
    _write(picture, name, (left, at[1] + 5), 0.55, colour)


def _at(valence: float, arousal: float) -> tuple[int, int]:
    return round(_MIDDLE + _RADIUS * valence), round(_MIDDLE - _RADIUS * arousal)


def _write(picture: Picture, text: str, at: tuple[int, int], size: float, colour: Colour = _INK) -> None:
    plain = text.encode("ascii", "replace").decode("ascii")
    cv2.putText(picture, plain, at, cv2.FONT_HERSHEY_SIMPLEX, size, _GROUND, 4, cv2.LINE_AA)
    cv2.putText(picture, plain, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 1, cv2.LINE_AA)
