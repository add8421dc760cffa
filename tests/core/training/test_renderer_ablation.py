"""Variants of the trained renderer side by side, on the talking portrait."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from dfm.core import places
from dfm.core.jobs import drain
from dfm.core.training import renderer_ablation
from dfm.core.training.renderer import Wish
from dfm.core.training.renderer_ablation import MINUTES, VARIANTS, ablate
from dfm.core.training.renderer_learner import Learner
from dfm.core.training.renderer_measure import measure
from dfm.core.training.renderer_recipe import PARTS, Objective, Recipe
from dfm.core.training.renderer_store import Crops
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig

TINY = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
WISH = Wish(MINUTES, "cpu", size=TINY, steps=2, measured_every=2)
SOME = (VARIANTS[0], VARIANTS[1], VARIANTS[2])


def test_every_part_is_left_out_once() -> None:
    assert [each.without for each in VARIANTS[2:]] == [(part,) for part in PARTS]
    assert len({each.name for each in VARIANTS}) == len(VARIANTS)
    assert [each.name for each in VARIANTS if each.based] == ["base"]


def test_what_was_measured_is_not_learned_again(
    short_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = drain(ablate([short_clip], tmp_path, WISH, SOME))
    names = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]
    assert names == ["variant", "-" * len(names[1]), "`reference` alone", SOME[0].title, SOME[2].title]
    assert not list((places.cache_folder() / "training").glob("*ablation*.checkpoint"))
    monkeypatch.setattr(renderer_ablation, "train_first_part", None)
    assert drain(ablate([short_clip], tmp_path, replace(WISH, resume=True), SOME)) == text


def test_an_ablation_that_was_stopped_goes_on(short_clip: Path, tmp_path: Path) -> None:
    with closing(ablate([short_clip], tmp_path / "two", replace(WISH, steps=5), SOME[:1])) as job:
        for progress in job:
            if progress.stage == "learn" and progress.done == 3:
                break
    assert len(list((places.cache_folder() / "training").glob("*ablation-full-5*.checkpoint"))) == 1
    stopped = drain(ablate([short_clip], tmp_path / "two", replace(WISH, steps=5, resume=True), SOME[:1]))
    whole = drain(ablate([short_clip], tmp_path / "one", replace(WISH, steps=5), SOME[:1]))
    cells = [[cell.strip() for cell in text.splitlines()[-1].split("|")][1:6] for text in (stopped, whole)]
    assert cells[0] == cells[1]


def test_two_videos_have_a_table_of_means(short_clip: Path, tmp_path: Path) -> None:
    text = drain(ablate([short_clip, short_clip], tmp_path, replace(WISH, resume=True), SOME[:1]))
    assert "Means over 2 videos" in text
    lines = [line for line in text.splitlines() if "full, from nothing" in line]
    assert len(lines) == 3
    assert len(set(lines)) == 1


def test_marks_of_a_net_that_draws_what_reference_does(crops: Crops) -> None:
    net = Learner(TINY, torch.device("cpu"), 0).averaged()
    with torch.no_grad():
        assert net.fusion is not None
        assert net.fusion.last.bias is not None
        net.fusion.last.bias[:4] = -30.0
    marks = measure(net, crops, None, 7.0)
    assert marks.face == pytest.approx(marks.other_face, rel=1e-4)
    assert marks.mouth == pytest.approx(marks.other_mouth, rel=1e-4)
    assert marks.unsteady == pytest.approx(marks.other_unsteady, rel=1e-4)
    assert marks.generated > marks.face
    assert np.isnan(marks.features)
    assert marks.seconds == 7.0
