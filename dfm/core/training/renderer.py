"""`dfm train renderer`: learn the net of the `trained` renderer from the video that it is to draw, and
`dfm train renderer-base`: from the clips of many people, as a beginning for such a training."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from dfm.core import places, weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.devices import chosen_device
from dfm.core.errors import InputError, MissingWeights, UsageError
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.render.trained_file import SUFFIX, Facts, load_renderer, save_renderer
from dfm.core.training.cards import write_card
from dfm.core.training.dataset import clip_rows
from dfm.core.training.ranks import Ranks, is_first, ranks_of
from dfm.core.training.renderer_card import base_card
from dfm.core.training.renderer_loop import Learned, learn
from dfm.core.training.renderer_plan import MEASURED_EVERY, Plan
from dfm.core.training.renderer_recipe import PARTS, RECIPES, Recipe
from dfm.core.training.renderer_start import fits
from dfm.core.training.renderer_store import CHOOSING_SHARE, MOST_BYTES, TRAIN_SHARE, Crops, collect
from dfm.core.training.resuming import checkpoint_of, key_of
from dfm.models.head2head import Head2Head

BASE = "renderer_base"
"""The row of the weights table of the base that is shipped."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How to train: minutes, steps (0: until nothing is gained), device, seed, the checkpoint's use, what to
    start from, the size by name (None: by the device) or as a recipe, and which PARTS to leave out.

    Where no `base` is named the `shipped` one is where it is of this size, unless it is not wanted."""

    minutes: float
    device: str = "auto"
    seed: int = 0
    resume: bool = False
    base: Path | None = None
    size: str | Recipe | None = None
    steps: int = 0
    measured_every: int = MEASURED_EVERY
    without: tuple[str, ...] = ()
    shipped: bool = True

    def start(self, recipe: Recipe) -> Head2Head | None:
        """The net to start from; None for none."""
        if self.base is not None:
            return load_renderer(self.base)[0]
        if not self.shipped:
            return None
        try:
            net = load_renderer(weights.find(BASE))[0]
        except MissingWeights:
            return None
        return net if fits(net, recipe.config) else None

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


def train_first_part(
    analysis: Analysis, out: Path, wish: Wish, share: float = TRAIN_SHARE, key: str = "first"
) -> Job[Learned]:
    """Learn the main face of an analysed video from its first part, for an evaluation; trainings that are to
    go on by themselves have different keys.

    Without a number of steps the end of that part says when to end and which average to keep; with one, the
    frames after it are drawn for the journal alone."""
    part = (share, 1.0) if wish.steps else (share - CHOOSING_SHARE, share)
    recipe = wish.recipe(chosen_device(wish.device))
    name = content_id(analysis.media.path)

    def gather(device: str) -> Job[list[Crops]]:
        crops = yield from collect(analysis, 1, recipe.config.size, part[0], device, until=part[1])
        return [crops]

    told = Facts(name, analysis.media.path.name, 1, {"share": part[0]})
    return (yield from _train(out, wish, recipe, gather, told, f"{name[:32]}-{key}"))


def forget(video: Path, key: str) -> None:
    """Remove the checkpoints of `train_first_part` with this key, since they are of no more use."""
    for each in (places.cache_folder() / "training").glob(
        f"renderer-{content_id(video)[:32]}-{key}-*.checkpoint"
    ):
        each.unlink(missing_ok=True)


def train_base(clips: Path, out: Path, wish: Wish) -> Job[Learned]:
    """Learn from the main person of every clip marked `train`; a card lies beside the file, and in a folder
    of the program's resources it is entered in the table of weights.

    No curve ends it: of so many people what is drawn is hardly ahead of `reference` at any time."""
    check_name(out)
    recipe = wish.recipe(chosen_device(wish.device))
    rows = clip_rows(clips, "train")
    seen: list[str] = []

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
                seen.append(row.path.name)
            except InputError:
                continue
        if not people:
            raise InputError(f"{clips} shows nobody for long enough: add longer clips.")
        return people

    learned = yield from _train(
        out, replace(wish, shipped=False), recipe, gather, Facts(), "base", watched=False
    )
    if is_first():
        _ship(out, seen, asked=wish.steps)
    return learned


def _ship(out: Path, clips: list[str], asked: int) -> None:
    """Write the card of a base, and enter it where a table of weights lies beside it."""
    write_card(out.with_suffix(".md"), base_card(*load_renderer(out), clips, asked))
    if (out.parent / weights.SHIPPED_TABLE).exists():
        weights.record(out, BASE, "trained by dfm train renderer-base")


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
    *,
    watched: bool = True,
) -> Job[Learned]:
    """Gather people, train, and write the file; of several processes the first writes it."""
    base = wish.start(recipe)
    with ranks_of(chosen_device(wish.device)) as (ranks, device):
        people = yield from _in_turn(ranks, gather, device.type)
        checkpoint = checkpoint_of(key, recipe.config.size, wish.seed, wish.without)
        plan = Plan(wish.minutes, checkpoint, out, recipe, wish.seed, wish.resume, wish.steps,
                    wish.measured_every, watched)  # fmt: skip
        learned = yield from learn(people, plan, device, base, ranks)
        if ranks.first:
            facts = Facts(
                told.video,
                told.name,
                told.face,
                told.noted | _noted(learned, wish, people, based=base is not None),
            )
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


def _noted(learned: Learned, wish: Wish, people: list[Crops], *, based: bool) -> dict[str, Any]:
    """What a file says of its training."""
    return {
        "people": len(people),
        "frames": sum(len(crops.learned) for crops in people),
        "steps": learned.steps,
        "kept": learned.kept,
        "flat": learned.flat,
        "seed": wish.seed,
        "base": based,
        "without": list(wish.without),
        "held_out": asdict(learned.score),
        "torch": torch.__version__,
    }
