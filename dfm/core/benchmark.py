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
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from dfm.core import places, weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.benchmark_footage import clips_of, course_footage
from dfm.core.benchmark_report import EDIT, BenchmarkReport, Measure, measure_of
from dfm.core.budgets import MINUTE, Size, course_of
from dfm.core.devices import chosen_device
from dfm.core.document.edits import parse_edit, resolve
from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.processes import run_program, run_python
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import Job, Progress
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.painter import Painter
from dfm.core.planner import DEFAULT_RENDERER, TRAINED, Planner, check_drawing, needs_references
from dfm.core.reenact import ReenactRequest, reenact
from dfm.core.render.bank import Bank

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


def benchmark(
    video: Path | None = None,
    *,
    runs: int = 3,
    long: bool = False,
    renderer: str = DEFAULT_RENDERER,
    device: str = "auto",
) -> Job[BenchmarkReport]:
    """Measure speed, memory and start-up on the footage of a renderer's course; `long` takes longer videos
    for the memory.

    With a `video` the speed and the memory are those of that video, and no footage is made. The net of the
    trained renderer has learned nothing, which makes no difference to its speed.
    """
    if runs < 1:
        raise UsageError("A benchmark needs 1 run at least; give more.")
    course = course_of(renderer)
    if renderer != TRAINED:
        check_drawing(renderer, device)
    if video is not None:
        probe(video)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="dfm-benchmark-") as name, own_cache(Path(name)):
        folder = Path(name)
        means = Means(renderer, device, _untrained(renderer, device, folder))
        clips = clips_of(video, course) if video else (yield from course_footage(folder, course, long))
        for clip, size in clips.sized:
            measures += yield from _speed(clip, size, folder, runs, means)
        if course.bank:
            measures.append((yield from _bank_building(clips.bank, runs, course.bank)))
        for label, clip in clips.held:
            measures.append((yield from _memory(clip, label, folder, means)))
        measures += yield from _start_up()
    words = f"{clips.words}; edit {EDIT}"
    return BenchmarkReport(this_machine(), load, words, means.words, tuple(measures))


@dataclass(frozen=True, slots=True)
class Means:
    """How faces are drawn: the renderer, the device that was asked for, and the trained renderer's file."""

    renderer: str
    device: str
    trained: Path | None = None

    @property
    def words(self) -> str:
        """The renderer, and the device where it is not the processor."""
        on_card = needs_references(self.renderer) and chosen_device(self.device) == "cuda"
        return f"{self.renderer} on cuda" if on_card else self.renderer


def _untrained(renderer: str, device: str, folder: Path) -> Path | None:
    """A file of the trained renderer, as large as it is on this device; None for other renderers."""
    if renderer != TRAINED:
        return None
    from dfm.core.render.trained_file import Facts, save_renderer
    from dfm.models.head2head import SIZES, Head2Head

    path = folder / "untrained.dfmrenderer"
    save_renderer(Head2Head(SIZES["base" if chosen_device(device) == "cuda" else "small"]), Facts(), path)
    return path


def _speed(clip: Path, size: Size, folder: Path, runs: int, means: Means) -> Job[list[Measure]]:
    """Analysis, rendering and the whole of reenact; a first round of each only warms up."""
    name = size.name
    analysis = yield from analyze(clip)
    rendering = yield from _rendering(analysis, f"rendering {name}", runs, means)
    drawing = measure_of(f"{means.words} rendering, {name}", rendering, "ms a frame", size.drawing)
    if not size.whole:
        return [drawing]
    frames = analysis.media.frames
    analysing = yield from _rates(runs, frames, f"analysing {name}", lambda: analyze(clip, use_cache=False))
    request = ReenactRequest(
        clip,
        (parse_edit(EDIT),),
        folder / "out.mp4",
        renderer=means.renderer,
        device=means.device,
        trained=means.trained,
        overwrite=True,
    )
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


def _rendering(analysis: Analysis, stage: str, runs: int, means: Means) -> Job[list[float]]:
    """Milliseconds that a frame's painting takes on average in each run, decoding and encoding left out."""
    media = analysis.media
    edit = resolve(parse_edit(EDIT), media.frame_rate, media.frames)
    painter = Painter(
        media, Planner(analysis, means.renderer, means.device, trained=means.trained).plan([edit])
    )
    frames = read_frames(media)
    touched = ((each.index, each.picture) for each in frames if painter.touches(each.index))
    shown = list(islice(touched, RENDERED_FRAMES))
    frames.close()
    if not shown:
        raise InputError(f"{media.path} shows no face; give a video with one.")
    painter.paint_many(shown[: painter.batch])
    times = []
    for count in range(runs):
        began = time.perf_counter()
        for start in range(0, len(shown), painter.batch):
            painter.paint_many(shown[start : start + painter.batch])
        times.append((time.perf_counter() - began) * 1000 / len(shown))
        yield Progress(stage, count + 1, runs, "runs")
    return times


def _memory(clip: Path, label: str, folder: Path, means: Means) -> Job[Measure]:
    """The peak of a process that analyses and reenacts a video it has not seen before."""
    yield Progress(f"memory, {label}", 0, 1, "runs")
    target = folder / "memory.mp4"
    with tempfile.TemporaryDirectory(prefix="dfm-benchmark-") as name, own_cache(Path(name)):
        words = ["reenact", str(clip), "--edit", EDIT, "-o", str(target), "--renderer", means.renderer]
        words += [] if means.trained is None else ["--weights", str(means.trained)]
        cost = run_program([*words, "--device", means.device, "--overwrite", "--quiet"])
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
