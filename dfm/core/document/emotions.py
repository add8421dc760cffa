"""The one table of emotions: a row makes the command line's label, the region in the
valence-arousal plane, the palette's colour and key, and the project file's word.

It says where an emotion lies and which muscles show it; it does not know how a face is moved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import hypot
from types import MappingProxyType

from dfm.core.errors import UsageError

REGION_RADIUS = 0.1
"""Radius of the disc around an emotion's place from which valence and arousal are drawn."""


@dataclass(frozen=True, slots=True)
class Emotion:
    """An emotion: its words, its place at full strength, its look on screen and its muscles.

    Valence and arousal span a unit disc around the neutral face. `action_units` weighs the units of the
    Facial Action Coding System in 0..1; `R12` is unit 12 on the person's right side alone.
    """

    name: str
    adjectives: tuple[str, ...]
    valence: float
    arousal: float
    colour: str
    key: str
    action_units: Mapping[str, float] = field(hash=False)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word by which the user may call the emotion, its name first."""
        return (self.name, *self.adjectives)


@dataclass(frozen=True, slots=True)
class Region:
    """A disc in the valence-arousal plane."""

    valence: float
    arousal: float
    radius: float


def _units(**weights: float) -> Mapping[str, float]:
    """Freeze the action units of one row."""
    return MappingProxyType(weights)


# Places: the circumplex figure of EmoNet. Units: the FACS prototypes; the optional ones weigh half.
EMOTIONS: tuple[Emotion, ...] = (
    Emotion("neutral", (), 0.0, 0.0, "#8B8D98", "1", _units()),
    Emotion("happy", (), 0.85, 0.22, "#F2B705", "2", _units(AU6=1.0, AU12=1.0)),
    Emotion(
        "surprise", ("surprised",), 0.29, 0.86, "#F28C28", "3", _units(AU1=1.0, AU2=1.0, AU5=1.0, AU26=1.0)
    ),
    Emotion(
        "fear",
        ("fearful",),
        -0.19,
        0.86,
        "#7A5CFA",
        "4",
        _units(AU1=1.0, AU2=1.0, AU4=1.0, AU5=1.0, AU7=1.0, AU20=1.0, AU26=1.0),
    ),
    Emotion(
        "anger",
        ("angry",),
        -0.42,
        0.70,
        "#E5484D",
        "5",
        _units(AU4=1.0, AU5=1.0, AU7=1.0, AU23=1.0, AU24=0.5),
    ),
    Emotion(
        "disgust",
        ("disgusted",),
        -0.94,
        0.33,
        "#4CA154",
        "6",
        _units(AU9=1.0, AU15=1.0, AU16=1.0, AU10=0.5),
    ),
    Emotion("contempt", ("contemptuous",), -0.83, 0.55, "#A0763B", "7", _units(R12=1.0, R14=1.0)),
    Emotion("sad", (), -0.83, -0.38, "#3E8EDE", "8", _units(AU1=1.0, AU4=1.0, AU15=1.0, AU17=0.5)),
)

INTENSITIES: Mapping[str, float] = MappingProxyType({"low": 0.35, "medium": 0.6, "high": 0.85})
"""How far along the way from the neutral face to the emotion's place each word goes."""

_BY_WORD = {word: row for row in EMOTIONS for word in row.words}


def emotion(name: str) -> Emotion:
    """Find an emotion by its name or adjective, in any case of letters."""
    found = _BY_WORD.get(name.strip().lower())
    if found is None:
        names = [row.name for row in EMOTIONS]
        raise UsageError(f"The emotion '{name}' is unknown; {suggest(name, _BY_WORD, names)}")
    return found


def suggest(word: str, known: Iterable[str], choices: Iterable[str]) -> str:
    """End a sentence with the known word nearest to `word`, or with all choices where none is near."""
    near = get_close_matches(word.strip().lower(), known, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"choose from {', '.join(choices)}."


def region(row: Emotion, intensity: float) -> Region:
    """Place an emotion of an intensity in 0..1 in the valence-arousal plane.

    Below low intensity the disc shrinks, so that no intensity is exactly the neutral face.
    """
    if row.valence == row.arousal == 0:
        return Region(0.0, 0.0, 0.0)
    radius = REGION_RADIUS * min(1.0, intensity / INTENSITIES["low"])
    return Region(row.valence * intensity, row.arousal * intensity, radius)


def region_around(valence: float, arousal: float) -> Region:
    """The disc around a place that the user chose; it shrinks near the neutral face, as every region does."""
    radius = REGION_RADIUS * min(1.0, hypot(valence, arousal) / INTENSITIES["low"])
    return Region(valence, arousal, radius)


def nearest_emotion(valence: float, arousal: float) -> Emotion:
    """Find the emotion whose direction is nearest to a place's; the origin itself is neutral."""
    if valence == arousal == 0:
        return emotion("neutral")
    felt = [row for row in EMOTIONS if row.valence or row.arousal]
    return max(felt, key=lambda row: _along(row, valence, arousal) / hypot(row.valence, row.arousal))


def strength_towards(row: Emotion, valence: float, arousal: float) -> float:
    """How far along the way to an emotion a place lies: 0 at right angles, 1 beside the emotion."""
    square = row.valence**2 + row.arousal**2
    return _along(row, valence, arousal) / square if square else 0.0


def inside_disc(valence: float, arousal: float) -> tuple[float, float]:
    """The point of the unit disc that is nearest to a place."""
    far = max(1.0, hypot(valence, arousal))
    return valence / far, arousal / far


def _along(row: Emotion, valence: float, arousal: float) -> float:
    """The scalar product of an emotion's place and another one."""
    return row.valence * valence + row.arousal * arousal
