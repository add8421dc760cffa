"""The whole story through one window: open, drag, trim, undo, reenact, play, export, save and come back.

Off the screen the drag from the palette arrives as the events that Qt sends; under X it is a real one.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dfm.core.document.project import Project
from dfm.core.media.probe import probe
from dfm.ui.desk import Desk
from dfm.ui.dialogs.export import ExportDialog
from dfm.ui.players.modes import Side
from dfm.ui.players.view import PictureView
from dfm.ui.settings import CONSENTED, EXPORT_SHOW_FOLDER, TIPS_SEEN, Settings
from dfm.ui.widgets.reenact_button import Readiness
from dfm.ui.window import EditorWindow
from tests.ui.hand import drag_and_drop
from tests.ui.timeline.mouse import Mouse

SLOW = 60_000
CTRL = Qt.KeyboardModifier.ControlModifier
DROPPED_AT = 16
Drag = Callable[[EditorWindow, str, int], None]


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], EditorWindow]]:
    """Opens windows of someone who has been here before, and shuts them."""
    settings = Settings(str(tmp_path / "editor.ini"))
    settings.set(CONSENTED, True)
    settings.set(TIPS_SEEN, "reenact,export")
    settings.set(EXPORT_SHOW_FOLDER, False)
    windows: list[EditorWindow] = []

    def make() -> EditorWindow:
        window = EditorWindow(Desk(), settings)
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        to_the_front(qtbot, window)
        return window

    yield make
    for window in windows:
        if isValid(window):
            shut(window)


@pytest.fixture
def video(short_clip: Path, short_analysis: object, tmp_path: Path) -> Path:
    """The short clip in the folder of the test; its faces are known."""
    copy = tmp_path / "talk.mp4"
    copy.write_bytes(short_clip.read_bytes())
    return copy


def shut(window: EditorWindow) -> None:
    """Close a window without a question."""
    if window.desk.is_dirty:
        window.desk.mark_saved(Path("given-up.dfm"))
    window.jobs.stop_all()
    window.close()
    window.deleteLater()


def to_the_front(qtbot: QtBot, window: EditorWindow) -> None:
    """Give a window the keyboard, which a window manager would do."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)


def drag_by_events(window: EditorWindow, emotion: str, frame: int) -> None:
    """Carry an emotion onto the first face's track, by the events that a drag consists of."""
    mouse = Mouse(window.timeline)
    assert mouse.carry(emotion, mouse.place(2))
    mouse.carry_to(mouse.place(frame), Qt.KeyboardModifier.AltModifier)
    mouse.drop(mouse.place(frame))


def drag_by_hand(window: EditorWindow, emotion: str, frame: int) -> None:
    """Press on the palette's chip, carry it over the window and let go."""
    chip = next(each for each in window.palette_panel.chips if each.row.name == emotion)
    port = window.timeline.view.viewport()
    start = chip.mapTo(window, chip.rect().center())
    end = port.mapTo(window, Mouse(window.timeline).place(frame))
    drag_and_drop(window, start, end)


def output_at(qtbot: QtBot, window: EditorWindow, frame: int) -> QImage:
    """What the output shows of a frame, once it shows just that."""
    window.desk.move_playhead(frame)
    qtbot.waitUntil(lambda: window.players.is_exact and window.desk.playhead == frame, timeout=SLOW)
    (image,) = (
        image
        for view in window.players.findChildren(PictureView)
        if view.isVisible() and (image := view.image(Side.OUTPUT)) is not None
    )
    return image.copy()


