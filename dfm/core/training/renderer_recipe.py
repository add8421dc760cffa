"""What the training of a renderer asks for: the net and its judges by size, the objective, and what of all
that can be left out to learn its worth."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from dfm.models.gan_losses import Game
from dfm.models.head2head import SIZES, Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig


@dataclass(frozen=True, slots=True)
class Objective:
    """What each part counts, over the difference of colours (0..1): of the picture, of what was generated of
    each of the three frames, of features, of passing as filmed, and of the judges' features."""

    colour: float = 20.0
    generated: float = 10.0
    perceptual: float = 4.0
    adversarial: float = 0.1
    matching: float = 1.0
    game: Game = Game.HINGE


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is learned and how: the net, its judges, the objective, runs of three frames a step, and whether
    the texture begins as the mean colours of who is learned."""

    config: Head2HeadConfig = field(default_factory=Head2HeadConfig)
    judges: JudgesConfig = field(default_factory=JudgesConfig)
    objective: Objective = field(default_factory=Objective)
    runs: int = 1
    colours: bool = True


RECIPES = {
    "small": Recipe(SIZES["small"]),
    "base": Recipe(SIZES["base"], JudgesConfig(48), runs=2),
    "large": Recipe(SIZES["large"], JudgesConfig(48, scales=3), runs=1),
}
"""What `--size` chooses: `small` for processors, `base` for graphics cards, `large` for large faces there."""

PARTS: dict[str, Callable[[Recipe], Recipe]] = {
    "reference": lambda recipe: replace(recipe, config=replace(recipe.config, reference=False)),
    "mouth": lambda recipe: replace(recipe, judges=replace(recipe.judges, mouth=False)),
    "motion": lambda recipe: replace(recipe, judges=replace(recipe.judges, motion=False)),
    "perceptual": lambda recipe: replace(recipe, objective=replace(recipe.objective, perceptual=0)),
    "adversarial": lambda recipe: replace(recipe, objective=replace(recipe.objective, adversarial=0)),
    "colours": lambda recipe: replace(recipe, colours=False),
}
"""What can be left out, to learn what it is worth: a picture that the net sees, judges, parts of the
objective, or mean colours to begin with."""
