"""The dialog that asks how long a video is learned, typed into and pressed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfm.core.training.renderer_course import HEADINGS
from dfm.ui.dialogs.question import Overwrite, Question
from dfm.ui.dialogs.train_renderer import TrainRendererDialog
from dfm.ui.training import Outlook, RendererWish


def shown(
    qtbot: QtBot, folder: Path, outlook: Outlook | None = None, faces: int = 1, face: int = 1
) -> TrainRendererDialog:
    """The dialog for a video in a folder."""
    suggested = folder / "talk.dfmrenderer"
    dialog = TrainRendererDialog(suggested, faces, face, outlook or Outlook("cpu"))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def reply(answer: Overwrite) -> None:
    """Answer the next question."""

    def give() -> None:
        (question,) = (
            each for each in QApplication.topLevelWidgets() if isinstance(each, Question) and each.isVisible()
        )
        question.give(answer)

    QTimer.singleShot(0, give)


def test_enter_is_all_that_is_needed(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(qtbot, tmp_path)
    assert not dialog.face.isVisible()
    assert not dialog.resume.isVisible()
    assert "slowly" in dialog.expect.text()
    qtbot.keyClick(dialog.minutes, Qt.Key.Key_Return)
    assert dialog.wish == RendererWish(1, 30, tmp_path / "talk.dfmrenderer", "cpu")
    assert not list(tmp_path.iterdir())


def test_a_graphics_card_is_told_of(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(qtbot, tmp_path, Outlook("cuda"))
    assert dialog.minutes.value() == 10
    assert "graphics card of this machine" in dialog.expect.text()


def test_a_face_that_was_begun_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(qtbot, tmp_path, Outlook("cpu", {2: 250.0}), faces=3)
    assert dialog.face.isVisible()
    assert not dialog.resume.isVisible()
    dialog.face.setCurrentIndex(1)
    assert dialog.resume.text().endswith("was learned for 4 minutes")
    assert dialog.minutes.suffix() == " minutes more"
    dialog.minutes.setValue(5)
    dialog.accept()
    assert dialog.wish == RendererWish(2, 5, tmp_path / "talk.dfmrenderer", "cpu", 250.0)
    again = shown(qtbot, tmp_path, Outlook("cpu", {2: 250.0}), faces=3, face=2)
    again.resume.click()
    assert again.minutes.suffix() == " minutes"
    again.accept()
    assert again.wish is not None
    assert again.wish.resumed is None


def test_a_picture_of_the_video_is_not_overwritten(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "talk.png").write_bytes(b"a poster")
    dialog = shown(qtbot, tmp_path)
    assert dialog.target.text() == str(tmp_path / "talk 2.dfmrenderer")
    dialog.target.setText(str(tmp_path / "talk"))
    wishes = []
    for answer in (Overwrite.CANCEL, Overwrite.REPLACE):
        reply(answer)
        dialog.accept()
        wishes.append(dialog.wish)
    assert wishes == [None, RendererWish(1, 30, tmp_path / "talk.dfmrenderer", "cpu")]


def test_what_a_stopped_training_left_is_its_own(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "talk.csv").write_text(HEADINGS + "\n")
    (tmp_path / "talk.png").write_bytes(b"frames held out")
    dialog = shown(qtbot, tmp_path)
    dialog.accept()
    assert dialog.wish is not None
    assert dialog.wish.target == tmp_path / "talk.dfmrenderer"


@pytest.mark.parametrize("answer", [Overwrite.CANCEL, Overwrite.REPLACE])
def test_another_file_is_replaced_only_if_asked(qtbot: QtBot, tmp_path: Path, answer: Overwrite) -> None:
    (tmp_path / "talk.dfmrenderer").touch()
    dialog = shown(qtbot, tmp_path)
    reply(answer)
    dialog.accept()
    assert (dialog.wish is not None) is (answer is Overwrite.REPLACE)


def test_a_folder_that_is_not_there_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(qtbot, tmp_path)
    dialog.target.setText(str(tmp_path / "nowhere" / "talk"))
    dialog.accept()
    assert dialog.wish is None
    assert "does not exist: choose another" in dialog.trouble.text()
    dialog.target.clear()
    assert not dialog.train.isEnabled()
