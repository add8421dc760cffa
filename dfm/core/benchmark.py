"""How fast the program is on this machine, beside what it promises.

Every number is the median of several runs; memory and start-up are measured in processes of their own, and
all of it with a cache of its own. The footage is made from the demo clip, with a face a third of the height,
unless a video is given.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from dfm.core import places, weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.benchmark_footage import clips_of, course_footage
from dfm.core.budgets import MINUTE, Size, course_of
from dfm.core.document.edits import parse_edit, resolve
from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation.machine import Machine, this_machine
from dfm.core.evaluation.processes import run_program, run_python
from dfm.core.evaluation.tables import table
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import Job, Progress
from dfm.core.media.probe import probe
from dfm.core.media.read import Frame, read_frames
from dfm.core.painter import Painter
from dfm.core.planner import DEFAULT_RENDERER, Planner
from dfm.core.reenact import ReenactRequest, reenact
from dfm.core.render.bank import Bank

SCHEMA = 1
EDIT = "happy:high@0-end"
RENDERED_FRAMES = 60
START_UPS = 5

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
    video: Path | None = None, *, runs: int = 3, long: bool = False, renderer: str = DEFAULT_RENDERER
) -> Job[BenchmarkReport]:
    """Measure speed, memory and start-up on the footage of a renderer's course; `long` takes longer videos
    for the memory.

    With a `video` the speed and the memory are those of that video, and no footage is made.
    """
    if runs < 1:
        raise UsageError("A benchmark needs 1 run at least; give more.")
    course = course_of(renderer)
    if video is not None:
        probe(video)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="dfm-benchmark-") as name, own_cache(Path(name)):
        folder = Path(name)
        clips = clips_of(video, course) if video else (yield from course_footage(folder, course, long))
        for clip, size in clips.sized:
            measures += yield from _speed(clip, size, folder, runs, renderer)
        if course.bank:
            measures.append((yield from _bank_building(clips.bank, runs, course.bank)))
        for label, clip in clips.held:
            measures.append((yield from _memory(clip, label, folder, renderer)))
        measures += yield from _start_up()
    return BenchmarkReport(this_machine(), load, f"{clips.words}; edit {EDIT}", renderer, tuple(measures))


def _speed(clip: Path, size: Size, folder: Path, runs: int, renderer: str) -> Job[list[Measure]]:
    """Analysis, rendering and the whole of reenact; a first round of each only warms up."""
    name = size.name
    analysis = yield from analyze(clip)
    rendering = yield from _rendering(analysis, f"rendering {name}", runs, renderer)
    drawing = measure_of(f"{renderer} rendering, {name}", rendering, "ms a frame", size.drawing)
    if not size.whole:
        return [drawing]
    frames = analysis.media.frames
    analysing = yield from _rates(runs, frames, f"analysing {name}", lambda: analyze(clip, use_cache=False))
    request = ReenactRequest(clip, (parse_edit(EDIT),), folder / "out.mp4", renderer=renderer, overwrite=True)
    whole = yield from _rates(runs, frames, f"reenacting {name}", lambda: reenact(request))
    return [
        measure_of(f"analysis, {name}", analysing, "frames/s", size.analysis),
        drawing,
        measure_of(f"reenact once analysed, {name}", whole, "frames/s", size.reenact),
    ]


def _bank_building(clip: Path, runs: int, budget: str) -> Job[Measure]:
    """Seconds to choose and to read the references of a video, for each minute of it."""
    analysis = yield from analyze(clip)
    media = analysis.media
    model = load_face_model(weights.find("face_model"))
    minutes = float(media.frames / media.frame_rate) / MINUTE
    times = []
    for count in range(runs):
        began = time.perf_counter()
        if not Bank(model, analysis.tracks[0], media).references:
            raise InputError(f"{clip} shows no face; give a video with one.")
        times.append((time.perf_counter() - began) / minutes)
        yield Progress("building banks", count + 1, runs, "runs")
    return measure_of("bank building", times, "s a minute of video", budget)


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


def _memory(clip: Path, label: str, folder: Path, renderer: str) -> Job[Measure]:
    """The peak of a process that analyses and reenacts a video it has not seen before."""
    yield Progress(f"memory, {label}", 0, 1, "runs")
    target = folder / "memory.mp4"
    with tempfile.TemporaryDirectory(prefix="dfm-benchmark-") as name, own_cache(Path(name)):
        words = ["reenact", str(clip), "--edit", EDIT, "-o", str(target), "--renderer", renderer]
        cost = run_program([*words, "--overwrite", "--quiet"])
    yield Progress(f"memory, {label}", 1, 1, "runs")
    gigabytes = cost.memory / 10**9
    return measure_of(f"peak memory, {label}", [gigabytes], "GB", "1.2 or less, however long")


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
