"""The editor's window: where its parts stand, and who is told of what. The parts do the work.

menus, title, Reenact Video, Export
notice bar, while there is something to say
palette | players      | inspector
timeline               |
status line, running jobs
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dfm.core.document.persons import SUFFIX as PERSON_SUFFIX
from dfm.core.document.renderers import SUFFIX as RENDERER_SUFFIX
from dfm.ui.action_table import ROWS
from dfm.ui.actions import Actions
from dfm.ui.borrowing import Borrowing
from dfm.ui.casting import Casting
from dfm.ui.desk import Desk, Failure
from dfm.ui.dialogs.consent import may_edit
from dfm.ui.exports import Exports, show_folder
from dfm.ui.files import Files
from dfm.ui.inspector import InspectorPanel
from dfm.ui.jobs import JobRunner
from dfm.ui.palette import PalettePanel
from dfm.ui.players import PlayersPanel
from dfm.ui.preparation import PEAKS_PER_SECOND
from dfm.ui.renderers import Renderers
from dfm.ui.settings import (
    AUTOSAVE_SECONDS,
    DEVICE,
    GEOMETRY,
    RENDERER,
    SPLIT_COLUMNS,
    SPLIT_ROWS,
    THEME,
    Settings,
)
from dfm.ui.studio import Studio
from dfm.ui.theme import DARK, LIGHT, THEMES, current_theme, system_theme, theme_hub
from dfm.ui.timeline import TimelinePanel
from dfm.ui.timeline.drop import reference_in
from dfm.ui.tips import Tips
from dfm.ui.top_bar import TopBar
from dfm.ui.training import Verdict
from dfm.ui.verbs import Verbs
from dfm.ui.welcome import Welcome
from dfm.ui.widgets.elided_label import ElidedLabel
from dfm.ui.widgets.history_popover import HistoryPopover
from dfm.ui.widgets.job_bar import JobBar
from dfm.ui.widgets.notice_bar import NoticeBar, Remedy
from dfm.ui.widgets.reenact_button import ReenactButton

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


FIRST_SIZE = (1440, 900)
LEAST_SIZE = (960, 600)
GAP = 6
ROWS_FIRST = (520, 300)
COLUMNS_FIRST = (1160, 280)
NAVIGATION = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class EditorWindow(QMainWindow):
    """Puts the parts together; `actions_by_name` are what menus and keys call."""

    verbs: Verbs
    files: Files
    studio: Studio
    borrowing: Borrowing
    casting: Casting
    renderers: Renderers
    exports: Exports
    players: PlayersPanel
    timeline: TimelinePanel

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__()
        self.desk, self.settings = desk, settings
        self.jobs = JobRunner(self)
        self.verbs = Verbs(desk, self)
        self.files = Files(desk, self.jobs, self, settings)
        self.studio = Studio(desk, self.jobs, self)
        self.studio.use_renderer(settings.get(RENDERER))
        self.studio.use_device(settings.get(DEVICE))
        self.borrowing = Borrowing(desk, self.verbs, self.jobs, self, settings)
        self.casting = Casting(desk, self.verbs, self.jobs, self, settings)
        self.renderers = Renderers(desk, self.verbs, self.studio, self.jobs, self, settings)
        self.players = PlayersPanel(desk, self)
        self.timeline = TimelinePanel(desk, self.verbs, self)
        self.inspector = InspectorPanel(desk, self.verbs, self)
        self.palette_panel = PalettePanel(desk, self.verbs, self)
        self.exports = Exports(desk, self.studio, settings, self)
        self.actions_by_name = Actions(ROWS, self)
        self._build()
        self._listen()
        self._restore()

    # What actions call and no part does alone

    def open_path(self, path: Path) -> None:
        """Open a video or a project."""
        self.files.open_path(path)

    def open_last(self) -> None:
        """Open the latest file again."""
        if self.files.recent:
            self.files.open_path(self.files.recent[0])

    def reenact(self) -> None:
        """Render what has changed, once the user has promised to edit nobody against their will."""
        if self.reenact_button.isEnabled() and may_edit(self.settings, self):
            self.tips.follow("reenact")
            self.studio.reenact()

    def cancel_job(self) -> None:
        """Stop the job that the job bar tells of."""
        self.job_bar.cancel()

    def exchange_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        theme = LIGHT if current_theme().is_dark else DARK
        self.settings.set(THEME, theme.name)
        theme_hub.use(theme)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or give it back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_history(self) -> None:
        """List the steps that can be gone back to."""
        self.history.open_below(self.top_bar.history)

    def show_preferences(self) -> None:
        """Open the preferences."""
        from dfm.ui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self.settings, self.jobs, self)
        dialog.changed.connect(self._on_preference)
        self._open(dialog)

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        from dfm.ui.dialogs.shortcuts import ShortcutsDialog

        self._open(ShortcutsDialog(self.actions_by_name.rows(), self))

    def show_tips_again(self) -> None:
        """Give the first-run tips once more."""
        self.tips.again()

    def show_about(self) -> None:
        """Open the page with versions and licences."""
        from dfm.ui.dialogs.about import AboutDialog

        self._open(AboutDialog(self))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def _on_preference(self, key: str) -> None:
        if key == AUTOSAVE_SECONDS.key:
            self.files.autosaving.refresh()
        if key == RENDERER.key:
            self.studio.use_renderer(self.settings.get(RENDERER))
            self.renderers.changed.emit()
        if key == DEVICE.key:
            self.studio.use_device(self.settings.get(DEVICE))
        if key == THEME.key:
            theme_hub.use(THEMES.get(self.settings.get(THEME)) or system_theme())

    # Building

    def _build(self) -> None:
        self.setWindowTitle("Deep Facial Manipulator")
        self.setAcceptDrops(True)
        self.setMinimumSize(*LEAST_SIZE)
        self.reenact_button = ReenactButton(self.desk, self.studio, self.jobs)
        self.notices = NoticeBar()
        self.job_bar = JobBar(self.jobs)
        self.welcome = Welcome()
        self.tips = Tips(self.desk, self.settings)
        self.top_bar = TopBar(self.desk, self.renderers, self.actions_by_name, self.reenact_button, self.tips)
        self.setMenuWidget(self.top_bar)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(GAP, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(self.notices)
        column.addWidget(self._splitters(), 1)
        column.addWidget(self._status_line())
        self.setCentralWidget(body)
        self.drop_veil = QLabel("Drop to open", self, alignment=Qt.AlignmentFlag.AlignCenter)
        self.drop_veil.setObjectName("drop_veil")
        self.drop_veil.hide()
        self.history = HistoryPopover(self.desk, self)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() == Qt.FocusPolicy.StrongFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _splitters(self) -> QSplitter:
        self._centre = QStackedWidget()
        self._centre.addWidget(self.welcome)
        self._centre.addWidget(self.players)
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.palette_panel)
        row.addWidget(self._centre, 1)
        self.rows = _splitter(Qt.Orientation.Vertical, (upper, self.timeline), (3, 2))
        self.columns = _splitter(Qt.Orientation.Horizontal, (self.rows, self.inspector), (1, 0))
        return self.columns

    def _status_line(self) -> QFrame:
        line = QFrame()
        line.setObjectName("status_line")
        self.status = ElidedLabel()
        self.status.setProperty("look", "quiet")
        self.status.setAccessibleName("Status")
        row = QHBoxLayout(line)
        row.setContentsMargins(4, 0, 0, 4)
        row.setSpacing(12)
        row.addWidget(self.status, 1)
        row.addWidget(self.job_bar)
        line.setMinimumHeight(30)
        return line

    def _listen(self) -> None:
        desk = self.desk
        desk.media_changed.connect(self._show_media)
        desk.document_changed.connect(self._show_title)
        desk.said.connect(self.status.set_line)
        desk.failed.connect(self.notices.show_failure)
        self.jobs.job_failed.connect(desk.failed)
        preparation = self.studio.preparation
        preparation.scrub_opened.connect(self.players.set_scrub_store)
        preparation.picture_drawn.connect(self.timeline.set_filmstrip_picture)
        preparation.peaks_found.connect(self._show_peaks)
        self.welcome.open_asked.connect(self.actions_by_name["file.open"].trigger)
        self.welcome.demo_asked.connect(self._make_demo)
        self.files.demo_made.connect(lambda: self.welcome.set_busy(False))
        self.files.recent_changed.connect(self._show_recent)
        self.exports.written.connect(self._on_written)
        self.files.video_lost.connect(self._offer_to_find_video)
        self.players.playback.changed.connect(self._on_playback)
        self.timeline.inspector_wanted.connect(self.inspector.setFocus)
        self.timeline.view.reference_dropped.connect(self.borrowing.add)
        self.palette_panel.removal_asked.connect(self.borrowing.remove_preset)
        self.borrowing.presets_changed.connect(self.palette_panel.show_presets)
        self.borrowing.load_presets()
        self.inspector.person_asked.connect(self.casting.choose)
        self.inspector.training_asked.connect(self.casting.ask_training)
        self.inspector.clearing_asked.connect(self.casting.clear)
        self.casting.person_lost.connect(self._offer_another_person)
        self.renderers.changed.connect(self._show_renderer)
        self.renderers.renderer_lost.connect(self._offer_another_renderer)
        self.renderers.trained.connect(self._on_trained)
        self._show_recent()
        self.welcome.path_asked.connect(self.open_path)
        self._show_media()
        self._show_title()

    def _restore(self) -> None:
        self.resize(*FIRST_SIZE)
        self.rows.setSizes(ROWS_FIRST)
        self.columns.setSizes(COLUMNS_FIRST)
        if not (geometry := self.settings.get(GEOMETRY)).isEmpty():
            self.restoreGeometry(geometry)
            self.rows.restoreState(self.settings.get(SPLIT_ROWS))
            self.columns.restoreState(self.settings.get(SPLIT_COLUMNS))

    # Showing

    @Slot()
    def _make_demo(self) -> None:
        self.welcome.set_busy(True)
        self.files.open_demo()

    @Slot()
    def _show_recent(self) -> None:
        self.welcome.show_recent(self.files.recent)
        menu = self.top_bar.menus["Open Recent"]
        menu.clear()
        menu.addAction(self.actions_by_name["file.reopen"])
        menu.addSeparator()
        for path in self.files.recent:
            action = menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.open_path(path))
        menu.setEnabled(bool(self.files.recent))

    @Slot(object)
    def _offer_to_find_video(self, failure: Failure) -> None:
        self.notices.show_failure(failure, Remedy("Find It…", self.files.find_video))

    @Slot(object, int)
    def _offer_another_person(self, failure: Failure, face: int) -> None:
        self.notices.show_failure(failure, Remedy("Choose It…", lambda: self.casting.choose(face)))

    @Slot(object)
    def _offer_another_renderer(self, failure: Failure) -> None:
        self.notices.show_failure(failure, Remedy("Choose It…", self.renderers.choose))

    @Slot()
    def _show_renderer(self) -> None:
        """The row of the trained renderer bears its name."""
        file, read = self.desk.project.renderer, self.desk.trained
        fate = ", cannot be used" if read is not None and read.trouble else ""
        text = "Trained" if file is None else f"Trained ({file.name}{fate})"
        self.actions_by_name["tools.trained"].setText(text)
        self.actions_by_name.refresh()

    @Slot(object)
    def _on_trained(self, verdict: Verdict) -> None:
        show = Remedy("Show Pictures…", self.renderers.show_course)
        self.notices.show_news(f"{verdict.file.name} is trained. {verdict.words} {verdict.fate}", show)

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self.tips.follow("export")
        folder = Remedy("Show in Folder", lambda: show_folder(path))
        self.notices.show_news(f"{path.name} is ready.", folder)

    @Slot()
    def _on_playback(self) -> None:
        self.timeline.set_playing(self.players.playback.is_playing)

    @Slot(object)
    def _show_peaks(self, peaks: "NDArray[np.float32] | None") -> None:
        if peaks is not None:
            self.timeline.set_peaks(peaks, PEAKS_PER_SECOND)

    @Slot()
    def _show_media(self) -> None:
        opened = self.desk.media is not None
        self._centre.setCurrentWidget(self.players if opened else self.welcome)
        # Else Qt gives the keyboard to the first button in reach, and space would press that.
        first = self.timeline.view if opened else self.welcome.open_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.top_bar.export.setEnabled(opened)

    @Slot()
    def _show_title(self) -> None:
        path = self.desk.path or (Path(self.desk.project.media) if self.desk.project.media else None)
        name = path.name if path else ""
        self.top_bar.show_name(name, is_dirty=self.desk.is_dirty)
        self.setWindowTitle(f"{name}[*] - Deep Facial Manipulator" if name else "Deep Facial Manipulator")
        self.setWindowModified(bool(name) and self.desk.is_dirty)

    def _opening_room(self, event: QDragEnterEvent) -> QRect:
        """Where a dropped file is opened: anywhere, but not where the timeline takes it as a reference."""
        room = self.rect()
        if self.desk.frames and reference_in(event.mimeData()) is not None:
            room.setBottom(self.timeline.mapTo(self, QPoint(0, 0)).y() - 1)
        return room

    def _drop_words(self, path: Path) -> str:
        """What is done with a dropped file."""
        if self._is_for_face(path):
            return f"Drop to play face {self.desk.face} as {path.stem}"
        return f"Drop to draw with {path.stem}" if self._is_renderer(path) else "Drop to open"

    def _is_renderer(self, path: Path) -> bool:
        """Whether a dropped file is a trained renderer, and there is a video to draw."""
        return path.suffix.lower() == RENDERER_SUFFIX and bool(self.desk.frames)

    def _is_for_face(self, path: Path) -> bool:
        """Whether a dropped file is a person's, and there is a face to be that person."""
        return path.suffix.lower() == PERSON_SUFFIX and bool(self.desk.frames)

    # Qt's own names

    def event(self, event: QEvent) -> bool:
        """Leave keys to a control that the user has reached with the keyboard."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            holder = QApplication.focusWidget()
            presses = isinstance(holder, QAbstractButton | QComboBox) and event.key() == Qt.Key.Key_Space
            moves = isinstance(holder, QAbstractSlider | QAbstractItemView | QComboBox)
            if presses or (moves and event.key() in NAVIGATION and not event.modifiers()):
                event.accept()
                return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if (path := _dropped_file(event)) is not None:
            event.acceptProposedAction()
            self.drop_veil.setText(self._drop_words(path))
            self.drop_veil.setGeometry(self._opening_room(event))
            self.drop_veil.raise_()
            self.drop_veil.show()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_veil.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_veil.hide()
        if (path := _dropped_file(event)) is not None:
            event.acceptProposedAction()
            if self._is_for_face(path):
                self.casting.assign(path, self.desk.face)
            elif self._is_renderer(path):
                self.renderers.assign(path)
            else:
                QTimer.singleShot(0, self, lambda: self.open_path(path))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop_veil.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        self.settings.set(GEOMETRY, self.saveGeometry())
        self.settings.set(SPLIT_ROWS, self.rows.saveState())
        self.settings.set(SPLIT_COLUMNS, self.columns.saveState())
        self.settings.save()
        self.players.shut_down()
        self.jobs.stop_all()
        self.studio.close()
        super().closeEvent(event)


def _splitter(way: Qt.Orientation, parts: tuple[QWidget, ...], stretch: tuple[int, ...]) -> QSplitter:
    splitter = QSplitter(way)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for at, part in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(at, stretch[at])
    return splitter


def _dropped_file(event: QDropEvent) -> Path | None:
    """The first local file of a drag."""
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if files else None
