"""How fast the program is on this machine, beside what it promises.

Every number is the median of several runs; memory and start-up are measured in processes of their own, and
all of it with a cache of its own. The footage is made from the demo clip, with a face a third of the height,
unless a video is given.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from dfm.core import places
from dfm.core.analyze import Analysis, analyze
from dfm.core.demo import make_demo_clip
from dfm.core.document.edits import parse_edit, resolve
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation.footage import MOST_FRAMES, Shape, make_footage
from dfm.core.evaluation.machine import Machine, this_machine
from dfm.core.evaluation.processes import run_program, run_python
from dfm.core.evaluation.tables import table
from dfm.core.jobs import Job, Progress
from dfm.core.media.picture import upright_rgb
from dfm.core.media.probe import probe
from dfm.core.media.read import Frame, read_frames
from dfm.core.painter import Painter
from dfm.core.planner import DEFAULT_RENDERER, Planner
from dfm.core.reenact import ReenactRequest, reenact

SCHEMA = 1
EDIT = "happy:high@0-end"
RATE = 30
RENDERED_FRAMES = 60
START_UPS = 5
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}
RENDER_BUDGET = {"720p": "12 or less", "1080p": "25 or less"}
HELD = (10, 100)
"""Seconds of the videos whose memory is measured: it must not grow with them."""
HELD_LONG = (60, 600)

_IMPORT = """
import time
start = time.perf_counter()
import importlib, pkgutil
import dfm.core.document as room
for module in pkgutil.iter_modules(room.__path__):
    importlib.import_module(f"{room.__name__}.{module.name}")
print(time.perf_counter() - start)
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: the median of its runs, its unit, and its budget as words ("" where none is promised)."""

    name: str
    value: float
    unit: str
    budget: str
    runs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkReport:
    """All measures, the machine they were taken on and how busy it was before (runnable processes on
    average), and what they were taken with."""

    machine: Machine
    load: float
    footage: str
    renderer: str
    measures: tuple[Measure, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON types under a schema number."""
        return {"schema": SCHEMA, "edit": EDIT, **asdict(self)}

    @property
    def _business(self) -> str:
        if self.load < 0.3:
            return "idle before"
        return f"not idle before (load {self.load:.1f}), so other work slowed it down"

    def text(self) -> str:
        """The report as a table that a person can read."""
        rows = [
            (each.name, f"{each.value:.4g}", each.unit, each.budget, len(each.runs)) for each in self.measures
        ]
        parts = (
            f"Machine: {self.machine.sentence}; {self._business}",
            f"Footage: {self.footage}; renderer {self.renderer}",
            table(("measure", "median", "unit", "budget", "runs"), rows),
        )
        return "\n\n".join(parts) + "\n"


def benchmark(
    video: Path | None = None,
    *,
    runs: int = 3,
    seconds: int = 10,
    held: tuple[int, ...] = HELD,
    renderer: str = DEFAULT_RENDERER,
) -> Job[BenchmarkReport]:
    """Measure speed on so many `seconds` of footage, memory on videos of `held` seconds, and start-up.

    With a `video` the speed and the memory are those of that video, and no footage is made.
    """
    if runs < 1 or min(seconds, *held) < 2:
        raise UsageError("A benchmark needs 1 run and 2 seconds at least; give more.")
    if video is not None:
        probe(video)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="dfm-benchmark-") as name, own_cache(Path(name)):
        folder = Path(name)
        clips = {video.name: video} if video else (yield from _footage(folder, seconds, held))
        for size in SIZES if video is None else clips:
            measures += yield from _speed(clips[size], size, folder, runs, renderer)
        for size in [name for name in clips if name not in SIZES]:
            measures.append((yield from _memory(clips[size], size, folder, renderer)))
        measures += yield from _start_up()
    footage = str(video) if video else f"the demo clip as {' and '.join(SIZES)}, {RATE} frames/s, {seconds} s"
    footage = f"{footage}; edit {EDIT}"
    return BenchmarkReport(this_machine(), load, footage, renderer, tuple(measures))


def _footage(folder: Path, seconds: int, held: tuple[int, ...]) -> Job[dict[str, Path]]:
    """The demo clip at every size, and of other lengths at 720p, by name."""
    wanted = {size: (*raster, seconds) for size, raster in SIZES.items()}
    wanted |= {f"720p, {length} s": (*SIZES["720p"], length) for length in held}
    return (yield from demo_footage(folder, wanted))


def demo_footage(folder: Path, wanted: Mapping[str, tuple[int, int, int]]) -> Job[dict[str, Path]]:
    """Clips from the demo clip by name: the width, the height and the seconds of each."""
    demo = yield from make_demo_clip(folder / "demo.mp4")
    analysis = yield from analyze(demo)
    if not analysis.tracks:
        raise InputError(f"{demo} shows no face; give a video with one.")
    left, top, width, height = (float(value) for value in analysis.tracks[0].boxes.mean(axis=0))
    media = analysis.media
    frames = read_frames(media, Span(0, min(media.frames, MOST_FRAMES)))
    pictures = [upright_rgb(frame.picture, media.rotation, media.pixel_aspect) for frame in frames]
    made: dict[str, Path] = {}
    for number, (name, (across, down, length)) in enumerate(wanted.items()):
        shape = Shape(across, down, length * RATE)
        target = folder / f"footage{number}.mp4"
        made[name] = yield from make_footage(pictures, (left, top, width, height), shape, target)
    return made


