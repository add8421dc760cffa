"""`train reference` on a small folder, through its front door."""

from pathlib import Path
from typing import Any

import pytest

from dfm.core import weights
from dfm.core.errors import InputError
from dfm.core.jobs import Progress, drain
from dfm.core.render.netfile import load_net
from dfm.core.training.reference import HELD_OUT, SIZES, Budget, Scored, held_out, train


@pytest.fixture(scope="module")
def trained(
    clips: Any, few_samples: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Scored, list[Progress]]:
    """The folder that was written, what was measured, and what was shown meanwhile."""
    out = tmp_path_factory.mktemp("reference")
    seen: list[Progress] = []
    measured = drain(train(clips.folder, out, Budget(0.02, "cpu")), seen.append)
    return out, measured, seen


def test_it_writes_a_net_that_the_program_finds_and_loads(
    trained: tuple[Path, Scored, list[Progress]], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _, _ = trained
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(out))
    path = weights.find("reference")
    assert path.stat().st_size < 2_000_000
    assert load_net(path).config == SIZES["small"]
    assert weights.row("reference").origin == "trained by dfm train reference"


def test_the_stages_are_shown(trained: tuple[Path, Scored, list[Progress]]) -> None:
    stages = {each.stage for each in trained[2]}
    assert {"track clips", "make samples", "learn"} <= stages


def test_it_is_measured_on_who_was_held_out(trained: tuple[Path, Scored, list[Progress]], clips: Any) -> None:
    out, measured, _ = trained
    assert measured.free.pairs > 0
    assert measured.free.instant.face > 0
    assert measured.free.net.face > 0
    assert 0 <= measured.hiding.false <= 1
    (unseen,) = held_out([*clips.people, "nobody"], 0)
    card = (out / "reference.md").read_text("utf-8")
    learned, tested = card.split("## Clips held out")
    assert f"- {unseen}.mp4" in tested
    assert f"- {unseen}.mp4" not in learned
    for drawn, found in (("instant", measured.free.instant), ("net", measured.free.net)):
        assert f"| {drawn} | {found.face:.2f} | {found.mouth:.2f} |" in card
    assert "secret" not in card


def test_people_are_held_out_by_the_seed() -> None:
    people = [f"person {number}" for number in range(30)] * 2
    assert len(held_out(people, 0)) == HELD_OUT
    assert held_out(people, 0) == held_out(people[::-1], 0)
    assert held_out(people, 0) != held_out(people, 1)
    assert len(held_out(["a", "b", "a"], 0)) == 1
    with pytest.raises(InputError, match="at least 2"):
        held_out(["a", "a"], 0)


def test_no_list_is_told_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clips\.csv cannot be read"):
        drain(train(tmp_path, tmp_path / "out", Budget(1)))
    assert not (tmp_path / "out").exists()
