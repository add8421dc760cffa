"""The players: input and output with their transport, over the desk's playhead.

This is the one class that the window knows of them; its slots are the actions of menus and keys. It joins
the stage, the bars, the playback and the thread that makes pictures, and works nothing out itself.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from dfm.ui.desk import Desk
from dfm.ui.players.badge import FINDING, LOADING, NO_FACE, STILL, Word, word_of
from dfm.ui.players.drawn import Drawn
from dfm.ui.players.feeder import Feeder
from dfm.ui.players.framing import FIT
from dfm.ui.players.keys import HeldKeys
from dfm.ui.players.modes import Mode, Overlay
from dfm.ui.players.orders import Scene, Want
from dfm.ui.players.overlay import faces_at
from dfm.ui.players.playback import Playback
from dfm.ui.players.sound import NoSound, SoundOutput, open_sound
from dfm.ui.players.stage import Stage
from dfm.ui.players.statistics import Statistics
from dfm.ui.players.transport import TransportBar
from dfm.ui.players.view import Faces
from dfm.ui.players.view_bar import ViewBar

if TYPE_CHECKING:
    from dfm.core.media.packets import PictureStore

STILL_AFTER_MS = 120
"""How long a picture of another frame may show before the badge says so."""
LOADED_AFTER_MS = 700
"""When what decodes pictures is loaded, so that the first video need not wait for it."""
SOUND_AFTER_MS = 300
"""When the sound device is looked for, so that the window is not kept from showing."""


class PlayersPanel(QWidget):
    """Shows and plays the desk's video."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.statistics = Statistics()
        self._desk = desk
        self._stage = Stage()
        self._bar = ViewBar()
        self._transport = TransportBar()
        self._feeder = Feeder(self)
        self._playback = Playback(desk, self._feeder, self.statistics, self)
        self._keys = HeldKeys((Qt.Key.Key_K, Qt.Key.Key_Space), self)
        self._sound: SoundOutput | NoSound | None = None
        self._scrub: PictureStore | None = None
        self._faces = Faces()
        self._word: Word | None = None
        self._shown_frame: int | None = None
        self._played_before_space = False
        self._told: set[str] = set()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(STILL_AFTER_MS)
        self._late.timeout.connect(self._say)
        self._lay_out()
        self._connect()
        self._take_media()
        self._feeder.start()
        QTimer.singleShot(LOADED_AFTER_MS, self, self._feeder.mailbox.change)

    def _lay_out(self) -> None:
        self.setObjectName("players")
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 4)
        column.setSpacing(0)
        column.addWidget(self._stage, 1)
        column.addWidget(self._bar)
        column.addWidget(self._transport)

    def _connect(self) -> None:
        desk, stage, bar, feeder = self._desk, self._stage, self._bar, self._feeder
        desk.media_changed.connect(self._take_media)
        desk.analysis_changed.connect(self._take_analysis)
        desk.project_changed.connect(self._take_scene)
        desk.rendered_changed.connect(self._take_rendered)
        desk.persons_changed.connect(self._take_scene)
        desk.face_changed.connect(self._show_faces)
        desk.selection_changed.connect(self._show_state)
        desk.playhead_changed.connect(self._show_playhead)
        stage.wanted.connect(self._take_want)
        stage.zoomed.connect(self._show_zoom)
        stage.face_clicked.connect(desk.choose_face)
        stage.painted.connect(self.statistics.note_painted)
        stage.pan_begun.connect(self._give_space_back)
        bar.mode_chosen.connect(self.set_mode)
        bar.fit_pressed.connect(self.zoom_fit)
        bar.actual_pressed.connect(self.zoom_actual)
        bar.overlay_chosen.connect(self._draw_over)
        feeder.drawn.connect(self._take_drawn)
        feeder.failed.connect(self._tell_failure)
        feeder.mesh_found.connect(self._take_mesh)
        self._playback.shown.connect(self._show_drawn)
        self._playback.changed.connect(self._show_state)
        self._keys.changed.connect(self._look_at_keys)
        self._connect_transport()
        application = QApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)
        self.destroyed.connect(feeder.mailbox.close)

    def _connect_transport(self) -> None:
        transport = self._transport
        transport.start_pressed.connect(self.go_start)
        transport.rewind_pressed.connect(self.shuttle_back)
        transport.back_pressed.connect(lambda: self.step(-1))
        transport.play_pressed.connect(self.play_pause)
        transport.on_pressed.connect(lambda: self.step(1))
        transport.forward_pressed.connect(self.shuttle_forward)
        transport.end_pressed.connect(self.go_end)
        transport.loop_toggled.connect(self._playback.set_loops)
        transport.frame_entered.connect(self._go_to)
        transport.refused.connect(self._desk.said)
        transport.volume_changed.connect(self._set_volume)

    # Actions

    def play_pause(self) -> None:
        """Play, or stay."""
        self._playback.play_pause()

    def play(self) -> None:
        """Play at the video's own pace."""
        self._playback.play()

    def pause(self) -> None:
        """Stay at the frame that shows."""
        self._playback.pause()

    def shuttle_forward(self) -> None:
        """L: forwards, again for faster; one frame while K is held."""
        self.step(1) if self._keys.is_held(Qt.Key.Key_K) else self._playback.shuttle_forward()

    def shuttle_back(self) -> None:
        """J: backwards, again for faster; one frame while K is held."""
        self.step(-1) if self._keys.is_held(Qt.Key.Key_K) else self._playback.shuttle_back()

    def stop_shuttle(self) -> None:
        """K: stay."""
        self._playback.pause()

    def step(self, frames: int) -> None:
        """Stay, so many frames on."""
        self._playback.step(frames)

    def go_start(self) -> None:
        """Go to the first frame."""
        self._go_to(0)

    def go_end(self) -> None:
        """Go to the last frame."""
        self._playback.pause()
        self._go_to(self._desk.frames - 1)

    def toggle_loop(self) -> None:
        """Go round, or only once."""
        self._playback.set_loops(not self._playback.loops)

    def set_mode(self, mode: Mode | str) -> None:
        """Set input and output beside each other in another way, which may be told by its name."""
        self._stage.set_mode(Mode(mode))
        self._bar.show_mode(Mode(mode))

    def zoom_fit(self) -> None:
        """Show the whole picture."""
        self._stage.zoom_fit()

    def zoom_actual(self) -> None:
        """Show one pixel of the picture on one of the screen."""
        self._stage.zoom_actual()

    def zoom_in(self) -> None:
        """Magnify the pictures a little."""
        self._stage.zoom_in()

    def zoom_out(self) -> None:
        """Magnify the pictures a little less."""
        self._stage.zoom_out()

    def toggle_overlay(self) -> None:
        """Draw nothing over the pictures, or again what was drawn before."""
        self._bar.toggle_overlay()

    def set_overlay(self, overlay: Overlay) -> None:
        """Draw this over the pictures."""
        self._bar.set_overlay(overlay)

    def set_scrub_store(self, store: "PictureStore | None") -> None:
        """Take far frames from this store, which may still be filling."""
        self._scrub = store
        self._take_scene()

    def use_sound(self, sound: SoundOutput | NoSound) -> None:
        """Let this be heard, or nothing, instead of the default device."""
        self._sound = sound
        self._playback.set_sound(sound)
        self._show_sound()

    def shut_down(self) -> None:
        """Fall silent and end the thread that makes pictures."""
        self._playback.close()
        self._feeder.close()

    # What it is

    @property
    def playback(self) -> Playback:
        """What plays."""
        return self._playback

    @property
    def stage(self) -> Stage:
        """What shows the pictures."""
        return self._stage

    @property
    def transport(self) -> TransportBar:
        """The row of buttons, time and volume."""
        return self._transport

    @property
    def is_exact(self) -> bool:
        """Whether every picture that shows is of the playhead's frame."""
        return all(view.frame == self._desk.playhead for view in self._stage.views)

    @property
    def is_settled(self) -> bool:
        """Whether nothing better than what shows is being made."""
        return self._feeder.is_idle and all(view.is_sharp for view in self._stage.views)

    @property
    def badge_text(self) -> str:
        """What the badge says; empty for nothing."""
        word = self._word_now()
        return word.text if word is not None else ""

    # From the desk

    def _take_media(self) -> None:
        media = self._desk.media
        self._told.clear()
        self._word, self._scrub = None, None
        raster = QSize(*media.upright_size) if media else QSize()
        picture = QSize(*media.display_size) if media else QSize()
        self._take_scene()
        self._stage.set_video(raster, picture)
        self._bar.setEnabled(media is not None)
        self._transport.setEnabled(media is not None)
        self._transport.show_length(self._desk.frames, self._desk.rate)
        self._show_playhead(self._desk.playhead)
        self._show_zoom()
        self._show_sound()
        self._show_state()

    def _take_scene(self) -> None:
        desk = self._desk
        finished = desk.rendered if desk.knows_persons else None
        edits = desk.project.edits
        scene = Scene(desk.media, self._scrub, desk.analysis, edits, finished, desk.persons)
        if not scene.is_like(self._feeder.mailbox.order.scene):
            self._feeder.mailbox.change(scene=scene)
        self._show_state()

    def _take_rendered(self) -> None:
        """More finished pictures lie in the same place."""
        self._take_scene()
        self._feeder.mailbox.change()

    def _take_analysis(self) -> None:
        self._take_scene()
        self._show_faces()
        self._say()

    def _take_want(self, want: Want) -> None:
        self._feeder.mailbox.change(want=want)

    def _show_playhead(self, frame: int) -> None:
        self._transport.show_time(frame, self._desk.rate)
        if not self._playback.is_playing and self._desk.media is not None:
            self.statistics.note_move(frame, self._stage.mode.sides)
            self._late.start()

    def _go_to(self, frame: int) -> None:
        self._desk.move_playhead(frame)

    # From the feeder and the playback

    def _take_drawn(self, drawn: Drawn) -> None:
        """A picture that no run is waiting for shows at once."""
        if drawn.run is None and not self._playback.is_running:
            self._show_drawn(drawn)

    def _show_drawn(self, drawn: Drawn) -> None:
        self._stage.show_drawn(drawn)
        if drawn.origin is not None:
            self._word = word_of(drawn.origin, drawn.milliseconds)
        if drawn.frame != self._shown_frame:
            self._shown_frame = drawn.frame
            self._show_faces()
        self._say()

    def _take_mesh(self, edges: object) -> None:
        self._faces = Faces(self._faces.marks, self._faces.overlay, edges, self._faces.chosen)
        self._stage.set_faces(self._faces)

    def _tell_failure(self, failure: object) -> None:
        sentence = str(getattr(failure, "sentence", failure))
        if sentence not in self._told:
            self._told.add(sentence)
            self._desk.failed.emit(failure)

    # What is said and drawn over the pictures

    def _say(self) -> None:
        self._stage.say(self._word_now())

    def _word_now(self) -> Word | None:
        desk = self._desk
        if desk.media is None:
            return None
        if not self._playback.is_playing and not self.is_exact and not self._late.isActive():
            return STILL if any(view.frame is not None for view in self._stage.views) else LOADING
        if desk.analysis is None:
            return FINDING
        return self._word if desk.analysis.tracks else NO_FACE

    def _draw_over(self, overlay: Overlay) -> None:
        self._faces = Faces(self._faces.marks, overlay, self._faces.edges, self._faces.chosen)
        self._stage.set_faces(self._faces)

    def _show_faces(self) -> None:
        frame = self._desk.playhead if self._shown_frame is None else self._shown_frame
        marks = faces_at(self._desk.analysis, frame)
        self._faces = Faces(marks, self._faces.overlay, self._faces.edges, self._desk.face)
        self._stage.set_faces(self._faces)

    def _show_zoom(self) -> None:
        self._bar.show_zoom(self._stage.scale, fits=self._stage.framing == FIT)

    def _show_state(self) -> None:
        playback = self._playback
        self._transport.show_speed(playback.speed)
        self._transport.show_loop(playback.loops, playback.lap_name)

    # Sound

    def _look_for_sound(self) -> None:
        if self._sound is None:
            self.use_sound(open_sound(self))

    def _show_sound(self) -> None:
        media, sound = self._desk.media, self._sound
        if isinstance(sound, NoSound):
            self._transport.allow_sound(False, sound.sentence)
        elif media is not None and not media.audio:
            self._transport.allow_sound(False, "This video has no sound")
        else:
            self._transport.allow_sound(True, "")

    def _set_volume(self, share: float) -> None:
        if isinstance(self._sound, SoundOutput):
            self._sound.set_volume(share)

    # Keys that are held

    def _look_at_keys(self) -> None:
        is_down = self._keys.is_held(Qt.Key.Key_Space)
        if is_down:
            self._played_before_space = self._playback.is_playing
        self._stage.set_space_down(is_down)

    def _give_space_back(self) -> None:
        """Space was held to drag the picture, not to play or stay."""
        if self._keys.is_held(Qt.Key.Key_Space) and self._playback.is_playing != self._played_before_space:
            self._playback.play_pause()

    # Qt's own names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keys.watch(self.window())
        QTimer.singleShot(SOUND_AFTER_MS, self, self._look_for_sound)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shut_down()
        super().closeEvent(event)
