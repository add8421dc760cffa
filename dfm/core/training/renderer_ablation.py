"""`dfm train renderer-ablation`: what each part of the `trained` renderer is worth on some videos.

Every variant learns the same first part of each video from the same seed for the same number of steps, and is
measured on the same frames of the rest. Each writes its own file with what was measured in it, so that an
ablation that was stopped goes on where it was.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import torch

from dfm.core.analyze import Analysis, analyze
from dfm.core.devices import chosen_device
from dfm.core.errors import MissingWeights, UsageError
from dfm.core.evaluation.metrics import mean
from dfm.core.evaluation.tables import Value, table
from dfm.core.jobs import Job
from dfm.core.media.info import content_id
from dfm.core.render.trained_file import SUFFIX, facts_of, load_renderer, save_renderer
from dfm.core.training.renderer import Wish, forget, train_first_part
from dfm.core.training.renderer_measure import Marks, measure
from dfm.core.training.renderer_start import features_on
from dfm.core.training.renderer_store import TRAIN_SHARE, collect
from dfm.models.image_features import ImageFeatures

MARKS = "ablation"
"""Under this name a file keeps what was measured."""
TITLES = ("variant", "Face-APD", "Mouth-APD", "features", "unsteadiness", "generated alone", "seconds")
MINUTES = 600.0
"""No variant takes longer, whatever its steps."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What is different: parts left out (`renderer_recipe.PARTS`), and whether the training starts from the
    base where there is one."""

    name: str
    title: str
    without: tuple[str, ...] = ()
    based: bool = True


VARIANTS = (
    Variant("full", "full"),
    Variant("base", "without a base", based=False),
    Variant("colours", "without mean colours at the beginning", ("colours",)),
    Variant("reference", "without the picture of `reference`", ("reference",)),
    Variant("mouth", "without the judge of mouths", ("mouth",)),
    Variant("motion", "without the judges of motion", ("motion",)),
    Variant("perceptual", "without the perceptual part", ("perceptual",)),
    Variant("adversarial", "without any judge", ("adversarial",)),
)


def chosen(names: Sequence[str] | None) -> tuple[Variant, ...]:
    """The variants of these names in the order of the table, all where none is named."""
    known = {each.name: each for each in VARIANTS}
    for name in names or ():
        if name not in known:
            raise UsageError(f"There is no variant '{name}'; choose from {', '.join(known)}.")
    return tuple(each for each in VARIANTS if not names or each.name in names)


def ablate(
    videos: Sequence[Path], folder: Path, wish: Wish, variants: Sequence[Variant] = VARIANTS
) -> Job[str]:
    """Train and measure every variant on every video for so many steps, into a folder; returns tables as
    text. Where there is no base, all learn from nothing, and the variant without it is left out."""
    based = wish.start(wish.recipe(chosen_device(wish.device))) is not None
    kept = [each for each in variants if based or each.based]
    features = features_on(torch.device("cpu"))
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[tuple[Variant, Marks]]] = {}
    for video in videos:
        analysis = yield from analyze(video)
        rows = []
        for variant in kept:
            rows.append((variant, (yield from _variant(analysis, folder, wish, variant, features))))
        found[str(video) if video.stem in found else video.stem] = rows
    return _text(found, wish, based=based)


def _variant(
    analysis: Analysis, folder: Path, wish: Wish, variant: Variant, features: ImageFeatures | None
) -> Job[Marks]:
    """What a variant comes to; read from its file where it was measured before."""
    media = analysis.media
    out = folder / f"{media.path.stem}-{content_id(media.path)[:8]}-{wish.steps}-{variant.name}{SUFFIX}"
    known = _known(out)
    if wish.resume and known is not None:
        return known
    own = replace(wish, minutes=MINUTES, without=variant.without)
    if not variant.based:
        own = replace(own, base=None, shipped=False)
    key = f"ablation-{variant.name}-{wish.steps}"
    learned = yield from train_first_part(analysis, out, own, key=key)
    crops = yield from collect(analysis, 1, learned.net.config.size, TRAIN_SHARE)
    marks = measure(learned.net, crops, features, learned.seconds)
    net, facts = load_renderer(out)
    save_renderer(net, replace(facts, noted=facts.noted | {MARKS: asdict(marks)}), out)
    forget(media.path, key)
    return marks


def _known(file: Path) -> Marks | None:
    """What a file says that was measured of it."""
    if not file.exists():
        return None
    try:
        told = facts_of(file).noted.get(MARKS)
    except MissingWeights:
        return None
    names = {each.name for each in fields(Marks)}
    return Marks(**told) if isinstance(told, dict) and set(told) == names else None


def _text(found: dict[str, list[tuple[Variant, Marks]]], wish: Wish, *, based: bool) -> str:
    """The means over the videos, then each video."""
    start = "a base" if based else "nothing"
    head = f"{wish.steps} steps each from {start}, seed {wish.seed}, torch {torch.__version__}"
    parts = [head]
    if len(found) > 1:
        parts.append(f"Means over {len(found)} videos\n\n" + _table(_means(found)))
    parts += [f"{name}\n\n{_table(rows)}" for name, rows in found.items()]
    return "\n\n".join(parts)


def _means(found: dict[str, list[tuple[Variant, Marks]]]) -> list[tuple[Variant, Marks]]:
    columns = list(found.values())
    means = []
    for number, (variant, _) in enumerate(columns[0]):
        marks = [rows[number][1] for rows in columns]
        values = {each.name: mean([getattr(mark, each.name) for mark in marks]) for each in fields(Marks)}
        means.append((variant, Marks(**values)))
    return means


def _table(rows: Sequence[tuple[Variant, Marks]]) -> str:
    first = rows[0][1]
    lines: list[Sequence[Value]] = [
        ("`reference` alone", first.other_face, first.other_mouth, first.other_features,
         first.other_unsteady, None, None)
    ]  # fmt: skip
    lines += [
        (variant.title, marks.face, marks.mouth, marks.features, marks.unsteady, marks.generated,
         round(marks.seconds))
        for variant, marks in rows
    ]  # fmt: skip
    return table(TITLES, [tuple(_fine(each, number) for number, each in enumerate(line)) for line in lines])


def _fine(value: Value, column: int) -> Value:
    """Distances of features need a digit more than others."""
    fine = column == TITLES.index("features") and isinstance(value, float) and value == value
    return f"{value:.3f}" if fine else value
