"""The voice of the demo: harmonics under the formants of each vowel, and a breath of noise in consonants."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.demo.speech import Curve, Speech

SAMPLE_RATE = 48000
PITCH = 195.0
HARMONICS = 22
WIDTHS = (110.0, 140.0, 220.0)
STRENGTHS = (1.0, 0.55, 0.22)
LOUDEST = 0.35
ROOM = 0.0012
CONTROL_STEP = 240
"""Samples between two moments at which the curves are looked up."""


def soundtrack(speech: Speech, seconds: int, seed: int) -> NDArray[np.float32]:
    """The voice (samples,) in -1..1 at `SAMPLE_RATE`."""
    samples = np.arange(seconds * SAMPLE_RATE)
    moments = np.arange(0, len(samples) + CONTROL_STEP, CONTROL_STEP)
    times = moments / SAMPLE_RATE
    draw = np.random.default_rng((seed, 3))
    pitch = _pitch(times)
    phase = np.cumsum(2 * np.pi * np.interp(samples, moments, pitch) / SAMPLE_RATE)
    formants = speech.formants(times)
    voice = np.zeros(len(samples))
    for number in range(1, HARMONICS + 1):
        strength = _envelope(number * pitch, formants) / number**0.4
        voice += np.interp(samples, moments, strength) * np.sin(number * phase)
    voice *= np.interp(samples, moments, np.clip(speech.loudness(times), 0, None)) ** 1.2
    voice *= LOUDEST / max(float(np.abs(voice).max()), 1e-9)
    return np.asarray(voice + _noise(speech, samples, draw), np.float32)


def _pitch(times: Curve) -> Curve:
    """A lively intonation about the pitch of the voice, in Hz."""
    return np.asarray(PITCH * (1 + 0.07 * np.sin(2.3 * times) + 0.04 * np.sin(6.1 * times + 1)), np.float64)


def _envelope(frequency: Curve, formants: Curve) -> Curve:
    """How strongly the vocal tract lets frequencies (n,) through, given three formants (n, 3)."""
    out = np.zeros_like(frequency)
    for column, (width, strength) in enumerate(zip(WIDTHS, STRENGTHS, strict=True)):
        out += strength / (1 + np.square((frequency - formants[:, column]) / width))
    return out


def _noise(speech: Speech, samples: NDArray[np.int64], draw: np.random.Generator) -> Curve:
    """The quiet room, a hiss in each s, and a puff at each p and d."""
    hiss = draw.normal(0, 1, len(samples) + 1)
    loudness = np.full(len(samples), ROOM)
    for syllable in speech.syllables:
        if syllable.onset in "spd":
            length = 0.07 if syllable.onset == "s" else 0.025
            middle = float(syllable.start) + 0.04
            near = (samples / SAMPLE_RATE - middle) / length
            loudness += (0.035 if syllable.onset == "s" else 0.05) * np.exp(-2 * near * near)
    return np.asarray(np.diff(hiss) * loudness, np.float64)
