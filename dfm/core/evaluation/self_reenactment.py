"""Self-reenactment: the last 30 % of a clip made again from the first 70 %, by coefficients or by affect.

Protocol A drives each test frame by its own expression coefficients. Protocol B knows of its expression only
valence, arousal and emotions as the embedded estimator reads them, and a decoder makes coefficients of them.
Pose and gaze are the test frame's in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError, InputError, MissingWeights, UsageError
from dfm.core.evaluation import metrics, rooms
from dfm.core.evaluation.crops import View, view_around
from dfm.core.evaluation.cross import Attempt
from dfm.core.evaluation.drivers import Clip, Driver, checked, drivers_for
from dfm.core.evaluation.held_out import Halves, halves_of
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.redrawing import Redrawer
from dfm.core.evaluation.samples import TRAINED, Sample, read_samples, unknown_people
from dfm.core.evaluation.self_report import DrivenRow, SelfReport
from dfm.core.evaluation.self_sheets import LONGEST, write_maps, write_sheet, write_video
from dfm.core.evaluation.training import Drawing, file_for
from dfm.core.faces.smoothing import runs
from dfm.core.jobs import Job, Progress
from dfm.core.media.probe import probe
from dfm.core.media.read import Frame, read_frame

DEFAULT_CLIPS = 6
DRAWING = Drawing()
LEAST_SECONDS = 20.0
DRAWN = 48
"""Test frames that are drawn, evenly spread over the last part; coefficients are compared on all of them."""


def reenact_themselves(
    clips: Path,
    *,
    drawing: Drawing = DRAWING,
    decoders: Sequence[str] | None = None,
    limit: int | None = DEFAULT_CLIPS,
    least_seconds: float = LEAST_SECONDS,
    epochs: int = 0,
    seed: int = 0,
    sheets: Path | None = None,
) -> Job[SelfReport]:
    """Make the ends of a folder's clips again that show their main person for so many seconds.

    People whom the program's own nets never saw come first; acted clips are left out. `decoders` are names
    of `drivers.MAKERS` (default all), `epochs` those of the paper's preset (0: its own number).
    """
    drawing.check()
    checked(decoders)
    if least_seconds <= 0:
        raise UsageError(f"{least_seconds:g} seconds are no length; give 1 or more.")
    if epochs < 0:
        raise UsageError(f"No net learns for {epochs} epochs; give 1 or more, or 0 for the preset's own.")
    rows: list[DrivenRow] = []
    failures: list[str] = []
    done = 0
    for sample, seen in _long_enough(clips, least_seconds):
        if done == limit:
            break
        try:
            analysis = yield from rooms.analysed(sample.path, use_cache=True)
            if _seconds(analysis) >= least_seconds:
                rows += yield from _clip(sample, seen, analysis, drawing, decoders, epochs, seed, sheets)
                done += 1
        except MissingWeights:
            raise
        except DfmError as error:
            failures.append(f"{sample.name}: {error}")
    if not rows:
        why = f" ({failures[0]})" if failures else ""
        raise InputError(
            f"{clips} shows nobody for {least_seconds:g} seconds{why}: add longer clips, or ask for fewer."
        )
    return SelfReport(drawing.words, seed, least_seconds, this_machine(), tuple(rows), tuple(failures))


def _long_enough(clips: Path, least_seconds: float) -> list[tuple[Sample, bool]]:
    """The clips to choose from, each with whether the program's nets saw its person: unknown people
    first, and everyone once before anyone twice."""
    samples = [sample for sample in read_samples(clips) if not sample.acted]
    unknown = set(unknown_people(tuple(samples)))
    long = []
    for sample in samples:
        try:
            media = probe(sample.path)
        except DfmError:
            continue
        if media.frames / media.frame_rate >= least_seconds:
            long.append(sample)
    long.sort(key=lambda each: (each not in unknown, each.use == TRAINED, -each.face_height, each.name))
    people: dict[str, Sample] = {}
    for sample in long:
        people.setdefault(sample.person, sample)
    firsts = list(people.values())
    rest = [sample for sample in long if sample not in firsts]
    return [(sample, sample not in unknown) for sample in (*firsts, *rest)]


def _seconds(analysis: Analysis) -> float:
    """How long the main person of a clip is seen."""
    frames = len(analysis.tracks[0].frames) if analysis.tracks else 0
    return float(frames / analysis.media.frame_rate)


@dataclass(frozen=True, eq=False)
class _Real:
    """A test frame as it was filmed: its place in the tested track, and pixels around the face."""

    place: int
    view: View


def _clip(
    sample: Sample,
    seen: bool,
    analysis: Analysis,
    drawing: Drawing,
    decoders: Sequence[str] | None,
    epochs: int,
    seed: int,
    sheets: Path | None,
) -> Job[list[DrivenRow]]:
    halves = halves_of(analysis)
    drivers = yield from drivers_for(decoders, Clip(analysis, halves, seed, epochs))
    trained = yield from file_for(drawing, analysis, seed, sheets)
    redrawer = Redrawer(drawing.renderer, analysis, halves.learned.track, trained)
    real = _read(analysis, halves)
    rows: list[DrivenRow] = []
    made: dict[str, list[Attempt]] = {}
    told = {driver.name: driver.drive(halves.tested) for driver in drivers}
    for driver in drivers:
        driven = told[driver.name]
        made[driver.name] = yield from _drawn(sample, redrawer, halves, real, driver, driven)
        row = _row(sample, seen, analysis, driver, halves, driven, made[driver.name])
        rows.append(row)
    if sheets is not None:
        write_sheet(sample.name, made, sheets / f"{sample.name}.png")
        write_maps(sample.name, made, sheets / f"{sample.name}.maps.png")
        yield from _video(sheets / f"{sample.name}.mp4", analysis, redrawer, halves, told)
    return rows


def _video(
    path: Path,
    analysis: Analysis,
    redrawer: Redrawer,
    halves: Halves,
    told: Mapping[str, NDArray[np.float32]],
) -> Job[None]:
    """The longest stretch of the test frames, as filmed and by every driver."""
    track = halves.tested.track
    stretch = max(runs(track.frames), key=lambda each: each.stop - each.start)
    first = int(track.frames[stretch.start])

    def draw(frame: Frame) -> list[Attempt]:
        place = stretch.start + frame.index - first
        real = view_around(frame, analysis.media, track.points[place])
        return [redrawer.draw(track, place, driven + halves.resting, real) for driven in told.values()]

    span = Span(first, first + min(stretch.stop - stretch.start, LONGEST))
    yield from write_video(analysis.media, span, list(told), draw, path)


def _read(analysis: Analysis, halves: Halves) -> list[_Real]:
    track = halves.tested.track
    count = len(track.frames)
    places = dict.fromkeys(np.linspace(0, count - 1, min(DRAWN, count)).round().astype(int).tolist())
    found = []
    for place in places:
        frame = read_frame(analysis.media, int(track.frames[place]))
        found.append(_Real(place, view_around(frame, analysis.media, track.points[place])))
    return found


def _drawn(
    sample: Sample,
    redrawer: Redrawer,
    halves: Halves,
    real: Sequence[_Real],
    driver: Driver,
    driven: NDArray[np.float32],
) -> Job[list[Attempt]]:
    attempts = []
    for count, each in enumerate(real, 1):
        attempts.append(redrawer.draw(halves.tested.track, each.place, driven + halves.resting, each.view))
        yield Progress(f"drawing {sample.name}, {driver.name}", count, len(real))
    return attempts


def _row(
    sample: Sample,
    seen: bool,
    analysis: Analysis,
    driver: Driver,
    halves: Halves,
    driven: NDArray[np.float32],
    attempts: Sequence[Attempt],
) -> DrivenRow:
    own = halves.tested.coefficients
    real, made = np.stack([each.real for each in attempts]), np.stack([each.made for each in attempts])
    apart = np.linalg.norm(rooms.face_model().displacement(driven - own), axis=-1)
    return DrivenRow(
        clip=sample.name,
        seen=seen,
        seconds=_seconds(analysis),
        driver=driver.name,
        rmse=metrics.root_mean_square(own, driven),
        millimetres=10 * float(apart.mean()),
        pixels=metrics.average_pixel_distance(real, made),
        face=metrics.average_pixel_distance(real, made, np.stack([each.face for each in attempts])),
        mouth=metrics.mouth_pixel_distance(real, made, np.stack([each.mouth for each in attempts])),
        drawn=len(attempts),
        parameters=driver.parameters,
        epochs=driver.epochs,
        training_seconds=driver.seconds,
    )
