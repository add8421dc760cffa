"""Who tells the coefficients of a frame in self-reenactment: the frame itself, or decoders of its affect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.estimator import NAMES
from dfm.core.errors import UsageError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.held_out import Halves, Part
from dfm.core.jobs import Job
from dfm.core.motion.decoder import Decoder, PrototypeDecoder

OWN, MEAN, PROTOTYPES = "own", "mean", "prototypes"
WORDS = {
    OWN: "A: coefficients of the frame itself",
    MEAN: "B: mean expression",
    PROTOTYPES: "B: FACS prototypes",
}
"""What each driver is called in tables."""


@dataclass(frozen=True, eq=False)
class Driver:
    """`drive` gives coefficients (N, 30), relative to the face at rest, for the frames of a part; the decoder
    behind it has so many parameters and took so many seconds to train on the clip's first part."""

    name: str
    drive: Callable[[Part], NDArray[np.float32]]
    parameters: int = 0
    seconds: float = 0.0


Maker = Callable[[Halves, int], Job[Driver]]


def drivers_for(names: Sequence[str] | None, halves: Halves, seed: int) -> Job[list[Driver]]:
    """The drivers of these names, or all, made ready for a clip."""
    drivers = []
    for name in checked(names):
        drivers.append((yield from MAKERS[name](halves, seed)))
    return drivers


def checked(names: Sequence[str] | None) -> tuple[str, ...]:
    """The names of the drivers wanted, `own` always among them; UsageError for an unknown one."""
    for name in names or ():
        if name not in MAKERS:
            raise UsageError(f"There is no decoder '{name}'; choose from {', '.join(MAKERS)}.")
    return tuple(name for name in MAKERS if not names or name in names or name == OWN)


def played(decoder: Decoder, part: Part) -> NDArray[np.float32]:
    """What a decoder of labels makes of each frame's place (N, 30): the mean over the frame's emotions."""
    curve = part.places.astype(np.float64)
    each = np.stack([decoder.decode(name, curve) for name in NAMES], axis=1)
    return np.asarray((part.emotions[..., None] * each).sum(axis=1), np.float32)


def _own(halves: Halves, seed: int) -> Job[Driver]:
    yield from ()
    return Driver(OWN, lambda part: part.coefficients)


def _mean(halves: Halves, seed: int) -> Job[Driver]:
    yield from ()
    mean = halves.learned.coefficients.mean(axis=0)
    return Driver(MEAN, lambda part: np.tile(mean, (len(part.places), 1)))


def _prototypes(halves: Halves, seed: int) -> Job[Driver]:
    yield from ()
    decoder = PrototypeDecoder(rooms.face_model())
    return Driver(PROTOTYPES, lambda part: played(decoder, part))


MAKERS: dict[str, Maker] = {OWN: _own, MEAN: _mean, PROTOTYPES: _prototypes}
