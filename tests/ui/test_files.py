"""Files through the front door: real dialogs are pressed and typed into while the editor waits for them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dfm.core import places
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, add_edit
from dfm.core.document.storage import read_project, write_project
from dfm.core.document.timebase import Span
from dfm.core.jobs import Job, Progress
from dfm.ui.desk import Desk, Failure
from dfm.ui.dialogs.recover import RecoverQuestion, Recovery
from dfm.ui.dialogs.relink import Relink, RelinkQuestion
from dfm.ui.dialogs.unsaved import Leave, QuitQuestion, UnsavedQuestion
from dfm.ui.files import Files
from dfm.ui.jobs import JobRunner, Lane
from dfm.ui.settings import Settings
from tests.ui.answers import Wait, choosing, when_asked

if TYPE_CHECKING:
    from dfm.core.media.info import MediaInfo

HAPPY = Edit("happy", 0.85, Span(10, 30))


class Window(QWidget):
    """A window that asks before it closes."""

    files: Files

    def closeEvent(self, event: object) -> None:
        event.accept() if self.files.may_close() else event.ignore()  # type: ignore[attr-defined]


@pytest.fixture
def video(short_clip: Path, tmp_path: Path) -> Path:
    """A copy of the short clip that may be moved."""
    (tmp_path / "clips").mkdir()
    return Path(shutil.copyfile(short_clip, tmp_path / "clips" / "talk.mp4"))


@pytest.fixture(autouse=True)
def autosaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies of this test alone."""
    monkeypatch.setenv("DFM_STATE_DIR", str(tmp_path / "state"))
    return places.autosave_folder()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The window that dialogs belong to."""
    window = Window()
    qtbot.addWidget(
        window, before_close_func=lambda _: setattr(window, "closeEvent", lambda event: event.accept())
    )
    window.show()
    return window


@pytest.fixture
def files(window: Window, jobs: JobRunner, tmp_path: Path) -> Iterator[Files]:
    """Files of an empty desk."""
    window.files = Files(Desk(), jobs, window, Settings(str(tmp_path / "settings.ini")))
    yield window.files
    jobs.stop_all()
    window.files.autosaving.drop()


def desk_of(files: Files) -> Desk:
    """The desk that the files belong to."""
    return files._desk


@pytest.fixture
def failures(files: Files) -> list[Failure]:
    """What went wrong."""
    told: list[Failure] = []
    desk_of(files).failed.connect(told.append)
    return told


def opened(files: Files, path: Path, wait: Wait) -> Desk:
    """Open a file and wait for it."""
    before = desk_of(files).history
    files.open_path(path)
    wait(lambda: desk_of(files).history is not before)
    return desk_of(files)


def edited(desk: Desk, edit: Edit = HAPPY) -> None:
    """Put an edit into the project."""
    desk.apply("Add", add_edit(desk.project, edit))


def answering(means: Leave | Recovery | Relink, qtbot: QtBot) -> Callable[[QDialog], None]:
    """Press the button of an answer."""

    def press(dialog: QDialog) -> None:
        button: QPushButton = dialog.buttons[means]  # type: ignore[attr-defined]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def test_a_video_becomes_a_new_project(files: Files, video: Path, wait: Wait) -> None:
    desk = opened(files, video, wait)
    assert desk.media is not None
    assert (desk.media.frames, desk.project.frames, desk.path) == (60, 60, None)
    assert desk.project.content_id
    assert not desk.is_dirty
    assert files.recent == (video,)
    assert files.name == "talk.mp4"


def test_opening_through_the_dialog(files: Files, video: Path, wait: Wait, qtbot: QtBot) -> None:
    when_asked(QFileDialog, choosing(video, qtbot))
    files.open()
    wait(lambda: desk_of(files).media is not None)


def test_saved_and_opened_again_it_is_the_same(
    files: Files, video: Path, wait: Wait, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = opened(files, video, wait)
    edited(desk)
    when_asked(QFileDialog, choosing(tmp_path / "clips" / "talk", qtbot))
    assert files.save()
    path = tmp_path / "clips" / "talk.dfm"
    assert (desk.path, desk.is_dirty) == (path, False)
    before = desk.project
    edited(desk, Edit("sad", 0.5, Span(40, 50)))
    assert files.save()
    assert len(read_project(path).edits) == 2
    desk.undo()
    assert desk.is_dirty
    assert files.save()
    files.new()
    assert desk.media is None
    opened(files, path, wait)
    assert desk.project == before
    assert files.recent == (path, video)


@pytest.mark.parametrize(
    "content", [b"", b"not json", b'{"schema": 99}', b'{"schema": 2, "media": {"path": 7}}']
)
def test_a_project_that_cannot_be_read_is_one_sentence(
    files: Files, video: Path, wait: Wait, failures: list[Failure], tmp_path: Path, content: bytes
) -> None:
    desk = opened(files, video, wait)
    before = desk.project
    bad = tmp_path / "bad.dfm"
    bad.write_bytes(content)
    for path in (bad, tmp_path / "gone.mp4", tmp_path):
        files.open_path(path)
        count = len(failures)
        wait(lambda count=count: len(failures) > count)  # type: ignore[misc]
    assert len(failures) == 3
    assert "bad.dfm" in failures[0].sentence
    assert not any("unforeseen" in failure.sentence for failure in failures)
    assert desk.project == before
    assert bad.read_bytes() == content
    assert files.recent == (video,)


@pytest.mark.parametrize("answer", [Leave.SAVE, Leave.DISCARD, Leave.CANCEL])
def test_what_is_not_saved_is_asked_about(
    files: Files, video: Path, wait: Wait, qtbot: QtBot, tmp_path: Path, answer: Leave
) -> None:
    desk = opened(files, video, wait)
    path = tmp_path / "talk.dfm"
    write_project(desk.project, path)
    opened(files, path, wait)
    edited(desk)
    asked: list[str] = []
    when_asked(UnsavedQuestion, answering(answer, qtbot), asked)
    files.new()
    assert asked == ["Save the changes to talk.dfm?"]
    assert (desk.media is None) == (answer is not Leave.CANCEL)
    assert len(read_project(path).edits) == (answer is Leave.SAVE)


def test_esc_keeps_everything(files: Files, video: Path, wait: Wait, qtbot: QtBot) -> None:
    desk = opened(files, video, wait)
    edited(desk)
    when_asked(UnsavedQuestion, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    assert not files.may_close()
    assert desk.is_dirty


def test_saving_where_nobody_may_write_fails_in_one_sentence(
    files: Files, video: Path, wait: Wait, failures: list[Failure], tmp_path: Path
) -> None:
    desk = opened(files, video, wait)
    edited(desk)
    desk.mark_saved(tmp_path / "no such folder" / "talk.dfm")
    edited(desk, Edit("sad", 0.5, Span(40, 50)))
    assert not files.save()
    assert desk.is_dirty
    assert len(failures) == 1
    assert "cannot be saved" in failures[0].sentence


# A video that has moved


@pytest.fixture
def saved(files: Files, video: Path, wait: Wait, tmp_path: Path) -> Path:
    """A project with an edit; its video then moves elsewhere."""
    desk = opened(files, video, wait)
    path = tmp_path / "talk.dfm"
    write_project(add_edit(desk.project, HAPPY), path)
    files.new()
    (tmp_path / "elsewhere").mkdir()
    video.rename(tmp_path / "elsewhere" / "other name.mp4")
    return path


def test_a_video_that_moved_is_asked_for_and_known_by_its_content(
    files: Files, saved: Path, wait: Wait, qtbot: QtBot, tmp_path: Path, demo_clip: Path
) -> None:
    moved = tmp_path / "elsewhere" / "other name.mp4"
    verdicts: list[str] = []

    def try_both(dialog: QDialog) -> None:
        assert isinstance(dialog, RelinkQuestion)
        when_asked(QFileDialog, choosing(demo_clip, qtbot))
        qtbot.mouseClick(dialog.buttons[Relink.CHOOSE], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(dialog.verdict.isVisible, timeout=5000)
        verdicts.append(dialog.verdict.text())
        when_asked(QFileDialog, choosing(moved, qtbot))
        qtbot.mouseClick(dialog.buttons[Relink.CHOOSE], Qt.MouseButton.LeftButton)

    when_asked(RelinkQuestion, try_both)
    desk = desk_of(files)
    files.open_path(saved)
    wait(lambda: desk.media is not None)
    assert "is not the video of this project" in verdicts[0]
    assert desk.media is not None
    assert desk.media.path == moved
    assert desk.project.media == str(moved)
    assert desk.project.edits[0].emotion == "happy"
    assert (desk.path, desk.is_dirty) == (saved, True)
    assert files.save()
    opened(files, saved, wait)
    assert not desk.is_dirty


def test_giving_up_the_search_leaves_the_desk_as_it_was(
    files: Files, saved: Path, wait: Wait, qtbot: QtBot
) -> None:
    said: list[str] = []
    desk_of(files).said.connect(said.append)
    when_asked(RelinkQuestion, answering(Relink.CANCEL, qtbot))
    files.open_path(saved)
    wait(lambda: any("was not found" in sentence for sentence in said))
    assert desk_of(files).project == Project()


def test_a_video_beside_its_project_is_found_without_asking(
    files: Files, saved: Path, wait: Wait, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere" / "other name.mp4").rename(tmp_path / "talk.mp4")
    desk = opened(files, saved, wait)
    assert desk.media is not None
    assert desk.media.path == tmp_path / "talk.mp4"


def test_a_video_that_vanishes_while_it_is_open_is_told_and_found_again(
    files: Files, video: Path, wait: Wait, qtbot: QtBot, tmp_path: Path, failures: list[Failure]
) -> None:
    desk = opened(files, video, wait)
    edited(desk)
    lost: list[Failure] = []
    files.video_lost.connect(lost.append)
    moved = video.rename(tmp_path / "moved.mp4")
    wait(lambda: bool(lost))
    assert failures == lost
    assert "talk.mp4 is no longer in" in lost[0].sentence

    def choose(dialog: QDialog) -> None:
        when_asked(QFileDialog, choosing(moved, qtbot))
        qtbot.mouseClick(dialog.buttons[Relink.CHOOSE], Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]

    when_asked(RelinkQuestion, choose)
    files.find_video()
    assert desk.media is not None
    assert desk.media.path == moved
    assert desk.project.edits[0].emotion == "happy"


def test_a_video_that_is_written_anew_is_no_loss(
    files: Files, video: Path, wait: Wait, qtbot: QtBot, failures: list[Failure], tmp_path: Path
) -> None:
    opened(files, video, wait)
    copy = Path(shutil.copyfile(video, tmp_path / "copy.mp4"))
    video.unlink()
    copy.replace(video)
    qtbot.wait(700)
    assert failures == []


# Quitting while jobs run


class Gate:
    """A job that ends when it is let go."""

    def __init__(self) -> None:
        self.has_begun = False
        self.is_open = False
        self.is_closed = False

    def job(self) -> Job[None]:
        """Wait at the gate."""
        import time

        self.has_begun = True
        try:
            while not self.is_open:
                time.sleep(0.002)
                yield Progress("wait", 0)
        finally:
            self.is_closed = True


@pytest.fixture
def gate(jobs: JobRunner, wait: Wait) -> Gate:
    """A job in the lane of exports."""
    gate = Gate()
    jobs.start("Exporting out.mp4", gate.job, lane=Lane.RENDER, on_done=lambda _: None)
    wait(lambda: gate.has_begun)
    return gate


def test_quitting_waits_for_jobs_where_the_user_wants_that(
    files: Files, window: Window, gate: Gate, qtbot: QtBot, wait: Wait
) -> None:
    asked: list[str] = []
    when_asked(QuitQuestion, answering(Leave.WAIT, qtbot), asked)
    assert not window.close()
    assert asked == ["Exporting out.mp4 is not finished"]
    assert window.isVisible()
    gate.is_open = True
    wait(lambda: not window.isVisible())


def test_quitting_can_stop_them_or_be_called_off(
    files: Files, window: Window, gate: Gate, qtbot: QtBot, jobs: JobRunner
) -> None:
    when_asked(QuitQuestion, answering(Leave.CANCEL, qtbot))
    assert not window.close()
    when_asked(QuitQuestion, answering(Leave.STOP, qtbot))
    assert window.close()
    jobs.stop_all()
    assert gate.is_closed
    assert not gate.is_open


def test_jobs_and_unsaved_work_are_one_question(
    files: Files, window: Window, video: Path, gate: Gate, qtbot: QtBot, wait: Wait, tmp_path: Path
) -> None:
    desk = opened(files, video, wait)
    path = tmp_path / "talk.dfm"
    write_project(desk.project, path)
    opened(files, path, wait)
    edited(desk)
    asked: list[str] = []
    when_asked(QuitQuestion, answering(Leave.STOP, qtbot), asked)
    assert window.close()
    assert len(asked) == 1
    assert len(read_project(path).edits) == 1


def test_what_was_given_up_is_not_asked_about_again(
    files: Files, window: Window, video: Path, gate: Gate, qtbot: QtBot, wait: Wait
) -> None:
    edited(opened(files, video, wait))

    def wait_without_saving(dialog: QDialog) -> None:
        assert isinstance(dialog, QuitQuestion)
        assert dialog.save is not None
        dialog.save.click()
        answering(Leave.WAIT, qtbot)(dialog)

    when_asked(QuitQuestion, wait_without_saving)
    assert not window.close()
    gate.is_open = True
    wait(lambda: not window.isVisible())


def test_a_job_that_fails_keeps_the_window_that_waits(
    files: Files, window: Window, jobs: JobRunner, gate: Gate, qtbot: QtBot, wait: Wait
) -> None:
    def failing() -> Job[None]:
        yield Progress("work", 0)
        raise OSError("the disk is full")

    jobs.start(
        "Exporting", failing, lane=Lane.RENDER, on_done=lambda _: None, on_failed=desk_of(files).failed.emit
    )
    when_asked(QuitQuestion, answering(Leave.WAIT, qtbot))
    assert not window.close()
    gate.is_open = True
    wait(lambda: not jobs.jobs)
    qtbot.wait(80)
    assert window.isVisible()


# Copies, and what is left after a crash


def copies(folder: Path) -> list[Path]:
    """The copies of unsaved projects."""
    return sorted(folder.glob("*.autosave"))


def test_a_copy_is_kept_while_there_is_something_to_lose(
    files: Files, video: Path, wait: Wait, autosaves: Path, tmp_path: Path
) -> None:
    desk = opened(files, video, wait)
    edited(desk)
    files.autosaving.keep()
    wait(lambda: len(copies(autosaves)) == 1)
    desk.undo()
    wait(lambda: not copies(autosaves))
    edited(desk)
    wait(lambda: len(copies(autosaves)) == 1)  # by itself, once the hand rests
    desk.mark_saved(tmp_path / "talk.dfm")
    assert not copies(autosaves)


def test_a_copy_goes_with_the_users_own_wish(
    files: Files, window: Window, video: Path, wait: Wait, autosaves: Path, qtbot: QtBot
) -> None:
    edited(opened(files, video, wait))
    files.autosaving.keep()
    wait(lambda: len(copies(autosaves)) == 1)
    when_asked(UnsavedQuestion, answering(Leave.DISCARD, qtbot))
    assert window.close()
    assert not copies(autosaves)


CRASHING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from dfm.core.document.edits import Edit
from dfm.core.document.project import add_edit
from dfm.core.document.timebase import Span
from dfm.core.places import autosave_folder
from dfm.ui.desk import Desk
from dfm.ui.files import Files
from dfm.ui.jobs import JobRunner

application = QApplication(["dfm"])
window, desk, jobs = QWidget(), Desk(), JobRunner()
files = Files(desk, jobs, window)

def edit():
    if desk.media is None:
        return QTimer.singleShot(20, edit)
    desk.apply("Add Sad", add_edit(desk.project, Edit("sad", 0.5, Span(5, 25))))
    tell()

def tell():
    if not list(autosave_folder().glob("*.autosave")):
        return QTimer.singleShot(20, tell)
    print("kept", flush=True)

files.open_path(Path(sys.argv[1]))
edit()
application.exec()
"""


