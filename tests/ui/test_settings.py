"""Settings come back as they were set, and nonsense in the file counts as the default."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from dfm.ui.settings import (
    AUTOSAVE_SECONDS,
    CACHE_FOLDER,
    CACHE_GIGABYTES,
    GEOMETRY,
    THEME,
    Setting,
    Settings,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the settings lie."""
    return tmp_path / "editor.ini"


def test_at_first_everything_is_at_its_default(path: Path) -> None:
    settings = Settings(str(path))
    assert settings.get(THEME) == "dark"
    assert settings.get(AUTOSAVE_SECONDS) == 60
    assert settings.get(GEOMETRY).isEmpty()


def test_what_is_set_is_there_the_next_time(path: Path) -> None:
    shown = Setting("window/shown", False)
    first = Settings(str(path))
    first.set(THEME, "light")
    first.set(CACHE_GIGABYTES, 25)
    first.set(CACHE_FOLDER, "/a folder/with, commas")
    first.set(GEOMETRY, QByteArray(b"\x00\x01where"))
    first.set(shown, True)
    first.save()
    again = Settings(str(path))
    assert again.get(THEME) == "light"
    assert again.get(CACHE_GIGABYTES) == 25
    assert again.get(CACHE_FOLDER) == "/a folder/with, commas"
    assert again.get(GEOMETRY) == QByteArray(b"\x00\x01where")
    assert again.get(shown) is True


def test_nonsense_counts_as_the_default(path: Path) -> None:
    path.write_text(
        "[look]\ntheme=purple\n[work]\nautosave_seconds=often\n[cache]\ngigabytes=\n[window]\ngeometry=12\n",
        "utf-8",
    )
    settings = Settings(str(path))
    assert settings.get(THEME) == "dark"
    assert settings.get(AUTOSAVE_SECONDS) == 60
    assert settings.get(CACHE_GIGABYTES) == CACHE_GIGABYTES.default
    assert settings.get(GEOMETRY).isEmpty()


def test_without_a_path_they_lie_in_the_users_folder(tmp_path: Path) -> None:
    settings = Settings()
    settings.set(THEME, "light")
    settings.save()
    assert (tmp_path / "config" / "dfm" / "editor.ini").is_file()
