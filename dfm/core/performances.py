"""Performances for edits, taken from a photograph, a part of a clip, one frame of it, or a preset.

The largest face counts; neither its pose nor its gaze is taken. What is taken from a clip is its style: the
expression without blinks and speech, at a rate that shows the rest; of a long one its first part.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dfm.core import presets, weights
from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.estimator import NAMES, Affect
from dfm.core.affect.observed import observe_points, observe_track
from dfm.core.analyze import Analysis, analyze, open_backend
from dfm.core.document.edits import Edit, EditRequest
from dfm.core.document.performance import MOST_ROWS, Performance, Rows, shortened
from dfm.core.document.sources import Kind, Source
from dfm.core.document.timebase import END, FrameNumber, Moment, Span, moment_to_frame
from dfm.core.errors import InputError, UsageError
from dfm.core.faces.model import load_face_model
from dfm.core.faces.photographs import read_photograph
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.media.timeline import frame_times
from dfm.core.motion.style import expression_of, resting_face, style_of, without_gaze

MOST_RATE = Fraction(15)
"""Rows a second that are kept of a clip: enough for all that `style_of` leaves."""
AROUND_SECONDS = Fraction(1, 6)
"""How much of a video counts for the expression of one frame."""
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"BM", b"II*\0", b"MM\0*")
"""How files of photographs begin: JPEG, PNG, WebP (which is told from other RIFF below), BMP and TIFF."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".heif", ".avif")
"""How their names end, those of kinds that cannot be read among them."""


def with_performances(edits: Iterable[EditRequest | Edit]) -> Job[tuple[EditRequest | Edit, ...]]:
    """The edits, each with its performance where it asks for one; every source is read once."""
    known: dict[Source, Performance] = {}
    done: list[EditRequest | Edit] = []
    for edit in edits:
        source = edit.source if isinstance(edit, EditRequest) else None
        if isinstance(edit, EditRequest) and source is not None and edit.performance is None:
            if source not in known:
                known[source] = yield from take_performance(source)
            edit = replace(edit, performance=known[source], emotion=known[source].emotion)
        done.append(edit)
    return tuple(done)


def take_performance(source: Source) -> Job[Performance]:
    """Take the performance from a source; an InputError says what is wrong with it."""
    if source.kind is Kind.PRESET:
        return presets.load(source.name)
    path = Path(source.name).expanduser()
    if not is_photograph(path):
        return (yield from from_clip(path, source.part))
    if source.part is not None:
        raise UsageError(f"{path} is a photograph, which has no part of a time: leave out what follows '#'.")
    return (yield from from_photograph(path))


def is_photograph(path: Path) -> bool:
    """Whether a file is a picture, by its name or by how it begins; InputError where it cannot be read."""
    if not path.exists():
        raise InputError(f"The reference {path} does not exist: check the name.")
    if path.is_dir():
        raise InputError(f"The reference {path} is a folder: name a photograph or a video in it.")
    try:
        with path.open("rb") as file:
            start = file.read(12)
    except OSError as error:
        raise InputError(
            f"The reference {path} cannot be read ({error.strerror}): copy it elsewhere."
        ) from error
    known = start.startswith(PICTURES) and (start[:4] != b"RIFF" or start[8:] == b"WEBP")
    return known or path.suffix.lower() in SUFFIXES


def from_photograph(path: Path) -> Job[Performance]:
    """The expression of the largest face of a photograph, relative to a face at rest.

    It is what the landmark model reads, which has seen many people: one picture does not show its own person
    at rest, and a fit of identity and expression to its shape told neutral photographs less well from others.
    """
    yield Progress("reference", 0, 1, "photographs")
    model = load_face_model(weights.find("face_model"))
    with open_backend("mediapipe", model) as backend:
        found = read_photograph(path, backend)
    row = expression_of(model, found.blendshapes, resting_face())
    seen = observe_points(found.points, found.blendshapes, model)
    place, emotion = _shown(embedded_estimator().estimate(seen))
    yield Progress("reference", 1, 1, "photographs")
    return Performance(
        name=shortened(path.stem),
        place=place,
        emotion=emotion,
        rows=_rows(row[None]),
        source=path.name,
        digest=content_id(path),
    )


def from_clip(path: Path, part: tuple[Moment, Moment] | None = None) -> Job[Performance]:
    """The style of the largest face in a part of a clip, or in all of it."""
    analysis = yield from analyze(path)
    first, last = (_frame(analysis, moment) for moment in part or (FrameNumber(0), END))
    if last <= first:
        raise InputError(
            f"The part of {path} that is to be taken holds no frame: let it end after its start."
        )
    track = _largest_track(analysis, Span(first, last))
    performance = performance_of(track, Span(first, last), analysis)
    words = "" if part is None else f"#{first}f-{last}f"
    return replace(performance, name=shortened(path.stem), source=path.name + words)


