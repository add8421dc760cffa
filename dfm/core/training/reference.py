"""`dfm train reference`: learn the net of the `reference` renderer from a folder of clips, measure it on
people held out, and write it with its model card."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from dfm.core import places, weights
from dfm.core.devices import chosen_device
from dfm.core.errors import InputError
from dfm.core.jobs import Job
from dfm.core.render.netfile import save_net
from dfm.core.training.cards import write_card
from dfm.core.training.dataset import clip_rows, gather
from dfm.core.training.reference_loop import Plan, Recipe, learn
from dfm.core.training.reference_measure import Hiding, Measured, measure, measure_hiding
from dfm.core.training.reference_pairs import MOST_DEGREES, WITHHELD_SHARE
from dfm.core.training.reference_store import ClipSamples, collect
from dfm.models.reference_net import ReferenceConfig, ReferenceNet

FILE = "reference.safetensors"
SAMPLES = 40
MEASURED_SAMPLES = 24
HELD_OUT = 6
FEWEST_PEOPLE = 2
SIZES = {"small": ReferenceConfig(), "large": ReferenceConfig(widths=(48, 96, 128))}
"""The small net keeps up on two processor cores; the large one is for a GPU."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Measured on people held out: with all frames to borrow from, and without those whose mouth is near; and
    how well it sees what is in front of a face."""

    free: Measured
    withheld: Measured
    hiding: Hiding


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train, on which device, whether to go on from the last run's checkpoint, and how large a
    net (SIZES)."""

    minutes: float
    device: str = "auto"
    resume: bool = False
    seed: int = 0
    size: str = "small"


@dataclass(frozen=True, slots=True)
class Company:
    """Samples to learn from, and samples of people held out: all frames to borrow from, or none whose mouth
    is near."""

    learned: list[ClipSamples]
    free: list[ClipSamples]
    withheld: list[ClipSamples]


def train(clips: Path, out: Path, budget: Budget) -> Job[Scored]:
    """Learn from the clips marked `train` and write net and card into the folder `out`."""
    checkpoint = places.cache_folder() / "training" / "reference.checkpoint"
    recipe = Recipe(SIZES[budget.size])
    device = torch.device(chosen_device(budget.device))
    plan = Plan(budget.minutes, checkpoint, device, budget.seed, budget.resume, recipe)
    company = yield from company_of(clips, budget.seed)
    with checkpoint.with_suffix(".log").open("a" if budget.resume else "w", encoding="utf-8") as journal:
        net = yield from learn(company.learned, plan, lambda line: print(line, file=journal, flush=True))
    scored = score(net, company, plan)
    out.mkdir(parents=True, exist_ok=True)
    save_net(net, out / FILE)
    weights.record(out / FILE, "reference", "trained by dfm train reference")
    write_card(out / "reference.md", _card(net, company, budget, scored))
    return scored


def company_of(clips: Path, seed: int) -> Job[Company]:
    """The samples of the clips marked `train`, some people held out; InputError where there are too few."""
    archives = yield from gather(clips)
    rows = clip_rows(clips, "train")
    unseen = held_out([row.person for row in rows], seed)
    found = []
    for learned, count, share in ((True, SAMPLES, WITHHELD_SHARE), (False, MEASURED_SAMPLES, 0.0),
                                  (False, MEASURED_SAMPLES, 1.0)):  # fmt: skip
        wanted = [place for place, row in enumerate(rows) if (row.person not in unseen) == learned]
        mine, theirs = [rows[place] for place in wanted], [archives[place] for place in wanted]
        found.append((yield from collect(mine, theirs, count, seed, share)))
    if not (found[0] and found[1]):
        raise InputError(f"{clips} holds no clip with enough frames that differ: add longer ones.")
    return Company(*found)


def score(net: ReferenceNet, company: Company, plan: Plan) -> Scored:
    """How well a net does on the people held out."""
    coarser = plan.recipe.coarser
    return Scored(
        measure(net, company.free, coarser),
        measure(net, company.withheld, coarser),
        measure_hiding(net, company.free, plan.seed, coarser),
    )


def held_out(people: list[str], seed: int) -> frozenset[str]:
    """Who is kept for measuring: six people, or a quarter of a smaller company."""
    names = sorted(set(people))
    if len(names) < FEWEST_PEOPLE:
        raise InputError(f"The clips show {len(names)} people: at least {FEWEST_PEOPLE} are needed.")
    count = max(1, min(HELD_OUT, len(names) // 4))
    order = np.random.default_rng(seed).permutation(len(names))
    return frozenset(names[place] for place in order[:count])


def _card(net: ReferenceNet, company: Company, budget: Budget, scored: Scored) -> str:
    count = sum(clip.count for clip in company.learned)
    people = len({clip.person for clip in company.learned})
    parameters = sum(each.numel() for each in net.parameters())
    tested = len({clip.person for clip in company.free})
    found, false = 100 * scored.hiding.found, 100 * scored.hiding.false
    sized = "" if budget.size == "small" else f" --size {budget.size}"
    return f"""# Reference net

For each pixel of a face: how much of it to take from the frame itself, as `instant` draws it, and from each
of {net.layers - 1} other frames of the same video, warped to the wanted mesh; a small residual colour;
and whether something is in front of the face. {parameters:,} parameters.

- **Made by** `dfm train reference --clips DIR --minutes {budget.minutes:g}{sized}`, from {count} pairs of
  frames of {len(company.learned)} clips of {people} people: one is to be drawn with the mesh of the other,
  which is the truth. For a quarter of the pairs, frames whose mouth is near the truth's were withheld. The
  objective is colour, edges, the features of MobileNetV2 (trained on ImageNet) and the change to the next
  frame.
- **Measured** on {tested} people held out, at 256 px: mean distance in RGB, 0..255, over the face and over
  the mouth; the distance of MobileNetV2's features over the face; and by how much the picture changes from
  frame to frame otherwise than the truth, 0..255:

| Frames to borrow from | pairs | drawn by | face | mouth | features | unsteadiness |
| --- | --- | --- | --- | --- | --- | --- |
{_rows("all but those next to the truth", scored.free)}
{_rows("none whose mouth is near the truth's", scored.withheld)}

- **Things in front of the face**, made up and put over the people held out: {found:.0f} % of their pixels are
  left alone, and {false:.1f} % of the others.
- **Limits**: what no frame of the video shows cannot be borrowed. It was trained on frames whose heads are
  turned up to {MOST_DEGREES:g} degrees apart, in one light. Few people, mostly adults, of few skin tones. No
  real hand or microphone was among the things put in front of faces.

## Clips

{_names(company.learned)}

## Clips held out

{_names(company.free)}
"""


def _rows(name: str, measured: Measured) -> str:
    lines = []
    for drawn, scores in (("instant", measured.instant), ("net", measured.net)):
        values = f"{scores.face:.2f} | {scores.mouth:.2f} | {scores.features:.3f} | {scores.unsteady:.2f}"
        lines.append(f"| {name} | {measured.pairs} | {drawn} | {values} |")
    return "\n".join(lines)


def _names(samples: list[ClipSamples]) -> str:
    return "\n".join(f"- {clip.clip}" for clip in samples)
