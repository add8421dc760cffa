"""Estimators by name."""

from pathlib import Path

import pytest

from dfm.core.affect.estimators import DEFAULT, ESTIMATORS, open_estimator
from dfm.core.errors import MissingWeights, UsageError


def test_the_default_is_here_and_needs_no_pictures() -> None:
    reader = open_estimator()
    assert reader.name == DEFAULT
    assert not reader.looks


def test_an_unknown_one_is_named_with_the_choice() -> None:
    with pytest.raises(UsageError, match=", ".join(ESTIMATORS)):
        open_estimator("crystal ball")


@pytest.mark.parametrize("name", [name for name in ESTIMATORS if name != DEFAULT])
def test_one_that_was_not_fetched_says_how(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(MissingWeights, match=f"dfm models fetch {name}`"):
        open_estimator(name)
