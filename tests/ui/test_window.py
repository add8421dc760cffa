"""The window through its front door: open, drop, add by key, undo, reenact, and come back as it was left."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.document.casting import set_person
from dfm.core.document.persons import PersonFile
from dfm.core.document.renderers import RendererFile
from dfm.ui.course import Measured
from dfm.ui.desk import Desk, Failure
from dfm.ui.settings import CONSENTED, RENDERER, THEME, TIPS_SEEN, Settings
from dfm.ui.theme import LIGHT, current_theme
from dfm.ui.training import Verdict
from dfm.ui.widgets.reenact_button import Readiness
from dfm.ui.window import EditorWindow
from tests.core.nets import renderer_at
from tests.core.people import person_at

SLOW = 60_000


@pytest.fixture
def settings() -> Settings:
    """Settings of someone who has been here before."""
    settings = Settings()
    settings.set(CONSENTED, True)
    settings.set(TIPS_SEEN, "reenact,export")
    return settings


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[EditorWindow]:
    """The empty window, which is shown."""
    window = EditorWindow(Desk(), settings)
    window.show()
    qtbot.waitExposed(window)
    yield window
    _shut(window)


@pytest.fixture
def opened(qtbot: QtBot, window: EditorWindow, short_clip: Path, short_analysis: object) -> EditorWindow:
    """The window with the short clip in it and its face found."""
    window.open_path(short_clip)
    qtbot.waitUntil(lambda: window.desk.analysis is not None, timeout=SLOW)
    return window


def _shut(window: EditorWindow) -> None:
    """Close the window without a question."""
    window.desk.mark_saved(Path("saved.dfm"))
    window.jobs.stop_all()
    window.close()
    window.deleteLater()


def test_the_empty_window_says_what_to_do(window: EditorWindow) -> None:
    assert window.welcome.isVisible()
    assert not window.players.isVisible()
    assert not window.actions_by_name["file.save"].isEnabled()
    assert window.actions_by_name["file.open"].isEnabled()
    assert window.reenact_button.state is Readiness.NO_VIDEO
    assert window.reenact_button.toolTip() == "Open a video first"


def test_a_video_is_opened_and_analysed_by_itself(opened: EditorWindow, short_clip: Path) -> None:
    assert opened.players.isVisible()
    assert opened.top_bar.title.text() == short_clip.name
    assert opened.reenact_button.state is Readiness.NO_EDITS
    assert opened.actions_by_name["clip.add_happy"].isEnabled()
    assert opened.files.recent == (short_clip,)


def test_a_file_is_dropped_anywhere(qtbot: QtBot, window: EditorWindow, short_clip: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(short_clip))])
    place, copy, left = QPointF(300, 500), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert window.drop_veil.isVisible()
    QApplication.sendEvent(window, QDropEvent(place, copy, data, left, none))
    assert not window.drop_veil.isVisible()
    qtbot.waitUntil(lambda: window.desk.media is not None, timeout=SLOW)


def test_a_persons_file_is_dropped_on_the_chosen_face(
    qtbot: QtBot, opened: EditorWindow, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(person_at(tmp_path / "anna.dfmperson")))])
    place, copy, left = QPointF(300, 700), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(opened, QDragEnterEvent(place.toPoint(), copy, data, left, none))
    assert opened.drop_veil.text() == "Drop to play face 1 as anna"
    assert opened.drop_veil.height() == opened.height()
    QApplication.sendEvent(opened, QDropEvent(place, copy, data, left, none))
    qtbot.waitUntil(lambda: 1 in opened.desk.persons, timeout=SLOW)
    assert opened.timeline.headers.button(1).accessibleName().startswith("Face 1, Anna, ")
    assert opened.actions_by_name["clip.anybody"].isEnabled()
    opened.actions_by_name["clip.anybody"].trigger()
    assert not opened.desk.project.persons
    assert opened.timeline.headers.button(1).accessibleName().startswith("Face 1, 0 edits")


def test_a_trained_renderer_is_dropped_and_draws(
    qtbot: QtBot, opened: EditorWindow, tmp_path: Path, settings: Settings
) -> None:
    action = opened.actions_by_name["tools.trained"]
    assert (action.text(), action.isEnabled()) == ("Trained", False)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(renderer_at(tmp_path / "talk.dfmrenderer")))])
    place, copy, left = QPointF(300, 700), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(opened, QDragEnterEvent(place.toPoint(), copy, data, left, none))
    assert opened.drop_veil.text() == "Drop to draw with talk"
    QApplication.sendEvent(opened, QDropEvent(place, copy, data, left, none))
    qtbot.waitUntil(lambda: opened.desk.project.renderer is not None, timeout=SLOW)
    assert "not from this video" in opened.notices.sentence
    assert (action.text(), action.isEnabled(), action.isChecked()) == ("Trained (talk)", True, True)
    assert opened.top_bar.drawn_with.text() == "talk"
    opened.actions_by_name["tools.instant"].trigger()
    assert (action.isChecked(), opened.top_bar.drawn_with.text()) == (False, "Instant")
    assert settings.get(RENDERER) == "instant"


def test_a_renderer_that_is_gone_is_told_with_the_remedy(
    qtbot: QtBot, opened: EditorWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(opened.renderers, "choose", lambda: asked.append(True))
    gone = RendererFile("/nets/talk.dfmrenderer", "a")
    opened.desk.apply("Draw with talk", replace(opened.desk.project, renderer=gone))
    qtbot.waitUntil(lambda: "Until then Reference draws" in opened.notices.sentence, timeout=SLOW)
    assert opened.actions_by_name["tools.trained"].text() == "Trained (talk, cannot be used)"
    buttons = {button.text(): button for button in opened.notices.findChildren(QPushButton)}
    buttons["Choose It…"].click()
    opened.actions_by_name["tools.trained"].trigger()
    assert asked == [True, True]


def test_what_came_of_a_training_is_told(opened: EditorWindow, tmp_path: Path) -> None:
    verdict = Verdict(tmp_path / "talk.dfmrenderer", Measured(100, 60.0, 8.0, 9.0))
    opened.renderers.trained.emit(verdict)
    assert opened.notices.sentence.startswith("talk.dfmrenderer is trained. 11 % nearer")


def test_a_person_who_is_gone_is_told_with_the_remedy(
    qtbot: QtBot, opened: EditorWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(opened.casting, "choose", asked.append)
    gone = PersonFile(1, "/people/anna.dfmperson", "a")
    opened.desk.apply("Face 1 is Anna", set_person(opened.desk.project, gone))
    qtbot.waitUntil(lambda: "is not there" in opened.notices.sentence, timeout=SLOW)
    buttons = {button.text(): button for button in opened.notices.findChildren(QPushButton)}
    buttons["Choose It…"].click()
    assert asked == [1]


def test_a_file_over_the_timeline_is_left_to_it(opened: EditorWindow, short_clip: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(short_clip))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(opened, QDragEnterEvent(opened.rect().center(), copy, data, left, none))
    timeline = opened.timeline.mapTo(opened, opened.timeline.rect().topLeft())
    assert opened.drop_veil.geometry().bottom() < timeline.y()
    place = opened.timeline.view.viewport().rect().center()
    port = opened.timeline.view.viewport()
    QApplication.sendEvent(port, QDragEnterEvent(place, copy, data, left, none))
    assert opened.timeline.scene.ghost is not None
    opened.drop_veil.hide()


def test_text_is_not_dropped(window: EditorWindow) -> None:
    data = QMimeData()
    data.setText("talk.mp4")
    enter = QDragEnterEvent(
        QPointF(300, 500).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, enter)
    assert not window.drop_veil.isVisible()


def test_keys_add_undo_and_redo(qtbot: QtBot, opened: EditorWindow) -> None:
    first = opened.desk.project
    qtbot.keyClick(opened, Qt.Key.Key_2)
    assert [edit.emotion for edit in opened.desk.project.edits] == ["happy"]
    assert opened.top_bar.title.text().endswith("•")
    assert opened.actions_by_name["edit.undo"].text() == "Undo Add Happy"
    qtbot.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert opened.desk.project is first
    assert not opened.actions_by_name["edit.undo"].isEnabled()
    qtbot.keyClick(opened, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(opened.desk.project.edits) == 1


def test_space_plays_as_soon_as_a_video_is_open(qtbot: QtBot, opened: EditorWindow) -> None:
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow, timeout=SLOW)
    holder = QApplication.focusWidget()
    assert not isinstance(holder, QPushButton | QToolButton)
    qtbot.keyClick(holder or opened, Qt.Key.Key_Space)
    assert opened.players.playback.is_playing


def test_reenact_is_offered_run_and_then_done(qtbot: QtBot, opened: EditorWindow) -> None:
    button = opened.reenact_button
    opened.desk.move_playhead(3)  # where no other test has an edit, whose frames would be kept
    opened.actions_by_name["clip.add_contempt"].trigger()
    assert button.state is Readiness.READY
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button.state is Readiness.BUSY, timeout=SLOW)
    assert button.text().startswith("Reenacting")
    assert not button.isEnabled()
    qtbot.waitUntil(lambda: button.state is Readiness.NOTHING_NEW, timeout=SLOW)
    assert button.text() == "Reenact Video"
    opened.actions_by_name["clip.high"].trigger()
    qtbot.waitUntil(lambda: button.state is Readiness.READY, timeout=SLOW)


def test_a_rendering_is_cancelled(qtbot: QtBot, opened: EditorWindow) -> None:
    opened.actions_by_name["clip.add_sad"].trigger()
    opened.actions_by_name["tools.reenact"].trigger()
    qtbot.waitUntil(lambda: opened.reenact_button.state is Readiness.BUSY, timeout=SLOW)
    opened.actions_by_name["tools.cancel"].trigger()
    qtbot.waitUntil(lambda: opened.reenact_button.state is Readiness.READY, timeout=SLOW)


def test_space_presses_a_button_reached_by_keyboard(qtbot: QtBot, opened: EditorWindow) -> None:
    snap = next(each for each in opened.timeline.findChildren(QToolButton) if each.isCheckable())
    was = opened.timeline.magnet.is_on
    snap.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(snap, Qt.Key.Key_Space)
    assert opened.timeline.magnet.is_on is not was
    assert not opened.players.playback.is_playing


def test_no_button_takes_the_focus_by_a_click(window: EditorWindow) -> None:
    buttons = window.findChildren(QPushButton) + window.findChildren(QToolButton)
    assert [each for each in buttons if each.focusPolicy() & Qt.FocusPolicy.ClickFocus] == []


def test_everything_that_can_be_pressed_has_a_name(window: EditorWindow) -> None:
    buttons = window.findChildren(QPushButton) + window.findChildren(QToolButton)
    nameless = [each for each in buttons if not (each.text() or each.accessibleName() or each.toolTip())]
    assert [(each.parentWidget(), each.objectName()) for each in nameless if not _is_qts_own(each)] == []


def _is_qts_own(button: QWidget) -> bool:
    return button.objectName().startswith("qt_")


def test_a_failure_is_told_in_the_bar(window: EditorWindow) -> None:
    window.desk.failed.emit(Failure("talk.mp4 is gone: put it back."))
    assert window.notices.isVisible()
    assert window.notices.sentence == "talk.mp4 is gone: put it back."


def test_what_is_no_video_is_told_in_the_bar(qtbot: QtBot, window: EditorWindow, tmp_path: Path) -> None:
    wrong = tmp_path / "talk.mp4"
    wrong.write_text("no video", "utf-8")
    window.open_path(wrong)
    qtbot.waitUntil(window.notices.isVisible, timeout=SLOW)
    assert "talk.mp4" in window.notices.sentence
    assert window.welcome.isVisible()


def test_the_theme_is_exchanged_and_remembered(window: EditorWindow, settings: Settings) -> None:
    window.actions_by_name["view.theme"].trigger()
    assert current_theme() is LIGHT
    assert settings.get(THEME) == "light"
    assert not window.grab().isNull()


@pytest.mark.parametrize("name", ["help.keys", "help.about", "edit.preferences"])
def test_dialogs_open(qtbot: QtBot, window: EditorWindow, name: str) -> None:
    window.actions_by_name[name].trigger()
    (dialog,) = window.findChildren(QDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_the_window_comes_back_as_it_was_left(qtbot: QtBot, settings: Settings) -> None:
    first = EditorWindow(Desk(), settings)
    first.show()
    qtbot.waitExposed(first)
    first.resize(1280, 720)
    first.body.rows.setSizes([300, 340])
    sizes = first.body.rows.sizes()
    _shut(first)
    again = EditorWindow(Desk(), settings)
    again.show()
    assert again.body.rows.sizes() == sizes
    assert again.height() == 720
    if again.screen().availableSize().width() >= 1280:  # a narrow screen narrows the window
        assert again.width() == 1280
    _shut(again)


def test_it_is_usable_at_1280_by_720(qtbot: QtBot, opened: EditorWindow) -> None:
    opened.resize(1280, 720)
    qtbot.waitUntil(lambda: opened.height() == 720, timeout=2000)
    assert opened.minimumSizeHint().height() <= 720
    for part in (opened.players, opened.timeline, opened.inspector, opened.palette_panel):
        corner = part.mapTo(opened, part.rect().bottomRight())
        assert corner.x() < 1280
        assert corner.y() < 720


def test_the_tip_of_the_first_time(opened: EditorWindow) -> None:
    opened.actions_by_name["help.tips"].trigger()
    opened.actions_by_name["clip.add_anger"].trigger()
    assert opened.tips.shown == "reenact"
    assert opened.tips.isVisible()


@pytest.mark.x11
def test_it_works_under_x(qtbot: QtBot, opened: EditorWindow) -> None:
    opened.activateWindow()  # no window manager does it here
    qtbot.waitUntil(opened.isActiveWindow, timeout=SLOW)
    opened.desk.move_playhead(10)
    qtbot.keyClick(opened, Qt.Key.Key_2)
    assert [edit.emotion for edit in opened.desk.project.edits] == ["happy"]
    opened.desk.move_playhead(25)
    qtbot.waitUntil(lambda: opened.players.is_exact, timeout=SLOW)
    assert opened.windowHandle().isExposed()
    shown = opened.screen().grabWindow(opened.winId()).toImage()
    assert not shown.allGray()
