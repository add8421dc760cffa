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
from dfm.core.analyze import BACKENDS, Analysis, analyze
from dfm.core.document.edits import Edit, EditRequest, Speech, format_edit, resolve
from dfm.core.document.records import performance_facts
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
from dfm.core.painter import EditedFace, Painter
from dfm.core.performances import with_performances
from dfm.core.planner import DEFAULT_RENDERER, Planner, check_drawing, warnings_of, weights_of
from dfm.core.report import Report, StageCost

PROGRESS_EVERY = 4


class Layout(Enum):
    """What the output shows."""

    FULL = "full"
    SIDE_BY_SIDE = "side-by-side"


@dataclass(frozen=True)
class ReenactRequest:
    """A video, its edits, and how the result is made, `trained` the file of the trained renderer; with a
    `span` only its media frames, from time zero."""

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


def reenact(request: ReenactRequest) -> Job[Report]:
    """Analyze, plan, render and export; every check that needs no rendering comes first."""
    check_drawing(request.renderer, request.device, request.trained)
    encoding = Encoding(request.codec, request.quality)
    info = probe(request.video)
    check_target(request.video, request.target, encoding, overwrite=request.overwrite)
    _check_span(request, info)
    wanted = yield from with_performances(request.edits)
    edits = _resolve_all(replace(request, edits=wanted), info)
    stages = {name: StageCost() for name in ("analyze", "plan", "decode", "render", "encode")}
    with _timed(stages["analyze"]):
        analysis = yield from analyze(request.video, backend=request.backend)
    stages["analyze"].frames = sum(shot.length for shot in analysis.shots)
    warnings = [*analysis.media.warnings, *analysis.warnings]
    with _timed(stages["plan"]):
        faces = Planner(analysis, request.renderer, request.device, request.trained).plan(edits)
        warnings += [*warnings_of(analysis, request.trained), *_gaps(faces, analysis)]
    painter = Painter(info, faces)
    written = yield from _export(info, painter, request, encoding, stages, warnings)
    return Report(
        input=media_to_json(info),
        output={"path": str(request.target), "frames": written, "layout": request.layout.value,
                "codec": request.codec, **_output_facts(request.target)},
        edits=[_edit_to_json(face, index) for face in faces for index in range(len(face.edits))],
        stages=stages,
        renderer=request.renderer,
        backend=request.backend,
        weights=_weights(request),
        seed=request.seed,
        faces=[_face_to_json(face) for face in faces],
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


def _gaps(faces: Sequence[EditedFace], analysis: Analysis) -> list[str]:
    """A sentence for each edit with frames on which its face was not found."""
    sentences = []
    for face in faces:
        number = face.track.number
        for edit in face.edits:
            shown = sum(_inside(edit.span, span) for span in face.track.spans)
            if shown == 0:
                sentences.append(
                    f"The edit {format_edit(edit)} changes nothing: face {number} is not seen there."
                )
            elif shown < edit.span.length:
                missing = edit.span.length - shown
                sentences.append(
                    f"The edit {format_edit(edit)} leaves {missing} of {edit.span.length} frames as they "
                    f"were: face {number} is not seen on them."
                )
    return sentences


def _inside(span: Span, other: Span) -> int:
    common = span.intersect(other)
    return common.length if common else 0


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


def _edit_to_json(face: EditedFace, index: int) -> dict[str, Any]:
    edit = face.edits[index]
    span, curve = face.target.curves[index]
    return {
        "text": format_edit(edit),
        "emotion": edit.emotion,
        "intensity": edit.intensity,
        "performance": None if edit.performance is None else performance_facts(edit.performance),
        "centre": None if edit.centre is None else list(edit.centre),
        "start_frame": edit.span.start,
        "end_frame": edit.span.end,
        "speech": edit.speech.value,
        "seed": edit.seed,
        "regions": dict(edit.regions.items()),
        "face": face.track.number,
        "va_start_frame": span.start,
        "va": [[round(float(v), 5), round(float(a), 5)] for v, a in curve],
    }


def _face_to_json(face: EditedFace) -> dict[str, Any]:
    track = face.track
    return {
        "number": track.number,
        "frames": len(track.frames),
        "model_residual": track.residual,
        "shading_gain": track.shading_gain,
    }
