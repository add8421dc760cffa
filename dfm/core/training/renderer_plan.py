"""How long a renderer learns: until the time or the steps are used up, or until nothing more is gained."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dfm.core.training.renderer_recipe import Recipe

MEASURED_EVERY = 100
LEAST_GAIN = 0.005
"""A measurement gains something where it lies such a share below what gained last."""
FEWEST, LONGER = 6, 0.5
"""A curve is flat after so many measurements without a gain, and after such a share of those that the last
gain took: who learns slowly is waited for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, from which seed, where the checkpoint lies, whether to go on from it, and `beside`
    which file pictures of the course are written.

    With `steps` exactly so many are taken if the minutes allow, and the last average is kept. Without, where
    it is `watched`, the frames held out end it and say which average is kept."""

    minutes: float
    checkpoint: Path
    beside: Path
    recipe: Recipe = field(default_factory=Recipe)
    seed: int = 0
    resume: bool = False
    steps: int = 0
    measured_every: int = MEASURED_EVERY
    watched: bool = True

    @property
    def chooses(self) -> bool:
        """Whether the frames held out end it."""
        return self.watched and not self.steps

    def over(self, steps: int, seconds: float, curves: Sequence[Sequence[float]]) -> bool:
        """Whether the time or the steps are used up, or the curves of distances are flat."""
        used = seconds >= 60 * self.minutes or bool(self.steps and steps >= self.steps)
        return used or (self.chooses and is_flat(curves))


def is_flat(curves: Sequence[Sequence[float]]) -> bool:
    """Whether none of these curves, measured together, has gained anything for long.

    What is drawn from the mesh alone is one of them: at first it is behind `reference`, nothing is taken of
    it, and the other curve does not move while the net learns most."""
    last = max(_last_gain(curve) for curve in curves)
    return len(curves[0]) - last >= max(FEWEST, LONGER * last)


def _last_gain(curve: Sequence[float]) -> int:
    """The number of the measurement that gained something last, counted from 1; 0 where there is none."""
    found, lowest = 0, float("inf")
    for number, value in enumerate(curve, 1):
        if value < (1 - LEAST_GAIN) * lowest:
            found, lowest = number, value
    return found
