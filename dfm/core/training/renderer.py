"""`dfm train renderer`: learn the net of the `trained` renderer from the video that it is to draw, and
`dfm train renderer-base`: from the clips of many people, as a beginning for such a training."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from dfm.core.analyze import Analysis, analyze
from dfm.core.devices import chosen_device
from dfm.core.errors import InputError, UsageError
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.render.trained_file import SUFFIX, Facts, load_renderer, save_renderer
from dfm.core.training.dataset import clip_rows
from dfm.core.training.ranks import Ranks, ranks_of
from dfm.core.training.renderer_learner import Recipe
from dfm.core.training.renderer_loop import MEASURED_EVERY, Learned, Plan, learn
from dfm.core.training.renderer_store import MOST_BYTES, TRAIN_SHARE, Crops, collect
from dfm.core.training.resuming import checkpoint_of, key_of
from dfm.models.head2head import SIZES
from dfm.models.head2head_judges import JudgesConfig

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
}
"""What can be left out, to learn what it is worth: a picture that the net sees, judges, or parts of the
objective."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How to train: minutes, steps at most (0: as many as fit), device, seed, the checkpoint's use, what to
    start from, the size by name (None: by the device) or as a recipe, and which PARTS to leave out."""

    minutes: float
    device: str = "auto"
    seed: int = 0
    resume: bool = False
    base: Path | None = None
    size: str | Recipe | None = None
    steps: int = 0
    measured_every: int = MEASURED_EVERY
    without: tuple[str, ...] = ()

    def recipe(self, device: str) -> Recipe:
        """What to learn on a device."""
        found = self._whole(device)
        for part in self.without:
            if part not in PARTS:
                raise UsageError(f"There is no part '{part}' to leave out; choose from {', '.join(PARTS)}.")
            found = PARTS[part](found)
        return found

    def _whole(self, device: str) -> Recipe:
        """The recipe with all of its parts."""
        size = self.size or ("base" if device == "cuda" else "small")
        if isinstance(size, Recipe):
            return size
        if size not in RECIPES:
            raise UsageError(f"There is no size '{size}'; choose from {', '.join(RECIPES)}.")
        return RECIPES[size]


def train(video: Path, out: Path, wish: Wish, face: int = 1) -> Job[Learned]:
    """Learn a face of a video and write NAME.dfmrenderer, with the course of the training beside it."""
    check_name(out)
    recipe = wish.recipe(chosen_device(wish.device))
    analysis = yield from analyze(video)
    name = content_id(video)

    def gather(device: str) -> Job[list[Crops]]:
        crops = yield from collect(analysis, face, recipe.config.size, device=device)
        return [crops]

    told = Facts(name, video.name, face, {"share": TRAIN_SHARE})
    return (yield from _train(out, wish, recipe, gather, told, key_of(name, face)))


def train_first_part(analysis: Analysis, out: Path, wish: Wish, share: float = TRAIN_SHARE) -> Job[Learned]:
    """Learn the main face of an analysed video from its first part, for an evaluation."""
    recipe = wish.recipe(chosen_device(wish.device))
    name = content_id(analysis.media.path)

    def gather(device: str) -> Job[list[Crops]]:
        crops = yield from collect(analysis, 1, recipe.config.size, share, device)
        return [crops]

    told = Facts(name, analysis.media.path.name, 1, {"share": share})
    return (yield from _train(out, wish, recipe, gather, told, f"{name[:32]}-first"))


def train_base(clips: Path, out: Path, wish: Wish) -> Job[Learned]:
    """Learn from the main person of every clip marked `train`."""
    check_name(out)
    recipe = wish.recipe(chosen_device(wish.device))
    rows = clip_rows(clips, "train")

    def gather(device: str) -> Job[list[Crops]]:
        people = []
        for done, row in enumerate(rows):
            yield Progress("gather people", done, len(rows), "clips")
            try:
                analysis = yield from analyze(row.path)
                people.append(
                    (yield from collect(analysis, 1, recipe.config.size, device=device,
                                        most_bytes=MOST_BYTES // 16, kept=len(rows)))
                )  # fmt: skip
            except InputError:
                continue
        if not people:
            raise InputError(f"{clips} shows nobody for long enough: add longer clips.")
        return people

    return (yield from _train(out, wish, recipe, gather, Facts(), "base"))


def check_name(out: Path) -> None:
    """Refuse a name that would not be known again."""
    if out.suffix != SUFFIX:
        raise UsageError(f"{out} should end in {SUFFIX}: choose such a name.")


def _train(
    out: Path,
    wish: Wish,
    recipe: Recipe,
    gather: Callable[[str], Job[list[Crops]]],
    told: Facts,
    key: str,
) -> Job[Learned]:
    """Gather people, train, and write the file; of several processes the first writes it."""
    base = None if wish.base is None else load_renderer(wish.base)[0]
    with ranks_of(chosen_device(wish.device)) as (ranks, device):
        people = yield from _in_turn(ranks, gather, device.type)
        checkpoint = checkpoint_of(key, recipe.config.size, wish.seed, wish.without)
        plan = Plan(
            wish.minutes, checkpoint, out, recipe, wish.seed, wish.resume, wish.steps, wish.measured_every
        )
        learned = yield from learn(people, plan, device, base, ranks)
        if ranks.first:
            facts = Facts(told.video, told.name, told.face, told.noted | _noted(learned, wish, people))
            save_renderer(learned.net, facts, out)
    return learned


def _in_turn(ranks: Ranks, gather: Callable[[str], Job[list[Crops]]], device: str) -> Job[list[Crops]]:
    """The first process makes the squares, the others then find them."""
    if not ranks.first:
        ranks.wait()
    people = yield from gather(device)
    if ranks.first:
        ranks.wait()
    return people


def _noted(learned: Learned, wish: Wish, people: list[Crops]) -> dict[str, Any]:
    """What a file says of its training."""
    return {
        "people": len(people),
        "frames": sum(len(crops.learned) for crops in people),
        "steps": learned.steps,
        "seconds": round(learned.seconds, 1),
        "flat": learned.flat,
        "seed": wish.seed,
        "base": wish.base is not None,
        "without": list(wish.without),
        "held_out": asdict(learned.score),
        "torch": torch.__version__,
    }
