"""Where the program's own files live."""

import sys
from pathlib import Path

import pytest

from dfm.core import places


def test_resources_of_the_source_tree_are_found() -> None:
    folder = places.resources_folder()
    assert (folder / "weights.json").is_file()


def test_resources_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(tmp_path))
    assert places.resources_folder() == tmp_path


def test_the_cache_can_be_chosen_and_holds_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    assert places.cache_folder() == tmp_path / "cache"
    for part in (places.analysis_folder(), places.weights_folder()):
        assert part.parent == tmp_path / "cache"
    assert not (tmp_path / "cache").exists()


def test_the_state_can_be_chosen_and_is_no_part_of_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFM_STATE_DIR", str(tmp_path / "state"))
    assert places.autosave_folder() == tmp_path / "state" / "autosave"
    monkeypatch.delenv("DFM_STATE_DIR")
    assert places.cache_folder() not in places.autosave_folder().parents


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_the_systems_own_folders_are_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DFM_CACHE_DIR", raising=False)
    monkeypatch.delenv("TORCH_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "s"))
    monkeypatch.delenv("DFM_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "t"))
    assert places.cache_folder() == tmp_path / "c" / "dfm"
    assert places.config_folder() == tmp_path / "s" / "dfm"
    assert places.autosave_folder() == tmp_path / "t" / "dfm" / "autosave"
    assert places.hub_folder() == tmp_path / "c" / "torch" / "hub" / "checkpoints"
