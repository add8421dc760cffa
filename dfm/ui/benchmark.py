"""How fast the editor is on this machine, beside what it promises: `dfm benchmark --ui`.

A real window is driven as a user would, on whatever screen there is, or on none; its start and its memory
are measured in processes of their own. The footage is made from the demo clip.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dfm.core.benchmark import own_cache
from dfm.core.benchmark_footage import demo_footage
from dfm.core.benchmark_report import BenchmarkReport, Measure, measure_of
from dfm.core.budgets import FULL_HD, HD, RATE
from dfm.core.document.edits import Edit
from dfm.core.document.emotions import EMOTIONS
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError, UsageError
from dfm.core.evaluation.footage import Shape, repeated
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.processes import run_python
from dfm.core.jobs import Job, Progress
from dfm.core.media.probe import probe
from dfm.core.preview import LIVE_RENDERER
from dfm.ui.app import forget_foreign_plugins, share_the_machine
from dfm.ui.desk import Desk
from dfm.ui.garbage import GarbageCollector
from dfm.ui.jobs import Lane
from dfm.ui.players.clock import steady_now
from dfm.ui.players.measure import pass_time, play, scrub, wait_until
from dfm.ui.players.statistics import StallWatch
from dfm.ui.settings import Settings
from dfm.ui.window import EditorWindow

SECONDS = 16
EDITED = Span(5 * RATE, 10 * RATE)
MOVES = 80
PLAYED_MS = 4000
CLIPS = 500
MINUTES = 10
DRAG_STEPS = 150
LONGEST_WAIT_MS = 3_600_000
SIZE = (1440, 900)

_START = """
import os, sys, time
begun = float(sys.argv.pop(1))
from PySide6.QtCore import QEvent, QTimer
from dfm.ui import app
class Timed(app.EditorWindow):
    def event(self, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, tell)
        return super().event(event)
def tell():
    print("shown", time.time() - begun, flush=True)
    _tell()
    os._exit(0)
