"""The trained renderer of an evaluation: named, or trained on a clip's first part."""

from dataclasses import replace
from pathlib import Path

import pytest

from dfm.core.analyze import analyze
from dfm.core.errors import MissingWeights, UsageError
from dfm.core.evaluation.self_reenactment import reenact_themselves
from dfm.core.evaluation.training import Drawing, file_for
from dfm.core.jobs import drain
from dfm.core.render.trained_file import facts_of
from dfm.core.training.renderer_recipe import RECIPES, Objective, Recipe
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig


def test_what_there_is_not_is_refused(tmp_path: Path) -> None:
    Drawing().check()
    Drawing("trained", minutes=3).check()
    with pytest.raises(UsageError, match="give more"):
        Drawing("trained", minutes=0).check()
    with pytest.raises(UsageError, match="--renderer trained"):
        Drawing("reference", tmp_path / "one.dfmrenderer").check()
    with pytest.raises(MissingWeights, match="one"):
        Drawing("trained", tmp_path / "one.dfmrenderer").check()
    with pytest.raises(MissingWeights, match="base"):
        Drawing("trained", base=tmp_path / "base.dfmrenderer").check()
    assert Drawing("trained", minutes=3).words == "trained (at most 3 minutes a clip)"


def test_a_clip_s_first_part_is_learned_and_the_rest_drawn(
    short_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
    monkeypatch.setitem(RECIPES, "small", recipe)
    drawing = Drawing("trained", minutes=0.01)
    report = drain(
        reenact_themselves(short_clip, drawing=drawing, decoders=["own"], least_seconds=1, sheets=tmp_path)
    )
    assert report.renderer == "trained (at most 0.01 minutes a clip)"
    assert 0 < report.rows[0].face < 25
    (file,) = tmp_path.glob("*.dfmrenderer")
    assert facts_of(file).noted["share"] == pytest.approx(0.6)
    steps = facts_of(file).noted["steps"]
    drain(
        reenact_themselves(
            short_clip,
            drawing=replace(drawing, resume=True),
            decoders=["own"],
            least_seconds=1,
            sheets=tmp_path,
        )
    )
    assert facts_of(file).noted["steps"] == steps
    assert drain(file_for(Drawing("trained", file), drain(analyze(short_clip)), 0, None)) == file
    assert drain(file_for(Drawing("reference"), drain(analyze(short_clip)), 0, None)) is None
