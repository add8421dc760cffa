"""Presets are small files that come back as they were, under names that every system can bear."""

from pathlib import Path

import pytest

from dfm.core import places, presets
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.errors import InputError, UsageError, WriteError

GRIN = Performance("any", (0.5, 0.25), ((0.25,) * COEFFICIENTS,), source="grin.jpg", digest="c0ffee")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return places.presets_folder()


def test_there_are_none_at_first(folder: Path) -> None:
    assert not presets.names()
    assert not presets.load_all()
    assert not folder.exists()
    with pytest.raises(UsageError, match="dfm preset save"):
        presets.load("grin")


def test_a_preset_comes_back_and_goes() -> None:
    saved = presets.save(" wry smile ", GRIN)
    assert (saved.name, saved.rows, saved.digest) == ("wry smile", GRIN.rows, "c0ffee")
    presets.save("Anger", GRIN)
    assert presets.names() == ("Anger", "wry smile")
    assert presets.load("WRY smile") == saved == presets.load_all()[1]
    presets.remove("Wry Smile")
    assert presets.names() == ("Anger",)
    with pytest.raises(UsageError, match="did you mean 'Anger'"):
        presets.load("angr")


def test_a_name_is_borne_once_unless_it_is_overwritten(folder: Path) -> None:
    presets.save("grin", GRIN)
    with pytest.raises(WriteError, match="is a preset 'grin' already"):
        presets.save("Grin", GRIN)
    presets.save("Grin", GRIN, overwrite=True)
    assert presets.names() == ("Grin",)
    assert [path.name for path in folder.iterdir()] == ["Grin.json"]


@pytest.mark.parametrize(
    "name", ["", " ", ".", "../grin", "a/b", "a:0.5", "a@b", "a#b", "a,b", "x" * 41, "a."]
)
def test_names_that_no_preset_can_bear_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be called"):
        presets.save(name, GRIN)


@pytest.mark.parametrize("name", ["x", "wry smile (2)", "trauer_é", "50-50", "漢"])
def test_names_of_many_kinds_can_be_borne(name: str) -> None:
    presets.save(name, GRIN)
    assert presets.load(name).name == name


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"schema": 2}', b'{"schema": 1, "performance": null}', b"\xff"]
)
def test_a_broken_file_is_told_and_passed_over(folder: Path, content: bytes) -> None:
    presets.save("good", GRIN)
    (folder / "bad.json").write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.json.*save it anew"):
        presets.load("bad")
    assert [each.name for each in presets.load_all()] == ["good"]
    presets.save("bad", GRIN, overwrite=True)
    assert presets.load("bad").rows == GRIN.rows


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "dfm").write_text("in the way")
    with pytest.raises(WriteError, match="cannot be saved"):
        presets.save("grin", GRIN)
    assert presets.names() == ()
