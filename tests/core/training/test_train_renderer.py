"""`train renderer` and `train renderer-base` through their front door, and what reenact makes of the file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dfm.core import places
from dfm.core.document.edits import parse_edit
from dfm.core.errors import UsageError
from dfm.core.jobs import drain
from dfm.core.media.info import content_id
from dfm.core.reenact import ReenactRequest, reenact
from dfm.core.render.trained_file import facts_of
from dfm.core.training.renderer import Wish, train, train_base
from dfm.core.training.renderer_recipe import PARTS, RECIPES, Objective, Recipe
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig

TINY = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
WISH = Wish(1, "cpu", size=TINY, steps=3, measured_every=2)


@pytest.fixture(scope="module")
def trained(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("renderer") / "talk.dfmrenderer"
    drain(train(short_clip, out, WISH))
    return out


def test_the_file_says_what_it_learned_from(trained: Path, short_clip: Path) -> None:
    facts = facts_of(trained)
    assert (facts.video, facts.name, facts.face) == (content_id(short_clip), short_clip.name, 1)
    assert facts.noted["steps"] == 3
    assert facts.noted["held_out"]["other_face"] > 0
    assert sorted(each.suffix for each in trained.parent.iterdir()) == [".csv", ".dfmrenderer", ".png"]


def test_a_video_is_reenacted_with_it(trained: Path, short_clip: Path, tmp_path: Path) -> None:
    request = ReenactRequest(
        short_clip,
        (parse_edit("happy:high@0.5-0.9"),),
        tmp_path / "out.mp4",
        renderer="trained",
        trained=trained,
        device="cpu",
    )
    report = drain(reenact(request))
    assert report.renderer == "trained"
    assert trained.name in report.weights
    assert not any("learned" in warning for warning in report.warnings)
    assert (tmp_path / "out.mp4").exists()


def test_a_base_of_many_people_is_a_beginning(clips: Any, short_clip: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.dfmrenderer"
    drain(train_base(clips.folder, base, WISH))
    facts = facts_of(base)
    assert facts.video == ""
    assert facts.noted["people"] >= 2
    card = " ".join(base.with_suffix(".md").read_text("utf-8").split())
    assert f"{facts.noted['people']} clips" in card
    assert "ada.mp4" in card
    assert "nobody.mp4" not in card
    assert "--steps 3 --seed 0` in 3 steps" in card
    assert "bit for bit" in card
    out = tmp_path / "one.dfmrenderer"
    drain(train(short_clip, out, Wish(1, "cpu", size=TINY, steps=1, base=base)))
    assert facts_of(out).noted["base"]


def test_the_shipped_base_is_a_beginning_where_it_is_of_the_same_size(
    clips: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights.json").write_text("{}", "utf-8")
    for path in places.resources_folder().glob("*.safetensors"):
        (tmp_path / path.name).symlink_to(path)
    drain(train_base(clips.folder, tmp_path / "renderer_base.dfmrenderer", WISH))
    listed = json.loads((tmp_path / "weights.json").read_text("utf-8"))
    assert listed["renderer_base"]["file"] == "renderer_base.dfmrenderer"
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(tmp_path))
    assert WISH.start(TINY) is not None
    assert WISH.start(RECIPES["large"]) is None
    assert replace(WISH, shipped=False).start(TINY) is None
    (tmp_path / "weights.json").write_text("{}", "utf-8")
    assert WISH.start(TINY) is None


def test_names_and_sizes_are_checked_first(short_clip: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="dfmrenderer"):
        drain(train(short_clip, tmp_path / "one.bin", WISH))
    with pytest.raises(UsageError, match="small, base, large"):
        drain(train(short_clip, tmp_path / "one.dfmrenderer", Wish(1, "cpu", size="huge")))
    with pytest.raises(UsageError, match="mouth, motion"):
        drain(train(short_clip, tmp_path / "one.dfmrenderer", Wish(1, "cpu", without=("nose",))))
    assert Wish(1).recipe("cpu") is RECIPES["small"]
    assert Wish(1).recipe("cuda") is RECIPES["base"]


def test_parts_can_be_left_out() -> None:
    whole = RECIPES["small"]
    assert not Wish(1, without=("reference",)).recipe("cpu").config.reference
    both = Wish(1, without=("mouth", "motion")).recipe("cpu")
    assert not both.judges.mouth
    assert not both.judges.motion
    assert both.config == whole.config
    assert Wish(1, without=("perceptual", "adversarial")).recipe("cpu").objective.adversarial == 0
    assert not Wish(1, without=("colours",)).recipe("cpu").colours
    assert set(PARTS) == {"reference", "mouth", "motion", "perceptual", "adversarial", "colours"}
