"""Who tells the coefficients of a frame in self-reenactment: the frame itself, or decoders of its affect.

A person's decoders learn from the clip's first part alone, as `dfm train decoder` learns from whole videos.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.devices import chosen_device
from dfm.core.errors import UsageError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.held_out import Halves, Part
from dfm.core.jobs import Job
from dfm.core.motion.person import Expressions, PersonDecoder
from dfm.core.motion.prior import PrototypeExpressions
from dfm.core.motion.universal import load_universal
from dfm.core.training.person import Settings, Where, learn_person
from dfm.core.training.person_frames import collect
from dfm.core.training.person_looks import look_at
from dfm.core.training.person_loop import Course
from dfm.core.training.person_tracks import Face

OWN, MEAN, PROTOTYPES, UNIVERSAL, PERSON, PAPER = "own", "mean", "prototypes", "universal", "person", "paper"
WORDS = {
    OWN: "A: coefficients of the frame itself",
    MEAN: "B: mean expression",
    PROTOTYPES: "B: FACS prototypes",
    UNIVERSAL: "B: universal decoder",
    PERSON: "B: person's decoder, default",
    PAPER: "B: person's decoder, paper preset",
}
"""What each driver is called in tables."""


@dataclass(frozen=True, eq=False)
class Driver:
    """`drive` gives coefficients (N, 30), relative to the face at rest, for the frames of a part; the decoder
    behind it has so many parameters and took so many epochs and seconds to train on the clip's first part."""

    name: str
    drive: Callable[[Part], NDArray[np.float32]]
    parameters: int = 0
    epochs: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Clip:
    """What a driver may learn from: the analysed clip, its first part of two, a seed, and the epochs of the
    paper's preset (0: its own number)."""

    analysis: Analysis
    halves: Halves
    seed: int
    epochs: int = 0


Maker = Callable[[Clip], Job[Driver]]


def drivers_for(names: Sequence[str] | None, clip: Clip) -> Job[list[Driver]]:
    """The drivers of these names, or all, made ready for a clip."""
    drivers = []
    for name in checked(names):
        drivers.append((yield from MAKERS[name](clip)))
    return drivers


def checked(names: Sequence[str] | None) -> tuple[str, ...]:
    """The names of the drivers wanted, `own` always among them; UsageError for an unknown one."""
    for name in names or ():
        if name not in MAKERS:
            raise UsageError(f"There is no decoder '{name}'; choose from {', '.join(MAKERS)}.")
    return tuple(name for name in MAKERS if not names or name in names or name == OWN)


def _own(clip: Clip) -> Job[Driver]:
    yield from ()
    return Driver(OWN, lambda part: part.coefficients)


def _mean(clip: Clip) -> Job[Driver]:
    yield from ()
    mean = clip.halves.learned.coefficients.mean(axis=0)
    return Driver(MEAN, lambda part: np.tile(mean, (len(part.places), 1)))


def _prototypes(clip: Clip) -> Job[Driver]:
    yield from ()
    return Driver(PROTOTYPES, _told(PrototypeExpressions(rooms.face_model())))


def _universal(clip: Clip) -> Job[Driver]:
    yield from ()
    return Driver(UNIVERSAL, _told(load_universal()))


def _person(clip: Clip) -> Job[Driver]:
    return (yield from _trained(clip, PERSON, Settings("default", clip.seed)))


def _paper(clip: Clip) -> Job[Driver]:
    return (yield from _trained(clip, PAPER, Settings("paper", clip.seed, clip.epochs)))


def _trained(clip: Clip, name: str, settings: Settings) -> Job[Driver]:
    """A decoder that learned from the first part; its coefficients are counted from its own resting face."""
    track, learned = clip.analysis.tracks[0], clip.halves.learned.track
    looks = (yield from look_at(clip.analysis, [track]))[track.number]
    device = chosen_device("auto")
    first = slice(0, len(learned.frames))
    seen = replace(looks, sharpness=looks.sharpness[first], hidden=looks.hidden[first])
    footage = collect([Face(clip.analysis, learned, seen)], rooms.face_model())
    universal, courses, began = load_universal(), dict[str, Course](), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dfm-evaluate-") as folder:
        where = Where(Path(folder) / "checkpoint")
        found = yield from learn_person(footage, universal, settings, where, device, courses=courses)
    seconds, epochs = time.monotonic() - began, len(courses["learn"].losses)
    drive = _told(
        PersonDecoder(found.net, universal, rooms.face_model()), found.resting - clip.halves.resting
    )
    return Driver(name, drive, found.net.parameters, epochs, seconds)


def _told(
    expressions: Expressions, shift: NDArray[np.float32] | float = 0.0
) -> Callable[[Part], NDArray[np.float32]]:
    """Drives by the mean expression at each frame's place under its emotions, and a constant shift (30,)."""
    return lambda part: np.asarray(expressions.mean(part.places, part.emotions) + shift, np.float32)


MAKERS: dict[str, Maker] = {
    OWN: _own,
    MEAN: _mean,
    PROTOTYPES: _prototypes,
    UNIVERSAL: _universal,
    PERSON: _person,
    PAPER: _paper,
}
