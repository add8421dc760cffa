"""Variants of the reference net side by side, on a small folder of clips."""

from dataclasses import replace
from typing import Any

from dfm.core.jobs import Progress, drain
from dfm.core.training.ablation import VARIANTS, ablate
from dfm.core.training.reference_loop import Recipe


def test_every_variant_differs_from_the_first_in_one_thing() -> None:
    first = VARIANTS[0].recipe
    assert first == Recipe()
    assert len({variant.title for variant in VARIANTS}) == len(VARIANTS)
    for variant in VARIANTS[1:]:
        same = [
            replace(variant.recipe, **{name: getattr(first, name)}) == first
            for name in ("config", "objective", "coarser")
        ]
        assert sum(same) == 1


def test_a_table_has_a_row_for_instant_and_for_each_variant(clips: Any, few_samples: None) -> None:
    seen: list[Progress] = []
    text = drain(ablate(clips.folder, 2, device="cpu", variants=VARIANTS[:2]), seen.append)
    lines = text.splitlines()
    assert "2 steps each" in lines[0]
    assert [line.split("|")[1].strip() for line in lines[4:]] == [
        "instant",
        *[variant.title for variant in VARIANTS[:2]],
    ]
    assert "learn" in {each.stage for each in seen}
