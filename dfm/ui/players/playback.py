"""Playing: which frame is to be shown now, at which speed, round which loop, and with which sound.

It moves the desk's playhead to every frame that it shows, and follows the playhead wherever else it goes.
Pictures come from the feeder, time from the sound device or a steady clock. It draws nothing.
"""

from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.players.clock import Clock, HeardClock, SteadyClock
from dfm.ui.players.course import Course, FrameTimes
from dfm.ui.players.drawn import Drawn
from dfm.ui.players.feeder import Feeder
from dfm.ui.players.orders import Run
from dfm.ui.players.sound import NoSound, SoundOutput, SoundReader
from dfm.ui.players.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator

TICK_MS = 5
FASTEST = 8
START_WITH = 3
"""Pictures that lie ready before the clock starts."""
REST_MS = 150
"""How long the playhead must rest, after it was taken elsewhere while playing, until playing goes on."""


class Playback(QObject):
    """Plays the desk's video."""

    shown = Signal(object)
    """Drawn: a picture of a run that is due now."""
    changed = Signal()
    """Whether it plays, how fast, or whether it loops."""

    def __init__(
        self, desk: Desk, feeder: Feeder, statistics: Statistics, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._feeder = feeder
        self._statistics = statistics
        self._times = FrameTimes(desk.rate, desk.frames)
        self._sound: SoundOutput | NoSound | None = None
        self._run: Run | None = None
        self._clock: Clock | None = None
        self._reader: SoundReader | None = None
        self._waiting: deque[Drawn] = deque()
        self._loops = False
        self._is_moving = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._resting_speed = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._go_on)
        feeder.drawn.connect(self._keep)
        feeder.failed.connect(self._give_up)
        desk.playhead_changed.connect(self._follow)
        desk.media_changed.connect(self._begin_with)
        desk.selection_changed.connect(self._look_at_loop)
        desk.project_changed.connect(self._look_at_loop)

    # What it does

    @property
    def speed(self) -> int:
        """Frames are passed so many times as fast as they were taken; negative backwards, 0 at rest."""
        return self._run.course.speed if self._run is not None else self._resting_speed

    @property
    def is_playing(self) -> bool:
        """Whether time runs."""
        return self.speed != 0

    @property
    def loops(self) -> bool:
        """Whether playing goes round."""
        return self._loops

    @property
    def lap(self) -> Span:
        """What a loop goes round: the selected edits, else in to out, else all."""
        whole = Span(0, self._desk.frames)
        edits = self._desk.selected_edits
        if edits:
            chosen = Span(min(edit.span.start for edit in edits), max(edit.span.end for edit in edits))
            return chosen.intersect(whole) or whole
        marked = self._desk.project.marked
        return (marked.intersect(whole) if marked else None) or whole

    @property
    def lap_name(self) -> str:
        """What a loop goes round, in words."""
        if self._desk.selected_edits:
            return "the selection"
        return "in to out" if self._desk.project.marked else "the whole video"

    @property
    def is_running(self) -> bool:
        """Whether a run is being shown right now; not while the playhead is held elsewhere."""
        return self._run is not None

    def set_sound(self, sound: SoundOutput | NoSound) -> None:
        """Let this be heard, from the next run on."""
        self._sound = sound

    def play(self) -> None:
        """Play at the video's own pace."""
        self._go(1)

    def pause(self) -> None:
        """Stay at the frame that shows."""
        if self.is_playing:
            self._end_run()
            self._feeder.mailbox.stop_at(self._desk.playhead)
            self.changed.emit()

    def play_pause(self) -> None:
        """Play, or stay."""
        self.pause() if self.is_playing else self.play()

    def shuttle_forward(self) -> None:
        """Play forwards; again and again: twice, four and eight times as fast."""
        self._go(min(FASTEST, self.speed * 2) if self.speed > 0 else 1)

    def shuttle_back(self) -> None:
        """Play backwards; again and again: twice, four and eight times as fast."""
        self._go(max(-FASTEST, self.speed * 2) if self.speed < 0 else -1)

    def step(self, frames: int) -> None:
        """Stay, so many frames on."""
        self.pause()
        self._desk.move_playhead(self._desk.playhead + frames)

    def set_loops(self, loops: bool) -> None:
        """Go round, or only once."""
        if loops != self._loops:
            self._loops = loops
            self._play_on()
            self.changed.emit()

    def close(self) -> None:
        """Fall silent and show nothing more."""
        self._end_run()

    # Runs

    def _go(self, speed: int) -> None:
        """Play from the playhead; from the lap's start where there is nothing left to play."""
        if not self._desk.frames:
            return
        lap = self.lap if self._loops else Span(0, self._desk.frames)
        first = self._desk.playhead
        ending = lap.end - 1 if speed > 0 else lap.start
        if not lap.contains(first) or (first == ending and not self.is_playing):
            first = lap.start if speed > 0 else lap.end - 1
        self._begin(Course(first, lap, self._times, speed, self._loops))
        self.changed.emit()

    def _begin(self, course: Course) -> None:
        self._end_run()
        self._run = Run(course)
        self._statistics.note_run()
        media = self._desk.media
        if course.is_plain and isinstance(self._sound, SoundOutput) and media is not None and media.audio:
            self._reader = SoundReader(media, course)
        self._feeder.mailbox.play(self._run)
        if not course.is_plain:
            self._start_clock()
        self._timer.start()

    def _start_clock(self) -> None:
        self._clock = SteadyClock()
        if self._reader is not None and isinstance(self._sound, SoundOutput):
            self._sound.start(self._reader)
            self._clock = HeardClock(self._sound.heard)
        self._clock.start()

    def _end_run(self) -> None:
        self._resting_speed = 0
        self._rest.stop()
        self._timer.stop()
        self._run = self._clock = None
        self._waiting.clear()
        if isinstance(self._sound, SoundOutput):
            self._sound.stop()
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _play_on(self) -> None:
        """Go on from the playhead in another way."""
        if self._run is not None:
            self._go(self.speed)

    def _give_up(self) -> None:
        if self._run is not None and self._run.is_over:
            self.pause()

    # Time goes by

    def _keep(self, drawn: Drawn) -> None:
        """A picture has been made."""
        if drawn.run is None or drawn.run is not self._run:
            return
        self._waiting.append(drawn)
        if not self._run.course.is_plain:
            self._show_due(0)
        elif self._clock is None and len(self._waiting) >= START_WITH:
            self._start_clock()

    def _tick(self) -> None:
        run = self._run
        if run is None:
            return
        if self._clock is None:
            if not run.is_over:
                return
            self._start_clock()
        assert self._clock is not None
        if self._reader is not None and isinstance(self._sound, SoundOutput):
            self._sound.pump()
        run.elapsed = self._clock.elapsed()
        self._show_due(run.elapsed)
        if not self._waiting and run.course.frame_at(run.elapsed) is None:
            self.pause()
            self._desk.move_playhead(run.course.last)

    def _show_due(self, elapsed: int) -> None:
        """Show the newest picture that is due; those before it have been missed."""
        newest: Drawn | None = None
        taken = 0
        while self._waiting and self._waiting[0].at <= elapsed:
            newest = self._waiting.popleft()
            taken += 1
        if newest is None or newest.run is None:
            return
        self._feeder.mailbox.taken(newest.run, taken)
        if newest.run.course.is_plain:
            self._statistics.note_played(newest)
        self.shown.emit(newest)
        with self._moving():
            self._desk.move_playhead(newest.frame)

    # The desk has changed

    @contextmanager
    def _moving(self) -> "Iterator[None]":
        """Move the playhead without following it."""
        self._is_moving = True
        try:
            yield
        finally:
            self._is_moving = False

    def _follow(self, frame: int) -> None:
        """The playhead was put elsewhere: show that frame, and play on once it rests there."""
        if self._is_moving:
            return
        speed = self.speed
        if speed:
            self._end_run()
            self._resting_speed = speed
            self._rest.start()
        self._feeder.mailbox.stop_at(frame)

    def _go_on(self) -> None:
        self._go(self._resting_speed)

    def _begin_with(self) -> None:
        """Another video."""
        self.pause()
        media = self._desk.media
        times = None
        if media is not None and media.variable_rate:
            from dfm.core.media.timeline import frame_times

            times = frame_times(media)
        self._times = FrameTimes.of(self._desk.rate, self._desk.frames, times)

    def _look_at_loop(self) -> None:
        """The range of the loop may have become another."""
        if self._run is not None and self._loops and self._run.course.lap != self.lap:
            self._play_on()