def _speed(clip: Path, size: str, folder: Path, runs: int, renderer: str) -> Job[list[Measure]]:
    """Analysis, rendering and the whole of reenact; a first round of each only warms up."""
    analysis = yield from analyze(clip)
    frames = analysis.media.frames
    analysing = yield from _rates(runs, frames, f"analysing {size}", lambda: analyze(clip, use_cache=False))
    rendering = yield from _rendering(analysis, f"rendering {size}", runs, renderer)
    request = ReenactRequest(clip, (parse_edit(EDIT),), folder / "out.mp4", renderer=renderer, overwrite=True)
    whole = yield from _rates(runs, frames, f"reenacting {size}", lambda: reenact(request))
    promised = size == "720p"
    return [
        measure_of(f"analysis, {size}", analysing, "frames/s", "60 or more" if promised else ""),
        measure_of(f"{renderer} rendering, {size}", rendering, "ms a frame", RENDER_BUDGET.get(size, "")),
        measure_of(f"reenact once analysed, {size}", whole, "frames/s", "30 or more" if promised else ""),
    ]


def _rates(runs: int, frames: int, stage: str, start: Callable[[], Job[Any]]) -> Job[list[float]]:
    """Frames a second of each run of a job."""
    rates = []
    for count in range(runs):
        began = time.perf_counter()
        yield from start()
        rates.append(frames / (time.perf_counter() - began))
        yield Progress(stage, count + 1, runs, "runs")
    return rates


def _rendering(analysis: Analysis, stage: str, runs: int, renderer: str) -> Job[list[float]]:
    """Milliseconds that a frame's painting takes on average in each run, decoding and encoding left out."""
    media = analysis.media
    edit = resolve(parse_edit(EDIT), media.frame_rate, media.frames)
    painter = Painter(media, Planner(analysis, renderer).plan([edit]))
    frames = read_frames(media)
    shown: list[Frame] = list(
        islice((each for each in frames if painter.touches(each.index)), RENDERED_FRAMES)
    )
    frames.close()
    if not shown:
        raise InputError(f"{media.path} shows no face; give a video with one.")
    painter.paint(shown[0].index, shown[0].picture)
    times = []
    for count in range(runs):
        began = time.perf_counter()
        for frame in shown:
            painter.paint(frame.index, frame.picture)
        times.append((time.perf_counter() - began) * 1000 / len(shown))
        yield Progress(stage, count + 1, runs, "runs")
    return times


def _memory(clip: Path, size: str, folder: Path, renderer: str) -> Job[Measure]:
    """The peak of a process that analyses and reenacts a video it has not seen before."""
    yield Progress(f"memory, {size}", 0, 1, "runs")
    target = folder / "memory.mp4"
    with tempfile.TemporaryDirectory(prefix="dfm-benchmark-") as name, own_cache(Path(name)):
        words = ["reenact", str(clip), "--edit", EDIT, "-o", str(target), "--renderer", renderer]
        cost = run_program([*words, "--overwrite", "--quiet"])
    yield Progress(f"memory, {size}", 1, 1, "runs")
    gigabytes = cost.memory / 10**9
    return measure_of(f"peak memory, {size}", [gigabytes], "GB", "1.2 or less, however long")


def _start_up() -> Job[list[Measure]]:
    """Seconds until `dfm --help` has answered, and until the document room is imported."""
    helping, importing = [], []
    for count in range(START_UPS):
        helping.append(run_program(["--help"]).seconds)
        importing.append(float(run_python(_IMPORT).output.strip()))
        yield Progress("start-up", count + 1, START_UPS, "runs")
    return [
        measure_of("dfm --help", helping, "s", "0.3 or less"),
        measure_of("import of the document room", importing, "s", "0.1 or less"),
    ]


def measure_of(name: str, runs: list[float], unit: str, budget: str) -> Measure:
    return Measure(name, median(runs), unit, budget, tuple(runs))


@contextmanager
def own_cache(folder: Path) -> Iterator[None]:
    """Keep analyses in this folder for a while; model files that were fetched are still found."""
    known = os.environ.get("DFM_CACHE_DIR")
    fetched, cache = places.weights_folder(), folder / "cache"
    cache.mkdir()
    if fetched.is_dir():
        (cache / fetched.name).symlink_to(fetched.resolve(), target_is_directory=True)
    os.environ["DFM_CACHE_DIR"] = str(cache)
    try:
        yield
    finally:
        if known is None:
            del os.environ["DFM_CACHE_DIR"]
        else:
            os.environ["DFM_CACHE_DIR"] = known