app.EditorWindow = Timed
app.start()
"""
AT_LENGTH = """
import sys
from dfm.core.threads import limit_threads
limit_threads()
from pathlib import Path
from dfm.ui.benchmark import use_at_length
use_at_length(Path(sys.argv[1]))
"""


def ui_benchmark(*, runs: int = 3, long: bool = False) -> Job[BenchmarkReport]:
    """Measure the editor; `long` adds its memory with ten minutes of 1080p, which takes a while."""
    if runs < 1:
        raise UsageError("A benchmark needs 1 run at least; give more.")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="dfm-benchmark-") as name, own_cache(Path(name)):
        folder = Path(name)
        with _own_settings(folder):
            measures += yield from _start(runs)
            clips = yield from demo_footage(folder, {"720p": Shape(*HD, SECONDS * RATE)})
            measures += yield from _window(clips["720p"], folder, runs)
            if long:
                measures.append((yield from _memory(folder)))
    footage = f"the demo clip as 720p, {RATE} frames/s, {SECONDS} s; an edit of 5 s, played live"
    return BenchmarkReport(this_machine(), load, footage, LIVE_RENDERER, tuple(measures))


def _start(runs: int) -> Job[list[Measure]]:
    """Seconds from the start of the process to the first painting of the window."""
    seconds = []
    for count in range(runs + 1):
        lines = run_python(_START, [str(time.time())]).output.splitlines()
        seconds += [float(line.split()[1]) for line in lines if line.startswith("shown")]
        yield Progress("starting", count + 1, runs + 1, "runs")
    return [measure_of("window shown", seconds[1:], "s", "1.5 or less")]


def _window(clip: Path, folder: Path, runs: int) -> Job[list[Measure]]:
    """Everything that one window with a 720p video is asked for."""
    application = _application()
    window = EditorWindow(Desk(), Settings(str(folder / "editor.ini")))
    garbage = GarbageCollector(lambda: window.players.playback.is_playing)
    window.resize(*SIZE)
    window.show()
    try:
        yield Progress("opening", 0, 1, "videos")
        _open(window, clip)
        yield Progress("opening", 1, 1, "videos")
        measures = yield from _scrubbing(window, runs)
        measures += yield from _playing(window, runs)
        measures += yield from _stalls(window, clip, runs)
        measures.append((yield from _dragging(window, runs)))
        return measures
    finally:
        garbage.stop()
        window.studio.close()
        window.jobs.stop_all()
        window.players.shut_down()
        window.deleteLater()
        application.processEvents()


def _open(window: EditorWindow, clip: Path, edited: Span = EDITED) -> None:
    """Put a video with an edit on the desk and wait until all that is done by itself is done."""
    info = probe(clip)
    edit = Edit("happy", 0.85, edited)
    project = Project(str(clip), (edit,), rate=info.frame_rate, frames=info.frames)
    window.desk.open(project, None, info)
    known = wait_until(lambda: window.desk.analysis is not None, LONGEST_WAIT_MS)
    pass_time(500)
    if not (known and wait_until(lambda: not _is_busy(window), LONGEST_WAIT_MS)):
        raise DfmError(
            f"{clip} was not ready after {LONGEST_WAIT_MS // 1000} s; try again on a quiet machine."
        )


def _is_busy(window: EditorWindow) -> bool:
    return any(not job.state.is_over for job in window.jobs.jobs)


def _scrubbing(window: EditorWindow, runs: int) -> Job[list[Measure]]:
    """Milliseconds until both pictures show: 95 of 100 moves, far and near, are at least as quick."""
    desk, draw = window.desk, random.Random(1)
    inside, outside = [], []
    for count in range(runs):
        inside.append(scrub(window.players, desk, _moves(EDITED, draw)).p95)
        outside.append(scrub(window.players, desk, _moves(Span(EDITED.end, desk.frames), draw)).p95)
        yield Progress("scrubbing", count + 1, runs, "runs")
    return [
        measure_of("scrubbing inside an edit, 95th percentile", inside, "ms", "60 or less"),
        measure_of("scrubbing outside edits, 95th percentile", outside, "ms", "40 or less"),
    ]


def _moves(span: Span, draw: random.Random) -> list[int]:
    """Jumps anywhere in a span, and steps about as far as a dragging hand takes them."""
    jumps = [draw.randrange(span.start, span.end) for _ in range(MOVES // 2)]
    place, steps = span.start, []
    for _ in range(MOVES // 2):
        place = min(max(place + draw.randint(-4, 8), span.start), span.end - 1)
        steps.append(place)
    return [
        frame
        for frame, before in zip([*jumps, *steps], [-1, *jumps, *steps], strict=False)
        if frame != before
    ]


def _playing(window: EditorWindow, runs: int) -> Job[list[Measure]]:
    """Frames left out where nothing is edited, and pictures shown a second where an edit is drawn live."""
    dropped, live = [], []
    for count in range(runs):
        dropped.append(100 * play(window.players, window.desk, EDITED.end + 5, PLAYED_MS).played.drop_share)
        live.append(play(window.players, window.desk, EDITED.start + 3, PLAYED_MS).played.live_rate)
        yield Progress("playing", count + 1, runs, "runs")
    return [
        measure_of("frames dropped in playing 720p30 outside edits", dropped, "%", "less than 1"),
        measure_of("playing inside an edit drawn live", live, "frames/s", "24 or more"),
    ]


def _stalls(window: EditorWindow, clip: Path, runs: int) -> Job[list[Measure]]:
    """How long the event loop ever stood still while analysis, reenactment and playing run together."""
    from dfm.core.analyze import analyze

    longest = []
    for count in range(runs):
        edit = Edit("sad", 0.5 + 0.1 * count, Span(0, window.desk.frames))
        window.desk.apply("Add Sad", Project(str(clip), (edit,), frames=window.desk.frames))
        pass_time(300)
        again = window.jobs.start(
            "Analysing again", lambda: analyze(clip, use_cache=False), lane=Lane.ANALYSIS, on_done=_forget
        )
        job = window.studio.reenact()
        watch = StallWatch()
        watch.start()
        play(window.players, window.desk, 0, PLAYED_MS)
        watch.stop()
        longest.append(watch.longest_ms)
        again.cancel()
        if job is not None:
            job.cancel()
        wait_until(lambda: not _is_busy(window), LONGEST_WAIT_MS)
        yield Progress("working and playing", count + 1, runs, "runs")
    name = "longest stall while analysing, reenacting and playing"
    return [measure_of(name, longest, "ms", "50 or less")]


def _forget(_: object) -> None:
    """What the second analysis found is known already."""


def _dragging(window: EditorWindow, runs: int) -> Job[Measure]:
    """Pictures a second of a timeline with many clips while the mouse drags one of them."""
    desk = window.desk
    length = max(desk.frames // CLIPS, 1)
    names = [row.name for row in EMOTIONS]
    edits = tuple(
        Edit(names[place % len(names)], 0.6, Span(start, start + 2 * length))
        for place in range(CLIPS)
        for start in (min(place * length, desk.frames - 2 * length - 1),)
    )
    desk.apply("Add many", Project(desk.project.media, edits, rate=desk.rate, frames=desk.frames))
    pass_time(500)
    rates = []
    for count in range(runs):
        rates.append(_drag_rate(window))
        yield Progress("dragging", count + 1, runs, "runs")
    return measure_of(f"dragging one of {CLIPS} clips", rates, "pictures/s", "50 or more")


def _drag_rate(window: EditorWindow) -> float:
    """Drag the middle clip to and fro with the mouse; the median step, painting included, sets the rate."""
    desk, view = window.desk, window.timeline.view
    edit = desk.project.edits[len(desk.project.edits) // 2]
    viewport, start = view.viewport(), _middle_of(window, edit.id)
    times = []
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(DRAG_STEPS):
        began = steady_now()
        QTest.mouseMove(viewport, start + QPoint(8 + 2 * (step % 40), 0))
        QApplication.processEvents()
        times.append((steady_now() - began) / 1e6)
    moved = desk.project.edits != desk.history.project.edits
    QTest.keyClick(viewport, Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    if not moved:
        raise DfmError("The timeline did not take the drag of the benchmark; report this.")
    return 1 / median(times)


def _middle_of(window: EditorWindow, edit_id: str) -> QPoint:
    """Where a clip is on the timeline's viewport."""
    item = window.timeline.scene.clips.item(edit_id)
    if item is None:
        raise DfmError("The timeline does not show the clips of the benchmark; report this.")
    place: QPoint = window.timeline.view.mapFromScene(item.sceneBoundingRect().center())
    return place


