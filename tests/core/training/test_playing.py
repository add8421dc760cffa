"""The search finds what helps, stays where nothing does, and can be read again."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from dfm.core.document.emotions import emotion
from dfm.core.errors import MissingWeights
from dfm.core.jobs import drain
from dfm.core.training.playing import (
    LEAST,
    MOST,
    MOST_OPTIONAL,
    OPTIONAL,
    SEEN,
    log_odds,
    read_played,
    refine,
    save_played,
)


def test_what_helps_is_played_more_strongly_within_bounds() -> None:
    found = drain(refine("anger", lambda units: 2 * units["AU4"] + units["AU9"] - 9 * units["AU7"], 0, 300))
    assert found.units["AU4"] == pytest.approx(MOST)
    assert found.units["AU9"] == pytest.approx(MOST_OPTIONAL)
    assert found.units["AU7"] == pytest.approx(LEAST)
    assert found.after > found.before


def test_where_nothing_helps_the_prototype_stays() -> None:
    found = drain(refine("anger", lambda units: 0.0, 1, 300))
    assert found.units == dict(emotion("anger").action_units)


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize("sign", [-1, 1])
def test_what_was_chosen_by_eye_stays_in_its_range(name: str, sign: int) -> None:
    found = drain(refine(name, lambda units: 9.0 * sign * sum(units.values()), 0, 400))
    for unit, (least, most) in SEEN[name].items():
        assert least <= found.units.get(unit, 0.0) <= most
    outer = [found.units[unit] for unit in emotion(name).action_units if unit not in SEEN[name]]
    own = [weight for unit, weight in emotion(name).action_units.items() if unit not in SEEN[name]]
    np.testing.assert_allclose(outer, np.multiply(own, LEAST if sign < 0 else MOST))


def test_it_asks_no_more_often_than_it_may() -> None:
    asked = []
    drain(refine("fear", lambda units: float(asked.append(units) or 0), 0, 7))  # type: ignore[func-returns-value]
    assert len(asked) == 7


def test_the_same_seed_finds_the_same_way() -> None:
    def likelihood(units: Mapping[str, float]) -> float:
        return -((units["AU6"] - 1.4) ** 2) - (units["AU12"] - units["AU6"]) ** 2

    assert drain(refine("happy", likelihood, 3, 40)) == drain(refine("happy", likelihood, 3, 40))


def test_units_are_saved_and_read_again(tmp_path: Path) -> None:
    save_played(tmp_path / "p.json", {"sad": {"AU1": 1.5}})
    assert read_played(tmp_path / "p.json") == {"sad": {"AU1": 1.5}}
    (tmp_path / "p.json").write_text("[1]")
    with pytest.raises(MissingWeights, match="dfm train prototypes"):
        read_played(tmp_path / "p.json")
    with pytest.raises(MissingWeights, match="dfm train prototypes"):
        read_played(tmp_path / "none.json")


def test_every_emotion_with_variants_is_one_of_the_table() -> None:
    assert all(emotion(name).name == name for name in OPTIONAL)


def test_the_odds_are_those_of_one_emotion() -> None:
    said = [np.array([0.5, 0.5], np.float32), np.array([0.0, 1.0], np.float32)]
    assert log_odds(said, 0) == pytest.approx(np.log(0.02 / 1.02) / 2, abs=1e-6)
    assert log_odds([np.array([0.99])], 0) > log_odds([np.array([0.95])], 0) + 0.5
