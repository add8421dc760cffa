"""From the actions to the files, with the dialogs between: the promise, a video, a frame, the edits."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, add_edit
from dfm.core.document.timebase import Span
from dfm.core.media.probe import probe
from dfm.ui.desk import Desk
from dfm.ui.dialogs.consent import Consent, ConsentQuestion, may_edit
from dfm.ui.dialogs.export import ExportDialog
from dfm.ui.exports import Exports
from dfm.ui.jobs import JobRunner
from dfm.ui.settings import CONSENTED, EXPORT_SHOW_FOLDER, Settings
from dfm.ui.studio import Studio
from tests.ui.answers import Wait, choosing, when_asked


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of the test, in which nothing has been promised."""
    return Settings(str(tmp_path / "settings.ini"))


@pytest.fixture
def desk(short_clip: Path, tmp_path: Path, qtbot: QtBot) -> Desk:
    """A video with one edit."""
    video = Path(shutil.copyfile(short_clip, tmp_path / "talk.mp4"))
    desk = Desk()
    desk.open(Project(media=str(video), frames=60), None, probe(video))
    desk.apply("Add Happy", add_edit(desk.project, Edit("happy", 0.85, Span(10, 30), seed=21)))
    return desk


@pytest.fixture
def exports(desk: Desk, settings: Settings, qtbot: QtBot, wait: Wait) -> Iterator[Exports]:
    """The actions of a window."""
    window, jobs = QWidget(), JobRunner()
    qtbot.addWidget(window)
    studio = Studio(desk, jobs)
    wait(lambda: desk.rendered is not None)
    yield Exports(desk, studio, settings, window)
    studio.close()
    jobs.stop_all()


def promising(dialog: QDialog) -> None:
    """Tick and go on."""
    assert isinstance(dialog, ConsentQuestion)
    assert not dialog.buttons[Consent.GIVEN].isEnabled()
    dialog.promise.click()
    dialog.buttons[Consent.GIVEN].click()


def test_the_promise_is_asked_for_once_and_nothing_leaves_without_it(
    exports: Exports, settings: Settings, wait: Wait, tmp_path: Path, qtbot: QtBot
) -> None:
    when_asked(ConsentQuestion, lambda dialog: dialog.buttons[Consent.LATER].click())  # type: ignore[attr-defined]
    exports.video()
    assert QApplication.activeModalWidget() is None
    assert not settings.get(CONSENTED)
    when_asked(ConsentQuestion, promising)
    exports.video()
    assert isinstance(QApplication.activeModalWidget(), ExportDialog)
    qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape)
    assert may_edit(Settings(settings._file.fileName()))
    assert [path.name for path in tmp_path.glob("*.mp4")] == ["talk.mp4"]


def test_esc_promises_nothing(settings: Settings, qtbot: QtBot) -> None:
    when_asked(ConsentQuestion, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    assert not may_edit(settings)
    assert not settings.get(CONSENTED)


class Folders(QObject):
    """Notes which folders the desktop was asked to show."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def show_folder(self, address: QUrl) -> None:
        """Note one."""
        self.shown.append(address.toLocalFile())


@pytest.fixture
def folders() -> Iterator[Folders]:
    """In the place of the desktop's file manager."""
    folders = Folders()
    QDesktopServices.setUrlHandler("file", folders, "show_folder")  # type: ignore[arg-type]
    yield folders
    QDesktopServices.unsetUrlHandler("file")


@pytest.mark.parametrize("shows", [True, False])
def test_a_video_is_exported_and_its_folder_shown(
    exports: Exports,
    settings: Settings,
    wait: Wait,
    tmp_path: Path,
    folders: Folders,
    qtbot: QtBot,
    shows: bool,
) -> None:
    settings.set(CONSENTED, True)
    settings.set(EXPORT_SHOW_FOLDER, shows)
    written: list[Path] = []
    exports._studio.exported.connect(written.append)
    when_asked(ExportDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    exports.video()
    wait(lambda: bool(written))
    assert written == [tmp_path / "talk edited.mp4"]
    assert probe(written[0]).frames == 60
    assert folders.shown == [str(tmp_path)] * shows


def test_a_frame_and_the_edit_list_are_exported(
    exports: Exports, wait: Wait, tmp_path: Path, qtbot: QtBot
) -> None:
    when_asked(QFileDialog, choosing(tmp_path / "still", qtbot))
    exports.frame()
    wait((tmp_path / "still.png").exists)
    for name in ("list.csv", "list.json"):
        when_asked(QFileDialog, choosing(tmp_path / name, qtbot))
        exports.edit_list()
        wait((tmp_path / name).exists)
    assert "happy" in (tmp_path / "list.csv").read_text()
    assert "happy" in json.dumps(json.loads((tmp_path / "list.json").read_text()))