def _memory(folder: Path) -> Job[Measure]:
    """The peak of a process that opens, analyses, scrubs and plays a long 1080p video."""
    short = yield from demo_footage(folder, {"1080p": Shape(*FULL_HD, 20 * RATE)})
    clip = folder / "long.mp4"
    yield from repeated(short["1080p"], clip, 3 * MINUTES)
    yield Progress("memory", 0, 1, "runs")
    cost = run_python(AT_LENGTH, [str(clip)])
    yield Progress("memory", 1, 1, "runs")
    return measure_of(
        f"peak memory with {MINUTES} minutes of 1080p", [cost.memory / 10**9], "GB", "1.5 or less"
    )


def use_at_length(clip: Path) -> None:
    """Open a video, wait for all that is done by itself, scrub and play; for a process of its own."""
    _application()
    window = EditorWindow(Desk(), Settings(str(clip.with_suffix(".ini"))))
    garbage = GarbageCollector(lambda: window.players.playback.is_playing)
    window.resize(*SIZE)
    window.show()
    try:
        _open(window, clip, Span(300, 600))
        draw = random.Random(1)
        scrub(window.players, window.desk, [draw.randrange(window.desk.frames) for _ in range(MOVES)])
        play(window.players, window.desk, 290, PLAYED_MS)
    finally:
        garbage.stop()
        window.studio.close()
        window.jobs.stop_all()
        window.players.shut_down()


def _application() -> QApplication:
    """The application as `dfm` runs it, on no screen where there is none."""
    forget_foreign_plugins()
    if not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("win32", "darwin")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    share_the_machine()
    known = QApplication.instance()
    return known if isinstance(known, QApplication) else QApplication(["dfm"])


@contextmanager
def _own_settings(folder: Path) -> Iterator[None]:
    """Keep settings and autosaved projects in this folder for a while."""
    names = ("XDG_CONFIG_HOME", "DFM_STATE_DIR")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update({name: str(folder / name.lower()) for name in names})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
