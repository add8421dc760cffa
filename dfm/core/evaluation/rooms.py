"""Where the evaluation meets the engine: everything it asks of the engine goes through here."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from dfm.core import weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.evaluation.measure import Seen
from dfm.core.evaluation.pairs import WITHHELD
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import Job, Progress
from dfm.core.media.encoding import Encoding
from dfm.core.media.read import Frame, read_frames
from dfm.core.media.write import VideoWriter
from dfm.core.painter import EditedFace, Painter
from dfm.core.planner import Planner, needs_references
from dfm.core.render.bank import Bank
from dfm.core.render.choices import nearest
from dfm.core.render.choosing import mouth_distances, slot_distances
from dfm.core.render.renderer import FaceFrame, Reference, Renderer

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


def renderer_for(name: str, analysis: Analysis, trained: Path | None = None) -> Renderer:
    """A renderer set up for the main person of a video; `trained` is the file of the trained one."""
    whole = Span(0, analysis.media.frames)
    return Planner(analysis, name, trained=trained).plan([Edit("happy", 1.0, whole)])[0].renderer


class Studio:
    """Draws single frames of a video's main person under one edit after another, as a reenactment would."""

    def __init__(self, name: str, analysis: Analysis) -> None:
        self._planner, self._media = Planner(analysis, name), analysis.media

    def draw(self, edit: Edit, frame: Frame) -> tuple[Frame, FaceFrame]:
        """The edited frame, and the face that was asked for; InputError where the face is not seen."""
        return self.draw_many(edit, [frame])[0]

    def draw_many(self, edit: Edit, frames: Sequence[Frame]) -> list[tuple[Frame, FaceFrame]]:
        """The same of several frames, drawn side by side where that is quicker."""
        faces = self._planner.plan([edit])
        painter, drawn = Painter(self._media, faces), list[tuple[Frame, FaceFrame]]()
        for start in range(0, len(frames), painter.batch):
            part = frames[start : start + painter.batch]
            pictures = painter.paint_many([(frame.index, frame.picture) for frame in part])
            for frame, picture in zip(part, pictures, strict=True):
                asked = faces[0].frame(frame.index)
                if asked is None:
                    raise InputError(f"{self._media.path.name} shows no face to edit in frame {frame.index}.")
                drawn.append((replace(frame, picture=picture), asked))
        return drawn


class Helpers:
    """The references that a renderer would use for a target expression, with frames near it withheld."""

    def __init__(self, name: str, analysis: Analysis) -> None:
        """Of the main person of a video; renderers that need none get none."""
        self._model, self._track = face_model(), analysis.tracks[0]
        self._bank = Bank(self._model, self._track, analysis.media) if needs_references(name) else None

    def of(self, target: int, nearest_mouth: float = 0.0) -> tuple[tuple[Reference, float], ...]:
        """For the expression at a place of the track: no frame within 12 of it, and none whose lips lie
        within `nearest_mouth` centimetres of the wanted ones."""
        if self._bank is None:
            return ()
        bank, track, one = self._bank, self._track, slice(target, target + 1)
        wanted, rotation = track.expression[one], track.rotation[one]
        distance = slot_distances(self._model, wanted, rotation, bank.expression, bank.rotation)[:, 0]
        distance[:, np.abs(bank.frames - track.frames[target]) <= WITHHELD] = np.inf
        distance[:, mouth_distances(self._model, wanted, bank.expression)[0] < nearest_mouth] = np.inf
        return tuple((bank.references[each], 1.0) for each in nearest(distance))


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
