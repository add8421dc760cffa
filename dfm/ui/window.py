"""The editor's window: which parts it has, and who is told of what. The parts do the work."""

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
    QMainWindow,
)

from dfm.ui.action_table import ROWS
from dfm.ui.actions import Actions
from dfm.ui.body import WindowBody
from dfm.ui.borrowing import Borrowing
from dfm.ui.casting import Casting
from dfm.ui.desk import Desk
from dfm.ui.dialogs.consent import may_edit
from dfm.ui.drops import DropVeil, Use, dropped_file, use_of
from dfm.ui.exports import Exports
from dfm.ui.files import Files
from dfm.ui.inspector import InspectorPanel
from dfm.ui.jobs import JobRunner
from dfm.ui.news import News
from dfm.ui.palette import PalettePanel
from dfm.ui.players import PlayersPanel
from dfm.ui.preparation import PEAKS_PER_SECOND
from dfm.ui.renderers import Renderers
from dfm.ui.settings import (
    AUTOSAVE_SECONDS,
    DEVICE,
    GEOMETRY,
    RENDERER,
    THEME,
    Settings,
)
from dfm.ui.studio import Studio
from dfm.ui.theme import DARK, LIGHT, THEMES, current_theme, system_theme, theme_hub
from dfm.ui.timeline import TimelinePanel
from dfm.ui.timeline.drop import reference_in
from dfm.ui.tips import Tips
from dfm.ui.top_bar import TopBar
from dfm.ui.verbs import Verbs
from dfm.ui.welcome import Welcome
from dfm.ui.widgets.history_popover import HistoryPopover
from dfm.ui.widgets.job_bar import JobBar
from dfm.ui.widgets.notice_bar import NoticeBar
from dfm.ui.widgets.reenact_button import ReenactButton

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


FIRST_SIZE = (1440, 900)
LEAST_SIZE = (960, 600)
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
        News(self.notices, self.desk, self.files, self.casting, self.renderers, self.exports)
        self.job_bar = JobBar(self.jobs)
        self.welcome = Welcome()
        self.tips = Tips(self.desk, self.settings)
        self.top_bar = TopBar(self.desk, self.renderers, self.actions_by_name, self.reenact_button, self.tips)
        self.setMenuWidget(self.top_bar)
        self.body = WindowBody(
            self.notices,
            self.palette_panel,
            self.welcome,
            self.players,
            self.inspector,
            self.timeline,
            self.job_bar,
        )
        self.setCentralWidget(self.body)
        self.drop_veil = DropVeil(self.desk, self)
        self.history = HistoryPopover(self.desk, self)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() == Qt.FocusPolicy.StrongFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _listen(self) -> None:
        desk = self.desk
        desk.media_changed.connect(self._show_media)
        desk.document_changed.connect(self._show_title)
        desk.said.connect(self.body.status.set_line)
        self.jobs.job_failed.connect(desk.failed)
        preparation = self.studio.preparation
        preparation.scrub_opened.connect(self.players.set_scrub_store)
        preparation.picture_drawn.connect(self.timeline.set_filmstrip_picture)
        preparation.peaks_found.connect(self._show_peaks)
        self.welcome.open_asked.connect(self.actions_by_name["file.open"].trigger)
        self.welcome.demo_asked.connect(self._make_demo)
        self.files.demo_made.connect(lambda: self.welcome.set_busy(False))
        self.files.recent_changed.connect(self._show_recent)
        self.exports.written.connect(lambda _: self.tips.follow("export"))
        self.players.playback.changed.connect(self._on_playback)
        self.timeline.inspector_wanted.connect(self.inspector.setFocus)
        self.timeline.view.reference_dropped.connect(self.borrowing.add)
        self.palette_panel.removal_asked.connect(self.borrowing.remove_preset)
        self.borrowing.presets_changed.connect(self.palette_panel.show_presets)
        self.borrowing.load_presets()
        self.inspector.person_asked.connect(self.casting.choose)
        self.inspector.training_asked.connect(self.casting.ask_training)
        self.inspector.clearing_asked.connect(self.casting.clear)
        self.renderers.changed.connect(self._show_renderer)
        self._show_recent()
        self.welcome.path_asked.connect(self.open_path)
        self._show_media()
        self._show_title()

    def _restore(self) -> None:
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(self.settings.get(GEOMETRY))
        self.body.restore(self.settings)

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

    @Slot()
    def _show_renderer(self) -> None:
        """The row of the trained renderer bears its name."""
        file, read = self.desk.project.renderer, self.desk.trained
        fate = ", cannot be used" if read is not None and read.trouble else ""
        text = "Trained" if file is None else f"Trained ({file.name}{fate})"
        self.actions_by_name["tools.trained"].setText(text)
        self.actions_by_name.refresh()

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
        self.body.show_players(opened)
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
        if (path := dropped_file(event.mimeData())) is not None:
            event.acceptProposedAction()
            self.drop_veil.cover(self._opening_room(event), path)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_veil.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_veil.hide()
        if (path := dropped_file(event.mimeData())) is None:
            return
        event.acceptProposedAction()
        match use_of(path, self.desk):
            case Use.PLAYING:
                self.casting.assign(path, self.desk.face)
            case Use.DRAWING:
                self.renderers.assign(path)
            case Use.OPENING:
                QTimer.singleShot(0, self, lambda: self.open_path(path))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop_veil.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        self.settings.set(GEOMETRY, self.saveGeometry())
        self.body.keep(self.settings)
        self.settings.save()
        self.players.shut_down()
        self.jobs.stop_all()
        self.studio.close()
        super().closeEvent(event)
