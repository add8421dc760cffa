"""Where the evaluation meets the engine: everything it asks of the engine goes through here."""

from dataclasses import replace
from pathlib import Path

from dfm.core import weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.evaluation.measure import Seen
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import Job, Progress
from dfm.core.media.encoding import Encoding
from dfm.core.media.read import read_frames
from dfm.core.media.write import VideoWriter
from dfm.core.painter import EditedFace, Painter
from dfm.core.planner import Planner
from dfm.core.render.renderer import Renderer

Asked = dict[int, tuple[float, float]]
"""Valence and arousal that an edit asks for, with its transitions, by media frame."""


def analysed(path: Path, *, use_cache: bool) -> Job[Analysis]:
    """The analysis of a video by the default landmark backend."""
    return analyze(path, use_cache=use_cache)


def edited(analysis: Analysis, edit: Edit, target: Path, renderer: str) -> Job[Asked]:
    """Write a lossless copy of an analysed video with one edit, as a reenactment would write it."""
    media = analysis.media
    faces = Planner(analysis, renderer).plan([edit])
    painter = Painter(media, faces)
    frames = read_frames(media)
    try:
        with VideoWriter(media, target, Encoding("ffv1"), overwrite=True) as writer:
            for frame in frames:
                touched = painter.touches(frame.index)
                picture = painter.paint(frame.index, frame.picture) if touched else frame.picture
                writer.write(replace(frame, picture=picture))
                yield Progress(f"rendering {edit.emotion}", frame.index + 1, media.frames)
    finally:
        frames.close()
    return _asked(faces[0])


def face_model() -> FaceModel:
    """The shipped face model."""
    return load_face_model(weights.find("face_model"))


def renderer_for(name: str, analysis: Analysis) -> Renderer:
    """A renderer set up for the main person of a video."""
    whole = Span(0, analysis.media.frames)
    return Planner(analysis, name).plan([Edit("happy", 1.0, whole)])[0].renderer


def seen(track: FaceTrack) -> Seen:
    """What the measures need of a track."""
    return Seen(
        frames=track.frames,
        landmarks=track.points[:],
        blendshapes=track.blendshapes,
        aperture=track.aperture,
    )


def _asked(face: EditedFace) -> Asked:
    asked: Asked = {}
    for span, curve in face.target.curves:
        for frame, point in zip(range(span.start, span.end), curve, strict=True):
            place = face.track.at(frame)
            if place is not None:
                weight = float(face.target.weight[place])
                asked[frame] = float(point[0]) * weight, float(point[1]) * weight
    return asked