def saved_frame(qtbot: QtBot, window: EditorWindow, frame: int, target: Path) -> bytes:
    """The output's frame in full size, as it is exported."""
    window.desk.move_playhead(frame)
    job = window.studio.export_frame(target)
    assert job is not None
    qtbot.waitUntil(lambda: job.state.is_over, timeout=SLOW)
    return target.read_bytes()


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let the system's file dialog answer with this path."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def tell_story(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    open_window: Callable[[], EditorWindow],
    video: Path,
    drag: Drag,
) -> None:
    window = open_window()
    desk, button = window.desk, window.reenact_button
    window.open_path(video)
    qtbot.waitUntil(lambda: desk.analysis is not None and desk.rendered is not None, timeout=SLOW)
    first = desk.project

    # An emotion is dragged from the palette, trimmed, and the trim is undone and done again.
    drag(window, "happy", DROPPED_AT)
    (edit,) = desk.project.edits
    assert edit.emotion == "happy"
    assert abs(edit.span.start - DROPPED_AT) <= 2
    mouse = Mouse(window.timeline)
    mouse.drag(mouse.edge(edit.id, end=True), -6, Qt.KeyboardModifier.AltModifier)
    (trimmed,) = desk.project.edits
    assert 4 <= edit.span.end - trimmed.span.end <= 8
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert desk.project.edits == (edit,)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert desk.project is first
    qtbot.keyClick(window, Qt.Key.Key_Y, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert desk.project.edits == (trimmed,)

    # While the playhead stands in the edit, the output shows it, and nothing else of the frame changes.
    inside = (trimmed.span.start + trimmed.span.end) // 2
    live = output_at(qtbot, window, inside)
    assert live != output_at(qtbot, window, 2)

    # Reenact Video is cancelled half way; what was drawn stays; the second time the rest is drawn.
    qtbot.waitUntil(lambda: button.state is Readiness.READY, timeout=SLOW)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    job = window.studio.reenactment
    assert job is not None
    qtbot.waitUntil(lambda: job.done >= 2 or job.state.is_over, timeout=SLOW)
    window.actions_by_name["tools.cancel"].trigger()
    qtbot.waitUntil(lambda: job.state.is_over, timeout=SLOW)
    qtbot.waitUntil(lambda: sum(span.length for span in desk.rendered_spans) >= 2, timeout=SLOW)
    if button.state is not Readiness.NOTHING_NEW:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button.state is Readiness.NOTHING_NEW, timeout=SLOW)
    finished = saved_frame(qtbot, window, inside, video.with_name("before.png"))

    # It is played from before the edit to the video's end, and every picture comes from the finished ones.
    desk.move_playhead(trimmed.span.start - 3)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.players.playback.is_playing
    qtbot.waitUntil(lambda: desk.playhead >= trimmed.span.end, timeout=SLOW)
    qtbot.keyClick(window, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: not window.players.playback.is_playing, timeout=SLOW)

    # The final video is exported, as long as the input.
    target = video.with_name("talk edited.mp4")
    window.actions_by_name["file.export"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    dialog.target.setText(str(target))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(target.exists, timeout=SLOW)
    assert probe(target).frames == probe(video).frames
    with av.open(str(target)) as container:
        assert container.streams.audio

    # The project is saved; in another window it comes back with its edits and its finished frames.
    saved = video.with_name("talk.dfm")
    choose(monkeypatch, saved)
    to_the_front(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    assert saved.exists()
    assert not desk.is_dirty
    project: Project = desk.project
    shut(window)
    again = open_window()
    again.open_path(saved)
    qtbot.waitUntil(lambda: again.reenact_button.state is Readiness.NOTHING_NEW, timeout=SLOW)
    assert again.desk.project == project
    assert saved_frame(qtbot, again, inside, video.with_name("after.png")) == finished


def test_a_face_is_edited_within_one_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, open_window: Callable[[], EditorWindow], video: Path
) -> None:
    tell_story(qtbot, monkeypatch, open_window, video, drag_by_events)


@pytest.mark.x11
def test_a_face_is_edited_within_one_window_under_x(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, open_window: Callable[[], EditorWindow], video: Path
) -> None:
    tell_story(qtbot, monkeypatch, open_window, video, drag_by_hand)


def test_a_video_that_vanishes_costs_nothing_but_its_pictures(
    qtbot: QtBot, open_window: Callable[[], EditorWindow], video: Path
) -> None:
    window = open_window()
    window.open_path(video)
    qtbot.waitUntil(lambda: window.desk.rendered is not None, timeout=SLOW)
    window.actions_by_name["clip.add_fear"].trigger()
    kept = window.desk.project
    video.unlink()
    qtbot.waitUntil(window.notices.isVisible, timeout=SLOW)
    assert "talk.mp4" in window.notices.sentence
    assert window.desk.project == kept
    window.actions_by_name["tools.reenact"].trigger()
    qtbot.waitUntil(lambda: window.studio.reenactment is None, timeout=SLOW)
    assert window.desk.project == kept
    assert window.isVisible()