def from_frame(path: Path, moment: Moment, face: int | None = None) -> Job[Performance]:
    """The expression of a face in one frame of a video, held."""
    analysis = yield from analyze(path)
    frame = _frame(analysis, moment, last=1)
    if face is not None and not 1 <= face <= len(analysis.tracks):
        raise InputError(f"{path} has no face {face}; it has {len(analysis.tracks)}, numbered from 1.")
    track = _largest_track(analysis, Span(frame, frame + 1)) if face is None else analysis.tracks[face - 1]
    return expression_at(track, frame, analysis)


def expression_at(track: FaceTrack, frame: int, analysis: Analysis) -> Performance:
    """The expression of a face of an analysed video in one media frame, held."""
    path = analysis.media.path
    reach = int(analysis.media.frame_rate * AROUND_SECONDS / 2)
    near = np.flatnonzero(np.abs(track.frames - frame) <= reach)
    if track.at(frame) is None:
        raise InputError(f"Face {track.number} of {path} is not seen in frame {frame}: choose another frame.")
    model = load_face_model(weights.find("face_model"))
    resting = resting_face(track.blendshapes)
    shown = without_gaze(model, track.expression[near], track.blendshapes[near], resting)
    place, emotion = _shown(embedded_estimator().estimate(observe_track(track, model).part(near)))
    return Performance(
        name=shortened(path.stem),
        place=place,
        emotion=emotion,
        rows=_rows(shown.mean(axis=0)[None]),
        source=f"{path.name}#{frame}f",
        digest=content_id(path),
    )


def performance_of(track: FaceTrack, span: Span, analysis: Analysis) -> Performance:
    """The style of a face of an analysed video over media frames; one frame alone is held."""
    inside = slice(*np.searchsorted(track.frames, (span.start, span.end)))
    frames = track.frames[inside]
    if len(frames) == 1:
        return expression_at(track, int(frames[0]), analysis)
    path, rate = analysis.media.path, analysis.media.frame_rate
    model = load_face_model(weights.find("face_model"))
    resting = resting_face(track.blendshapes)
    shown = without_gaze(model, track.expression[inside], track.blendshapes[inside], resting)
    place, emotion = _shown(embedded_estimator().estimate(observe_track(track, model).part(inside)))
    course = style_of(model, _gapless(frames, shown), rate)
    pace = min(rate, MOST_RATE)
    count = min(max(int((len(course) - 1) * pace / rate) + 1, 2), MOST_ROWS)
    at = np.minimum(np.arange(count) * float(rate / pace), len(course) - 1)
    return Performance(
        name=shortened(path.stem),
        place=place,
        emotion=emotion,
        rows=_rows(_between(np.arange(len(course)), course, at)),
        rate=pace,
        source=path.name,
        digest=content_id(path),
    )


def _shown(affect: Affect) -> tuple[tuple[float, float], str]:
    """What frames show on the whole: a place in the valence-arousal plane, and the likeliest emotion."""
    valence, arousal = affect.places.mean(axis=0)
    return (float(valence), float(arousal)), NAMES[int(affect.probabilities.mean(axis=0).argmax())]


def _frame(analysis: Analysis, moment: Moment, last: int = 0) -> int:
    """The frame of a moment of a video, which may lie at its end, or so many frames before that."""
    media = analysis.media
    times = frame_times(media) if media.variable_rate else None
    found = moment_to_frame(moment, media.frame_rate, media.frames, times)
    if found > media.frames - last:
        raise InputError(f"{media.path} ends at frame {media.frames}: choose an earlier time.")
    return found


def _largest_track(analysis: Analysis, span: Span) -> FaceTrack:
    """The face that takes up most room in a span."""

    def room(track: FaceTrack) -> float:
        boxes = track.boxes[slice(*np.searchsorted(track.frames, (span.start, span.end)))]
        return float((boxes[:, 2] * boxes[:, 3]).sum())

    best = max(analysis.tracks, key=room, default=None)
    if best is None or room(best) == 0:
        raise InputError(
            f"{analysis.media.path} shows no face in frames {span.start} to {span.end}: choose another part."
        )
    return best


def _gapless(frames: NDArray[np.int32], rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Rows for every frame from the first to the last; those between are bridged."""
    return _between(frames, rows, np.arange(frames[0], frames[-1] + 1))


def _between(places: NDArray[Any], rows: NDArray[Any], at: NDArray[Any]) -> NDArray[np.float64]:
    """Rows (n, K) at places (n,) as they are at others (m,): (m, K)."""
    return np.stack([np.interp(at, places, column) for column in rows.T], axis=1)


def _rows(rows: NDArray[Any]) -> Rows:
    """Coefficients (n, 30) as a value."""
    return tuple(tuple(map(float, row)) for row in rows)
