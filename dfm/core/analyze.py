"""Analysis: who is to be seen in a video, when, and with which expression. Done once, then cached.

The cache is keyed by the video's content, the landmark backend and the learned files that shape the
result, so a renamed or moved video is known again and nothing stale is ever used.
"""

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from av.video.frame import VideoFrame

from dfm.core import digests, places, weights
from dfm.core.document.timebase import Span
from dfm.core.errors import UsageError
from dfm.core.faces.ahead import LookAhead, looking_ahead
from dfm.core.faces.identity import join
from dfm.core.faces.landmarks import LandmarkBackend, MediaPipeBackend
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.storage import NotStored, load_tracks, store_tracks
from dfm.core.faces.tracking import FaceTracker, Tracklet
from dfm.core.faces.tracks import FaceTrack, build_tracks
from dfm.core.faces.unwrap import Unwrapper
from dfm.core.jobs import Job, Progress
from dfm.core.media.channel import room_for
from dfm.core.media.info import MediaInfo, content_id
from dfm.core.media.picture import editable, upright_rgb
from dfm.core.media.probe import probe
from dfm.core.media.read import ReadReport, read_frames
from dfm.core.media.shots import SIDE, WINDOW, ShotFinder
from dfm.core.render.shading import load_shading

SCHEMA = 1
"""Of what `to_json` tells."""
VERSION = 3
"""Of what the cache holds."""
BACKENDS = {"mediapipe": ("face_landmarker",), "fan": ("s3fd", "fan_3d", "fan_depth")}
"""The landmark backends, each with the model files that it needs."""
PROGRESS_EVERY = 5
LOOK_AHEAD = 8
"""Frames that wait for their turn, so that a slow search of one of them is done by then."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """A video's facts, its shots, and its people, the largest first."""

    media: MediaInfo
    shots: tuple[Span, ...]
    tracks: tuple[FaceTrack, ...]
    backend: str
    warnings: tuple[str, ...] = ()


@dataclass
class Tracked:
    """What one pass over a video finds."""

    tracklets: list[Tracklet]
    shots: tuple[Span, ...]
    frames: int
    warnings: list[str] = field(default_factory=list)


def analyze(path: Path, *, backend: str = "mediapipe", use_cache: bool = True) -> Job[Analysis]:
    """Find shots and faces of a video, or take them from the cache."""
    if backend not in BACKENDS:
        raise UsageError(f"There is no landmark backend '{backend}'; choose from {', '.join(BACKENDS)}.")
    info = probe(path)
    model_file, shading_file = weights.find("face_model"), weights.find("shading")
    cached = _cache_file(path, backend, model_file, shading_file)
    if use_cache:
        try:
            return _from_cache(cached, info, backend)
        except NotStored:
            pass
    model = load_face_model(model_file)
    maps = load_shading(shading_file).maps
    with open_backend(backend, model) as detector:
        tracked = yield from track_faces(info, detector, model.unwrapper(maps.shape[-1]))
    people = join(tracked.tracklets, model.unwrapper(maps.shape[-1]).coverage, model.appearance)
    aspect = float(info.upright_pixel_aspect)
    tracks = build_tracks(people, model, maps, rate=float(info.frame_rate), pixel_aspect=aspect)
    analysis = Analysis(info, tracked.shots, tracks, backend, tuple(tracked.warnings))
    if use_cache:
        _to_cache(cached, analysis, tracked.frames)
    return analysis


def track_faces(
    info: MediaInfo,
    backend: LandmarkBackend,
    unwrapper: Unwrapper | None,
    *,
    most_textures: int = 48,
) -> Job[Tracked]:
    """One streamed pass: shots, and the tracklets of every face."""
    report = ReadReport()
    with looking_ahead(backend, info.rotation, info.pixel_aspect) as ahead:
        tracker = FaceTracker(
            backend,
            rotation=info.rotation,
            pixel_aspect=info.pixel_aspect,
            unwrapper=unwrapper,
            most_textures=most_textures,
            ahead=ahead,
        )
        shots, done = yield from _follow(info, tracker, ahead, report)
    yield Progress("analyze", done, done)
    return Tracked(tracker.finish(), shots, done, list(report.warnings))


