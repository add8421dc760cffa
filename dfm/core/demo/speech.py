"""What the demo's person says: syllables drawn at random, and from them how the mouth moves and sounds.

Times are exact seconds; the curves made of them are functions of arrays of seconds, for frames and for
sound samples alike, so that lips and voice cannot fall apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vowel:
    """How far the mouth opens (0..1), how round (1) or spread (-1) it is, and its three formants in Hz."""

    opening: float
    rounding: float
    formants: tuple[float, float, float]


VOWELS: Mapping[str, Vowel] = {
    "a": Vowel(1.0, 0.0, (850, 1400, 2700)),
    "e": Vowel(0.6, -0.4, (560, 2100, 2800)),
    "i": Vowel(0.35, -0.7, (330, 2600, 3200)),
    "o": Vowel(0.7, 0.75, (520, 950, 2650)),
    "u": Vowel(0.38, 1.0, (360, 850, 2500)),
}
OFTEN = (0.3, 0.25, 0.15, 0.2, 0.1)
"""How often each vowel is drawn."""
ONSETS: Mapping[str, float] = {"m": 0.0, "b": 0.0, "p": 0.0, "d": 0.12, "s": 0.1, "l": 0.2}
"""How open the lips are in each consonant; 0 is a full closure."""
VOICED = "mbdl"
PHRASES = (6, 5, 7)
"""Syllables between two pauses."""
PAUSE = Fraction(1, 3)
SHORTEST, STEP = Fraction(10, 60), Fraction(1, 60)
FIRST = Fraction(1, 4)
LEAD = 0.055
"""Seconds in which the resting mouth takes up a consonant, or comes to rest after a vowel."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """A consonant and a vowel; `end` is where the next syllable or a pause begins."""

    start: Fraction
    end: Fraction
    onset: str
    vowel: str


@dataclass(frozen=True)
class Speech:
    """Syllables in order, and over time: lips' opening (0..1), rounding (-1..1), loudness, three formants."""

    syllables: tuple[Syllable, ...]
    opening: PchipInterpolator
    rounding: PchipInterpolator
    loudness: PchipInterpolator
    formants: PchipInterpolator


def speak(seconds: int, seed: int) -> Speech:
    """Talk for so many seconds; the same seed says the same."""
    syllables = _syllables(Fraction(seconds), np.random.default_rng((seed, 1)))
    keys: list[tuple[float, ...]] = [(-1.0, *_REST), (float(seconds) + 1, *_REST)]
    for before, each, after in zip((None, *syllables), syllables, (*syllables[1:], None), strict=False):
        if before is None or before.end < each.start:
            keys.append((float(each.start) - LEAD, *_REST))
        keys += _keys(each)
        if after is None or each.end < after.start:
            keys.append((float(each.end) + LEAD, *_REST))
    table = np.array(sorted(keys))
    times = table[:, 0]
    opening, rounding, loudness = (PchipInterpolator(times, table[:, column]) for column in (1, 2, 3))
    return Speech(syllables, opening, rounding, loudness, PchipInterpolator(times, table[:, 4:7]))


_REST = (0.0, 0.0, 0.0, 500.0, 1500.0, 2500.0)


def _syllables(end: Fraction, draw: np.random.Generator) -> tuple[Syllable, ...]:
    out: list[Syllable] = []
    now, said, phrase = FIRST, 0, 0
    while True:
        length = SHORTEST + int(draw.integers(0, 6)) * STEP
        onset = str(draw.choice(list(ONSETS)))
        vowel = str(draw.choice(list(VOWELS), p=OFTEN))
        if now + length > end - FIRST:
            return tuple(out)
        out.append(Syllable(now, now + length, onset, vowel))
        now, said = now + length, said + 1
        if said == PHRASES[phrase % len(PHRASES)]:
            now, said, phrase = now + PAUSE, 0, phrase + 1


def _keys(syllable: Syllable) -> list[tuple[float, ...]]:
    """Time, opening, rounding, loudness and formants at the consonant, the vowel and the way out."""
    vowel, lips = VOWELS[syllable.vowel], ONSETS[syllable.onset]
    start, length = float(syllable.start), float(syllable.end - syllable.start)
    murmur = 0.22 if syllable.onset in VOICED else 0.0
    shaped = (0.5 * vowel.rounding, murmur, *(0.8 * np.array(vowel.formants) + 60))
    spoken = (vowel.rounding, 0.35 + 0.65 * vowel.opening, *vowel.formants)
    leaving = (0.6 * vowel.rounding, 0.3, *vowel.formants)
    return [
        (start, lips, *shaped),
        (start + 0.04, lips, *shaped),
        (start + 0.5 * length, vowel.opening, *spoken),
        (start + 0.62 * length, vowel.opening, *spoken),
        (start + 0.92 * length, 0.5 * vowel.opening + 0.5 * lips, *leaving),
    ]
