"""Preferences count at once and are remembered; the cache is counted and cleared."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from dfm.core import places
from dfm.ui.dialogs.preferences import PreferencesDialog
from dfm.ui.jobs import JobRunner
from dfm.ui.settings import AUTOSAVE_SECONDS, CACHE_FOLDER, CACHE_GIGABYTES, THEME, Settings


@pytest.fixture
def settings() -> Settings:
    """The settings of the test."""
    return Settings()


@pytest.fixture
def dialog(
    qtbot: QtBot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PreferencesDialog]:
    """The dialog over a cache with one kept file."""
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    places.analysis_folder().mkdir(parents=True)
    (places.analysis_folder() / "kept.npz").write_bytes(b"x" * 2000)
    jobs = JobRunner()
    dialog = PreferencesDialog(settings, jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    jobs.stop_all()


def _box(dialog: PreferencesDialog, name: str) -> QComboBox:
    return next(each for each in dialog.findChildren(QComboBox) if each.accessibleName() == name)


def _says(dialog: PreferencesDialog, text: str) -> bool:
    return any(text in label.text() for label in dialog.findChildren(QLabel))


def test_a_choice_counts_at_once(qtbot: QtBot, dialog: PreferencesDialog, settings: Settings) -> None:
    with qtbot.waitSignal(dialog.changed) as told:
        _box(dialog, "Theme").setCurrentIndex(1)
    assert told.args == [THEME.key]
    assert settings.get(THEME) == "light"
    _box(dialog, "Autosave").setCurrentIndex(0)
    (most,) = dialog.findChildren(QSpinBox)
    most.setValue(33)
    assert Settings().get(AUTOSAVE_SECONDS) == 15
    assert Settings().get(CACHE_GIGABYTES) == 33


def test_the_cache_is_counted_and_cleared(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    qtbot.waitUntil(lambda: _says(dialog, "2.0 kB kept now"), timeout=5000)
    clear = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Clear")
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _says(dialog, "2.0 kB freed"), timeout=5000)
    assert list(places.analysis_folder().iterdir()) == []


def test_another_place_counts_from_the_next_start(
    dialog: PreferencesDialog, settings: Settings, tmp_path: Path
) -> None:
    dialog.set_place(tmp_path / "elsewhere")
    assert settings.get(CACHE_FOLDER) == str(tmp_path / "elsewhere")
    assert _says(dialog, "next start")
