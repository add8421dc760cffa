"""`dfm train ablation`: what each part of the `reference` renderer's net and of its objective is worth.

Every variant learns from the same samples, from the same seed, for the same number of steps, and is measured
on the same people held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from dfm.core import places
from dfm.core.devices import chosen_device
from dfm.core.evaluation.tables import table
from dfm.core.jobs import Job
from dfm.core.training.reference import Scored, company_of, score
from dfm.core.training.reference_loop import Plan, Recipe, learn
from dfm.core.training.reference_measure import Scores
from dfm.models.reference_loss import Objective
from dfm.models.reference_net import ReferenceConfig

TITLES = ("variant", "face", "mouth", "features", "unsteadiness", "face, withheld", "mouth, withheld",
          "hidden: found, for nothing")  # fmt: skip
MINUTES = 60.0
"""No variant takes longer, whatever its steps."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A recipe and what is different in it."""

    title: str
    recipe: Recipe


_NET, _AIM, _WHOLE = ReferenceConfig(), Objective(), Recipe()

VARIANTS = (
    Variant("as shipped: 6 references, seen at 128 px", _WHOLE),
    Variant("1 reference", replace(_WHOLE, config=replace(_NET, layers=2))),
    Variant("2 references", replace(_WHOLE, config=replace(_NET, layers=3))),
    Variant("4 references", replace(_WHOLE, config=replace(_NET, layers=5))),
    Variant("seen at 64 px", replace(_WHOLE, coarser=4)),
    Variant("seen at 256 px", replace(_WHOLE, coarser=1)),
    Variant("no residual", replace(_WHOLE, config=replace(_NET, residual=False))),
    Variant("no perceptual loss", replace(_WHOLE, objective=replace(_AIM, perceptual=0.0))),
    Variant("with an adversarial loss", replace(_WHOLE, objective=replace(_AIM, adversarial=0.01))),
    Variant("no temporal loss", replace(_WHOLE, objective=replace(_AIM, temporal=0.0))),
)


def ablate(
    clips: Path, steps: int, *, device: str = "auto", seed: int = 0, variants: Sequence[Variant] = VARIANTS
) -> Job[str]:
    """Train and measure every variant for so many steps; returns a table as text."""
    where = torch.device(chosen_device(device))
    company = yield from company_of(clips, seed)
    rows = []
    for variant in variants:
        checkpoint = places.cache_folder() / "training" / "ablation.checkpoint"
        plan = Plan(MINUTES, checkpoint, where, seed, False, variant.recipe, steps)
        net = yield from learn(company.learned, plan, lambda line: None)
        scored = score(net, company, plan)
        rows.append((_of_net(variant, scored), scored))
        checkpoint.unlink(missing_ok=True)
    lines = [_of_instant(rows[0][1]), *[cells for cells, _ in rows]]
    return f"{steps} steps each, torch {torch.__version__}\n\n{table(TITLES, lines)}"


def _of_instant(scored: Scored) -> tuple[str, ...]:
    """The row of `instant`, which is the same whatever the variant."""
    return ("instant", *_cells(scored.free.instant, scored.withheld.instant), "-")


def _of_net(variant: Variant, scored: Scored) -> tuple[str, ...]:
    hidden = f"{100 * scored.hiding.found:.0f} %, {100 * scored.hiding.false:.1f} %"
    return (variant.title, *_cells(scored.free.net, scored.withheld.net), hidden)


def _cells(free: Scores, withheld: Scores) -> tuple[str, ...]:
    return (f"{free.face:.2f}", f"{free.mouth:.2f}", f"{free.features:.3f}", f"{free.unsteady:.2f}",
            f"{withheld.face:.2f}", f"{withheld.mouth:.2f}")  # fmt: skip