@pytest.fixture
def crashed(video: Path) -> Path:
    """What is left of an editor that was killed with something unsaved."""
    editor = subprocess.Popen([sys.executable, "-c", CRASHING, str(video)], stdout=subprocess.PIPE, text=True)
    with editor:
        assert editor.stdout is not None
        assert editor.stdout.readline().strip() == "kept"
        os.kill(editor.pid, signal.SIGKILL)
    return video


def test_what_a_killed_editor_left_is_offered_and_taken_up(
    crashed: Path, files: Files, wait: Wait, qtbot: QtBot, autosaves: Path
) -> None:
    rows: list[str] = []

    def recover(dialog: QDialog) -> None:
        assert isinstance(dialog, RecoverQuestion)
        rows.extend(dialog.rows.item(at).text() for at in range(dialog.rows.count()))
        answering(Recovery.RECOVER, qtbot)(dialog)

    (before,) = copies(autosaves)
    when_asked(RecoverQuestion, recover)
    files.begin()
    desk = desk_of(files)
    wait(lambda: desk.media is not None)
    assert len(rows) == 1
    assert rows[0].startswith("talk.mp4, never saved, 1 edit, today at ")
    assert [edit.emotion for edit in desk.project.edits] == ["sad"]
    assert (desk.path, desk.is_dirty) == (None, True)
    wait(lambda: len(copies(autosaves)) == 1 and copies(autosaves) != [before])


