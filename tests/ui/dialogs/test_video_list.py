"""Videos are chosen into a list, each once, and the folder is remembered."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dfm.ui.dialogs.video_list import VideoList
from dfm.ui.settings import LAST_FOLDER, Settings


def test_chosen_videos_stand_in_the_list_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(str(tmp_path / "settings.ini"))
    one, other = tmp_path / "one.mp4", tmp_path / "other.mp4"
    videos = VideoList(settings, {one: "(known)"}, "Videos of the person")
    qtbot.addWidget(videos)
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda *_: ([str(one), str(other), str(one)], "Videos")
    )
    with qtbot.waitSignal(videos.changed):
        videos.add_button.click()
    assert list(videos.files) == [one, other]
    assert [videos.rows.item(at).text() for at in range(2)] == ["one.mp4   (known)", "other.mp4"]
    assert settings.get(LAST_FOLDER) == str(tmp_path)
    videos.rows.item(0).setSelected(True)
    with qtbot.waitSignal(videos.changed):
        videos.remove_button.click()
    assert list(videos.files) == [other]
    assert not videos.remove_button.isEnabled()
