"""`dfm train reference`: learn the net of the `reference` renderer from a folder of clips, measure it on
people held out, and write it with its model card."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.torch import save_file

from dfm.core import places, weights
from dfm.core.errors import InputError
from dfm.core.jobs import Job
from dfm.core.training.cards import write_card
from dfm.core.training.dataset import ClipRow, clip_rows, gather
from dfm.core.training.reference_loop import Plan, device_of, learn
from dfm.core.training.reference_measure import Scores, measure
from dfm.core.training.reference_pairs import WITHHELD_SHARE
from dfm.core.training.reference_store import ClipSamples, collect
from dfm.models.reference_net import ReferenceNet

FILE = "reference.safetensors"
SAMPLES = 40
MEASURED_SAMPLES = 24
HELD_OUT = 6
FEWEST_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores on people held out: with all frames to borrow from, and without those whose mouth is near."""

    free: Scores
    withheld: Scores


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train, on which device, and whether to go on from the last run's checkpoint."""

    minutes: float
    device: str = "auto"
    resume: bool = False
    seed: int = 0


def train(clips: Path, out: Path, budget: Budget) -> Job[Measured]:
    """Learn from the clips marked `train` and write net and card into the folder `out`."""
    checkpoint = places.cache_folder() / "training" / "reference.checkpoint"
    plan = Plan(budget.minutes, checkpoint, device_of(budget.device), budget.seed, budget.resume)
    archives = yield from gather(clips)
    rows = clip_rows(clips, "train")
    unseen = held_out([row.person for row in rows], budget.seed)
    seen = [place for place, row in enumerate(rows) if row.person not in unseen]
    samples = yield from collect(
        [rows[k] for k in seen], [archives[k] for k in seen], SAMPLES, budget.seed, WITHHELD_SHARE
    )
    if not samples:
        raise InputError(f"{clips} holds no clip with enough frames that differ: add longer ones.")
    with checkpoint.with_suffix(".log").open("a" if budget.resume else "w", encoding="utf-8") as journal:
        net = yield from learn(samples, plan, lambda line: print(line, file=journal, flush=True))
    tested = [place for place, row in enumerate(rows) if row.person in unseen]
    measured = yield from _measured(
        net, [rows[k] for k in tested], [archives[k] for k in tested], budget.seed
    )
    out.mkdir(parents=True, exist_ok=True)
    save_net(net, out / FILE)
    weights.record(out / FILE, "reference", "trained by dfm train reference")
    write_card(out / "reference.md", _card(samples, [rows[k] for k in tested], budget, measured))
    return measured


def held_out(people: list[str], seed: int) -> frozenset[str]:
    """Who is kept for measuring: six people, or a quarter of a smaller company."""
    names = sorted(set(people))
    if len(names) < FEWEST_PEOPLE:
        raise InputError(f"The clips show {len(names)} people: at least {FEWEST_PEOPLE} are needed.")
    count = max(1, min(HELD_OUT, len(names) // 4))
    order = np.random.default_rng(seed).permutation(len(names))
    return frozenset(names[place] for place in order[:count])


def save_net(net: ReferenceNet, path: Path) -> None:
    """Write the weights as half floats."""
    save_file({name: value.half().contiguous() for name, value in net.state_dict().items()}, path)


def _measured(net: ReferenceNet, rows: list[ClipRow], archives: list[Path], seed: int) -> Job[Measured]:
    scores = []
    for hard_share in (0.0, 1.0):
        samples = yield from collect(rows, archives, MEASURED_SAMPLES, seed, hard_share)
        scores.append(measure(net, samples))
    return Measured(*scores)


def _card(samples: list[ClipSamples], tested: list[ClipRow], budget: Budget, measured: Measured) -> str:
    count = sum(len(clip.planes) for clip in samples)
    people = len({clip.person for clip in samples})
    return f"""# Reference net

For each pixel of a face at 256 px: how much of it to take from the frame itself, as `instant` draws it, and
from each of four other frames of the same video, warped to the wanted mesh; and a small residual colour.

- **Made by** `dfm train reference --clips DIR --minutes {budget.minutes:g}`, from {count} pairs of frames of
  {len(samples)} clips of {people} people: one frame is to be drawn with the mesh of another, which is the
  truth. For a quarter of the pairs, frames whose mouth is near the truth's were withheld.
- **Measured** on {len({row.person for row in tested})} people held out, at 256 px, mean distance in RGB,
  0..255, over the face and over the mouth:

| Frames to borrow from | pairs | face: instant | face: net | mouth: instant | mouth: net |
| --- | --- | --- | --- | --- | --- |
{_row("all but those next to the truth", measured.free)}
{_row("none whose mouth is near the truth's", measured.withheld)}

- **Limits**: what no frame of the video shows cannot be borrowed. It was trained on frames whose heads are
  turned up to 22 degrees apart, in one light. Few people, mostly adults, of few skin tones.

## Clips

{_names([clip.clip for clip in samples])}

## Clips held out

{_names([row.path.name for row in tested])}
"""


def _row(name: str, scores: Scores) -> str:
    values = (scores.instant_face, scores.face, scores.instant_mouth, scores.mouth)
    return f"| {name} | {scores.pairs} | " + " | ".join(f"{value:.2f}" for value in values) + " |"


def _names(clips: list[str]) -> str:
    return "\n".join(f"- {clip}" for clip in clips)
