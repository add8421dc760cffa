"""The export dialog, pressed and typed into."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from dfm.core.document.timebase import Span
from dfm.ui.dialogs.export import ExportDialog
from dfm.ui.dialogs.question import Overwrite, Question
from dfm.ui.settings import Settings

if TYPE_CHECKING:
    from dfm.core.media.info import MediaInfo


@pytest.fixture
def media(short_clip: Path, tmp_path: Path) -> "MediaInfo":
    """A video in a folder of its own."""
    from dfm.core.media.probe import probe

    return probe(Path(shutil.copyfile(short_clip, tmp_path / "talk.mp4")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of the test."""
    return Settings(str(tmp_path / "settings.ini"))


def shown(qtbot: QtBot, media: "MediaInfo", settings: Settings, marked: Span | None = None) -> ExportDialog:
    """A dialog on the screen."""
    dialog = ExportDialog(media, marked, settings)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def press(button: QPushButton, qtbot: QtBot) -> None:
    """Click."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_enter_exports_the_whole_as_it_is_usual(
    qtbot: QtBot, media: "MediaInfo", settings: Settings, tmp_path: Path
) -> None:
    dialog = shown(qtbot, media, settings)
    assert dialog.size_words.text().startswith("About ")
    assert not dialog.part.isEnabled()
    qtbot.keyClick(dialog.target, Qt.Key.Key_Return)
    assert dialog.result() == ExportDialog.DialogCode.Accepted
    wish = dialog.wish
    assert wish is not None
    assert wish.target == tmp_path / "talk edited.mp4"
    assert (wish.codec, wish.quality, wish.span, wish.audio) == ("h264", 17, None, True)
    assert not wish.side_by_side
    assert not wish.overwrite


def test_esc_exports_nothing(qtbot: QtBot, media: "MediaInfo", settings: Settings) -> None:
    dialog = shown(qtbot, media, settings)
    qtbot.keyClick(dialog.target, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.wish is None


def test_everything_can_be_chosen_by_keyboard_and_is_remembered(
    qtbot: QtBot, media: "MediaInfo", settings: Settings, tmp_path: Path
) -> None:
    dialog = shown(qtbot, media, settings, Span(10, 40))
    assert dialog.part.isChecked()
    assert "00:00:01:00" in dialog.part.text()
    before = dialog.estimate
    qtbot.keyClick(dialog.format, Qt.Key.Key_Down)
    assert dialog.chosen_format.codec == "hevc"
    qtbot.keyClick(dialog.quality, Qt.Key.Key_Left)
    assert dialog.quality_words.text() == "Very good"
    qtbot.keyClick(dialog.audio, Qt.Key.Key_Space)
    qtbot.keyClick(dialog.side_by_side, Qt.Key.Key_Space)
    assert dialog.estimate != before
    press(dialog.export, qtbot)
    assert dialog.wish is not None
    assert (dialog.wish.codec, dialog.wish.quality, dialog.wish.span) == ("hevc", 23, Span(10, 40))
    assert (dialog.wish.audio, dialog.wish.side_by_side) == (False, True)
    again = shown(qtbot, media, settings)
    assert (again.chosen_format.codec, again.chosen_quality.value) == ("hevc", 23)
    assert (again.audio.isChecked(), again.side_by_side.isChecked()) == (False, True)


@pytest.mark.parametrize(("row", "suffix"), [(2, ".mov"), (3, ".mkv"), (0, ".mp4")])
def test_the_name_follows_the_format(
    qtbot: QtBot, media: "MediaInfo", settings: Settings, row: int, suffix: str
) -> None:
    dialog = shown(qtbot, media, settings)
    dialog.format.setCurrentIndex(1)
    dialog.format.setCurrentIndex(row)
    assert dialog.target.text().endswith(f"talk edited{suffix}")
    assert dialog.quality.isEnabled() == (suffix != ".mkv")
    dialog.target.setText(str(media.path.with_name("take two")))
    press(dialog.export, qtbot)
    assert dialog.wish is not None
    assert dialog.wish.target.name == f"take two{suffix}"


@pytest.mark.parametrize("answer", list(Overwrite))
def test_a_file_is_replaced_only_when_asked(
    qtbot: QtBot, media: "MediaInfo", settings: Settings, tmp_path: Path, answer: Overwrite
) -> None:
    (tmp_path / "mine.mp4").write_bytes(b"mine")
    dialog = shown(qtbot, media, settings)
    dialog.target.setText(str(tmp_path / "mine.mp4"))
    asked: list[str] = []

    def reply() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        asked.append(question.accessibleName())
        press(question.buttons[answer], qtbot)

    QTimer.singleShot(50, reply)
    press(dialog.export, qtbot)
    assert asked == ["Replace mine.mp4?"]
    assert dialog.isVisible() == (answer is Overwrite.CANCEL)
    assert (dialog.wish is not None and dialog.wish.overwrite) == (answer is Overwrite.REPLACE)


@pytest.mark.parametrize(
    ("name", "words"), [("talk.mp4", "is the input itself"), ("no such folder/out.mp4", "make the folder")]
)
def test_what_cannot_be_written_is_said_at_once(
    qtbot: QtBot, media: "MediaInfo", settings: Settings, tmp_path: Path, name: str, words: str
) -> None:
    dialog = shown(qtbot, media, settings)
    dialog.target.setText(str(tmp_path / name))
    press(dialog.export, qtbot)
    assert dialog.isVisible()
    assert words in dialog.trouble.text()
    assert dialog.trouble.isVisible()
    dialog.target.setText(str(tmp_path / "out.mp4"))
    assert not dialog.trouble.isVisible()
    dialog.target.setText(" ")
    assert not dialog.export.isEnabled()


def test_a_silent_video_offers_no_sound(qtbot: QtBot, media: "MediaInfo", settings: Settings) -> None:
    from dataclasses import replace

    dialog = shown(qtbot, replace(media, audio=()), settings)
    assert not dialog.audio.isEnabled()
    assert not dialog.audio.isChecked()