@pytest.mark.parametrize("answer", [Recovery.DISCARD, Recovery.LATER])
def test_what_a_crash_left_can_be_thrown_away_or_kept_for_later(
    crashed: Path, files: Files, wait: Wait, qtbot: QtBot, autosaves: Path, answer: Recovery
) -> None:
    when_asked(RecoverQuestion, answering(answer, qtbot))
    files.begin(crashed)
    wait(lambda: desk_of(files).media is not None)
    assert desk_of(files).project.edits == ()
    assert len(copies(autosaves)) == (answer is Recovery.LATER)


def test_an_editor_that_still_runs_has_left_nothing(
    files: Files, video: Path, wait: Wait, autosaves: Path, jobs: JobRunner, qtbot: QtBot
) -> None:
    desk = opened(files, video, wait)
    edited(desk)
    files.autosaving.keep()
    wait(lambda: len(copies(autosaves)) == 1)
    other = Files(Desk(), jobs, QWidget(), files._settings)
    qtbot.addWidget(other._window)
    other.begin(video)
    wait(lambda: desk_of(other).media is not None)
    assert len(copies(autosaves)) == 1


def test_the_latest_wish_to_open_counts(
    files: Files, video: Path, wait: Wait, tmp_path: Path, short_media: "MediaInfo"
) -> None:
    other = Path(shutil.copyfile(video, tmp_path / "other.mp4"))
    files.open_path(video)
    files.open_path(other)
    wait(lambda: desk_of(files).media is not None)
    media = desk_of(files).media
    assert media is not None
    assert replace(media, path=short_media.path) == short_media
    assert media.path == other
    assert files.recent == (other,)