def _follow(
    info: MediaInfo, tracker: FaceTracker, ahead: LookAhead, report: ReadReport
) -> Job[tuple[tuple[Span, ...], int]]:
    """Push every frame into the tracker; the shots, and how many frames there are."""
    finder = ShotFinder(info.frame_rate)
    done = 0
    waiting: deque[_Waiting] = deque()
    behind = max(WINDOW, room_for(info.width, info.height, LOOK_AHEAD))  # a cut is known WINDOW frames later
    frames = read_frames(info, report=report)
    try:
        for frame in frames:
            picture = editable(frame.picture)
            look = ahead.run(partial(_look_for_cut, finder, info, frame.index, picture))
            tracker.foresee(frame.index, picture)
            waiting.append(_Waiting(frame.index, picture, look))
            if len(waiting) > behind:
                waiting[WINDOW].look.result()
                _track_next(tracker, finder, waiting)
            done = frame.index + 1
            if done % PROGRESS_EVERY == 0:
                yield Progress("analyze", done, info.frames)
    finally:
        frames.close()
    for each in waiting:
        each.look.result()
    shots = finder.shots(done)
    while waiting:
        _track_next(tracker, finder, waiting)
    return shots, done


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A frame that was read and is not tracked yet, and whether it was looked at for a cut."""

    index: int
    picture: VideoFrame
    look: Future[None]


def _look_for_cut(finder: ShotFinder, info: MediaInfo, index: int, picture: VideoFrame) -> None:
    finder.push(index, upright_rgb(picture, info.rotation, info.pixel_aspect, SIDE))


def _track_next(tracker: FaceTracker, finder: ShotFinder, waiting: deque[_Waiting]) -> None:
    frame = waiting.popleft()
    coming = waiting[0].picture if waiting else None
    tracker.push(frame.index, frame.picture, cut=finder.begins_shot(frame.index), coming=coming)


class open_backend:  # noqa: N801  a context manager that reads like a function
    """Open a landmark backend for a while; MissingWeights where its model files are not to be had."""

    def __init__(self, name: str, model: FaceModel) -> None:
        self._backend: LandmarkBackend
        if name == "fan":
            from dfm.core.faces.fan import FanBackend

            self._backend = FanBackend(model)
        else:
            self._backend = MediaPipeBackend(weights.find("face_landmarker"), landmarkers=2)

    def __enter__(self) -> LandmarkBackend:
        """The backend itself."""
        return self._backend

    def __exit__(self, *_: object) -> None:
        """Free its models."""
        self._backend.close()


def to_json(analysis: Analysis) -> dict[str, Any]:
    """What a person or a script may want to know of an analysis, without the landmarks."""
    from dfm.core.media.info import to_json as media_to_json

    return {
        "schema": SCHEMA,
        "media": media_to_json(analysis.media),
        "backend": analysis.backend,
        "shots": [[shot.start, shot.end] for shot in analysis.shots],
        "faces": [_face_to_json(track) for track in analysis.tracks],
        "warnings": list(analysis.warnings),
    }


def _face_to_json(track: FaceTrack) -> dict[str, Any]:
    heights = track.boxes[:, 3]
    return {
        "number": track.number,
        "frames": len(track.frames),
        "spans": [[span.start, span.end] for span in track.spans],
        "height_px": {
            "smallest": float(heights.min()),
            "mean": float(heights.mean()),
            "largest": float(heights.max()),
        },
        "mean_box": [float(value) for value in track.boxes.mean(axis=0)],
        "model_residual": track.residual,
        "shading_gain": track.shading_gain,
        "confidence": float(track.confidence.mean()),
    }


def _cache_file(path: Path, backend: str, *learned: Path) -> Path:
    key = "".join(digests.sha256(file)[:8] for file in learned)
    return places.analysis_folder() / f"{content_id(path)[:32]}-{backend}-{key}-v{VERSION}.npz"


def _from_cache(cached: Path, info: MediaInfo, backend: str) -> Analysis:
    tracks, facts = load_tracks(cached)
    try:
        shots = tuple(Span(*map(int, shot)) for shot in facts["shots"])
        warnings = tuple(str(warning) for warning in facts["warnings"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotStored(str(error)) from error
    return Analysis(info, shots, tracks, backend, warnings)


def _to_cache(cached: Path, analysis: Analysis, frames: int) -> None:
    facts = {
        "shots": [[shot.start, shot.end] for shot in analysis.shots],
        "warnings": list(analysis.warnings),
        "frames": frames,
    }
    try:
        store_tracks(cached, analysis.tracks, facts)
    except OSError:
        return  # a cache that cannot be written costs time, not the result
