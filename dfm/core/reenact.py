"""Reenactment: from a video and its edits to the edited video. Streams; holds a few frames at a time."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from dfm.core import digests, weights
from dfm.core.analyze import BACKENDS, analyze
from dfm.core.casting import load_cast
from dfm.core.document.edits import Edit, EditRequest, Speech, format_edit, resolve
from dfm.core.document.persons import PersonFile
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, UsageError
from dfm.core.jobs import Job, Progress
from dfm.core.media.beside import side_by_side, side_by_side_size
from dfm.core.media.encoding import Encoding
from dfm.core.media.info import MediaInfo
from dfm.core.media.info import to_json as media_to_json
from dfm.core.media.probe import probe
from dfm.core.media.read import Frame, ReadReport, read_frames
from dfm.core.media.timeline import frame_times
from dfm.core.media.write import VideoWriter, check_target
from dfm.core.painter import Painter
from dfm.core.performances import with_performances
from dfm.core.planner import DEFAULT_RENDERER, Planner, check_drawing, warnings_of, weights_of
from dfm.core.reenacted import edit_to_json, face_to_json, gaps, person_to_json, unplayed
from dfm.core.report import Report, StageCost

PROGRESS_EVERY = 4


class Layout(Enum):
    """What the output shows."""

    FULL = "full"
    SIDE_BY_SIDE = "side-by-side"


@dataclass(frozen=True)
class ReenactRequest:
    """A video, its edits, and how the result is made; with a `span` only its media frames, from time zero.

    `trained` is the file of the trained renderer; `persons` are those of faces that are to play as somebody
    known does.
    """

    video: Path
    edits: tuple[EditRequest | Edit, ...]
    target: Path
    renderer: str = DEFAULT_RENDERER
    device: str = "auto"
    trained: Path | None = None
    seed: int = 0
    face: int | None = None
    speech: Speech = Speech.KEEP
    layout: Layout = Layout.FULL
    codec: str = "h264"
    quality: int | None = None
    overwrite: bool = False
    backend: str = "mediapipe"
    span: Span | None = None
    audio: bool = True
    persons: tuple[PersonFile, ...] = ()


def reenact(request: ReenactRequest) -> Job[Report]:
    """Analyze, plan, render and export; every check that needs no rendering comes first."""
    check_drawing(request.renderer, request.device, request.trained)
    encoding = Encoding(request.codec, request.quality)
    info = probe(request.video)
    check_target(request.video, request.target, encoding, overwrite=request.overwrite)
    _check_span(request, info)
    cast = load_cast(request.persons)
    wanted = yield from with_performances(request.edits)
    edits = _resolve_all(replace(request, edits=wanted), info)
    stages = {name: StageCost() for name in ("analyze", "plan", "decode", "render", "encode")}
    with _timed(stages["analyze"]):
        analysis = yield from analyze(request.video, backend=request.backend)
    stages["analyze"].frames = sum(shot.length for shot in analysis.shots)
    warnings = [*analysis.media.warnings, *analysis.warnings]
    with _timed(stages["plan"]):
        faces = Planner(analysis, request.renderer, request.device, cast, request.trained).plan(edits)
        warnings += [*gaps(faces, analysis), *unplayed(request.persons, cast, faces)]
        warnings += warnings_of(analysis, request.trained, [face.track.number for face in faces])
    painter = Painter(info, faces)
    written = yield from _export(info, painter, request, encoding, stages, warnings)
    return Report(
        input=media_to_json(info),
        output={"path": str(request.target), "frames": written, "layout": request.layout.value,
                "codec": request.codec, **_output_facts(request.target)},
        edits=[edit_to_json(face, index) for face in faces for index in range(len(face.edits))],
        stages=stages,
        renderer=request.renderer,
        backend=request.backend,
        weights=_weights(request),
        seed=request.seed,
        faces=[face_to_json(face) for face in faces],
        persons=[person_to_json(file, cast) for file in request.persons],
        warnings=list(dict.fromkeys(warnings)),
    )  # fmt: skip


def _weights(request: ReenactRequest) -> dict[str, str]:
    """The digests of all model files that shaped the result, by name."""
    found = weights.hashes(*BACKENDS[request.backend], *weights_of(request.renderer))
    own = {} if request.trained is None else {request.trained.name: digests.sha256(request.trained)}
    return found | own


def _resolve_all(request: ReenactRequest, info: MediaInfo) -> list[Edit]:
    if not request.edits:
        raise UsageError("There is no edit; add one such as --edit happy:high@1.0-4.0.")
    times = None
    if info.variable_rate:
        times = frame_times(info)
    return [_resolved(edit, number, request, info, times) for number, edit in enumerate(request.edits)]


def _resolved(
    edit: EditRequest | Edit,
    number: int,
    request: ReenactRequest,
    info: MediaInfo,
    times: Sequence[Fraction] | None,
) -> Edit:
    """A request fitted to the video; an edit that is one already is only checked against its end."""
    if isinstance(edit, EditRequest):
        seed, speech, face = request.seed + number, request.speech, request.face
        return resolve(edit, info.frame_rate, info.frames, times, speech=speech, seed=seed, face=face)
    if edit.span.end > info.frames:
        raise InputError(
            f"The edit {format_edit(edit)} runs past the end of {info.path}, frame {info.frames}; "
            "end it there."
        )
    return edit


def _check_span(request: ReenactRequest, info: MediaInfo) -> None:
    span = request.span
    if span is not None and not 0 <= span.start < span.end <= info.frames:
        raise UsageError(
            f"{info.path} has no frames {span.start} to {span.end}; choose among its {info.frames} frames."
        )


def _export(
    info: MediaInfo,
    painter: Painter,
    request: ReenactRequest,
    encoding: Encoding,
    stages: dict[str, StageCost],
    warnings: list[str],
) -> Job[int]:
    beside = request.layout is Layout.SIDE_BY_SIDE
    size = side_by_side_size(info) if beside else None
    report = ReadReport()
    writer = VideoWriter(
        info,
        request.target,
        encoding,
        overwrite=request.overwrite,
        size=size,
        span=request.span,
        audio=request.audio,
    )
    frames = read_frames(info, request.span, report=report)
    total = request.span.length if request.span else info.frames
    try:
        with writer:
            source = iter(frames)
            while taken := _take(source, painter.batch, stages["decode"]):
                for frame, edited in zip(taken, _edit(painter, taken, stages["render"]), strict=True):
                    if beside:
                        picture = side_by_side(frame.picture, edited.picture, info.rotation)
                        edited = replace(frame, picture=picture)
                    with _timed(stages["encode"]):
                        writer.write(edited)
                    stages["encode"].frames += 1
                    if writer.frames % PROGRESS_EVERY == 0:
                        yield Progress("render", writer.frames, total)
            yield Progress("render", writer.frames, writer.frames)
    finally:
        frames.close()
    warnings += [*report.warnings, *writer.warnings]
    return writer.frames


def _take(source: Iterator[Frame], count: int, cost: StageCost) -> list[Frame]:
    """The next frames, as many as are wanted or left."""
    with _timed(cost):
        taken = list(islice(source, count))
    cost.frames += len(taken)
    return taken


def _edit(painter: Painter, frames: list[Frame], cost: StageCost) -> list[Frame]:
    """The edited frames; the very same where no edit shows."""
    touched = [frame for frame in frames if painter.touches(frame.index)]
    if not touched:
        return frames
    with _timed(cost):
        painted = painter.paint_many([(frame.index, frame.picture) for frame in touched])
    cost.frames += len(touched)
    pictures = {frame.index: picture for frame, picture in zip(touched, painted, strict=True)}
    return [replace(frame, picture=pictures.get(frame.index, frame.picture)) for frame in frames]


@contextmanager
def _timed(cost: StageCost) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        cost.seconds += time.perf_counter() - start


def _output_facts(target: Path) -> dict[str, Any]:
    written = probe(target)
    return {
        "width": written.width,
        "height": written.height,
        "frame_rate": str(written.frame_rate),
        "duration": str(written.duration),
        "pix_fmt": written.pix_fmt,
        "size_bytes": written.size_bytes,
    }
