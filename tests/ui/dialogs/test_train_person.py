"""The dialog that asks from what a person is learned, typed into and pressed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfm.ui.dialogs.question import Overwrite, Question
from dfm.ui.dialogs.train_person import TrainPersonDialog
from dfm.ui.settings import Settings
from dfm.ui.training import suggested_target

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The project's video."""
    path = tmp_path / "talk.mp4"
    path.touch()
    return path


@pytest.fixture
def dialog(qtbot: QtBot, own: Path, tmp_path: Path) -> TrainPersonDialog:
    dialog = TrainPersonDialog(str(own), 2, Settings(str(tmp_path / "settings.ini")))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_name_is_all_that_is_needed(qtbot: QtBot, dialog: TrainPersonDialog, own: Path) -> None:
    assert not dialog.train.isEnabled()
    assert "this video, face 2" in dialog.videos.rows.item(0).text()
    qtbot.keyClicks(dialog.name, "Anna L.")
    assert dialog.target.text() == str(own.parent / "Anna L.dfmperson")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    wish = dialog.wish
    assert wish is not None
    assert (wish.face, wish.name, wish.videos, wish.named) == (2, "Anna L.", (own,), ((own, 2),))
    assert (wish.target, wish.preset, wish.resume) == (own.parent / "Anna L.dfmperson", "default", False)


def test_videos_come_and_go(qtbot: QtBot, dialog: TrainPersonDialog, own: Path) -> None:
    other = own.with_name("interview.mov")
    dialog.videos.add([other, own, other])
    assert list(dialog.videos.files) == [own, other]
    assert not dialog.videos.remove_button.isEnabled()
    dialog.videos.setFocus()
    dialog.videos.rows.selectAll()
    qtbot.keyClick(dialog.videos.rows, Qt.Key.Key_Delete)
    assert not dialog.videos.files
    assert dialog.videos.empty.isVisible()
    qtbot.keyClicks(dialog.name, "Anna")
    assert not dialog.train.isEnabled()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    QApplication.sendEvent(dialog.videos, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(
        dialog.videos, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    )
    assert list(dialog.videos.files) == [other]
    dialog.accept()
    assert dialog.wish is not None
    assert dialog.wish.named == ()


def test_a_file_that_was_typed_stays(qtbot: QtBot, dialog: TrainPersonDialog, own: Path) -> None:
    dialog.target.selectAll()
    qtbot.keyClicks(dialog.target, str(own.parent / "mine"))
    qtbot.keyClicks(dialog.name, "Anna")
    dialog.preset.setCurrentIndex(1)
    assert "made for hours" in dialog.purpose.text()
    dialog.accept()
    assert dialog.wish is not None
    assert dialog.wish.target == own.parent / "mine.dfmperson"
    assert dialog.wish.preset == "paper"


def test_a_folder_that_is_not_there_is_told(qtbot: QtBot, dialog: TrainPersonDialog, own: Path) -> None:
    qtbot.keyClicks(dialog.name, "Anna")
    dialog.target.setText(str(own.parent / "nowhere" / "anna.dfmperson"))
    dialog.accept()
    assert dialog.wish is None
    assert "does not exist: choose another" in dialog.trouble.text()
    assert dialog.trouble.isVisible()


@pytest.mark.parametrize("answer", [Overwrite.CANCEL, Overwrite.REPLACE])
def test_another_file_is_replaced_only_if_asked(
    qtbot: QtBot, dialog: TrainPersonDialog, own: Path, answer: Overwrite
) -> None:
    (own.parent / "Anna.dfmperson").touch()
    qtbot.keyClicks(dialog.name, "Anna")

    def reply() -> None:
        (question,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, Question))
        question.give(answer)

    QTimer.singleShot(0, reply)
    dialog.accept()
    assert (dialog.wish is not None) is (answer is Overwrite.REPLACE)


def test_a_training_that_was_stopped_may_go_on(qtbot: QtBot, dialog: TrainPersonDialog, own: Path) -> None:
    assert not dialog.resume.isVisible()
    (own.parent / "Anna.checkpoint").touch()
    qtbot.keyClicks(dialog.name, "Anna")
    assert dialog.resume.isVisible()
    dialog.resume.click()
    dialog.accept()
    assert dialog.wish is not None
    assert dialog.wish.resume


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("", "person"),
        ("Anna/Eva: 2", "Anna Eva 2"),
        ("  ", "person"),
        ("Ébène ü", "Ébène ü"),
        ("...", "person"),
    ],
)
def test_names_become_files(name: str, file: str) -> None:
    assert suggested_target(Path("/people"), name) == Path(f"/people/{file}.dfmperson")
