"""People who sit for the search of how emotions are played: clips of calm faces, a few frames of each.

A way to play an emotion is laid onto them as an edit lays it, speech kept and drawn by the instant renderer,
and a packaged classifier (the teacher, never the judge of the evaluation) says what it takes them for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.affect.pictures import face_square
from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit
from dfm.core.document.performance import Performance
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError
from dfm.core.evaluation.crops import view_around
from dfm.core.faces.model import load_face_model
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.faces.tracks import FaceTrack
from dfm.core.folds import instant_with_folds
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import MediaInfo
from dfm.core.media.read import Frame, read_frame
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.motion.measured import measured_va
from dfm.core.painter import FacePlanner, Painter
from dfm.core.render.shading import load_shading
from dfm.core.training.affect_teacher import HEIGHTS, INPUT, Teacher
from dfm.core.training.dataset import ClipRow, clip_rows

FRAMES = 3
"""Frames that each of them shows."""
PEOPLE = 12
SMALLEST = 120
"""Pixels that a face must be high."""
MOST_YAW, MOST_SHUT = 20.0, 0.4
CALM = 0.22
"""How far from the origin the embedded estimator may read a calm person's clip, as a median."""
NEUTRAL = NAMES.index("neutral")
Squares = list[NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class Sitter:
    """A calm person: the clip, its main track and who plans it, and the frames that are shown."""

    clip: str
    person: str
    media: MediaInfo
    track: FaceTrack
    planner: FacePlanner
    frames: tuple[Frame, ...]

    def squares(
        self, emotion: str, coefficients: NDArray[np.float32] | None, heights: Sequence[float] = HEIGHTS
    ) -> list[Squares]:
        """Each frame's squares, sides in heights of the face, under coefficients (30,) relative to neutral;
        None: its own."""
        return [self._squares(frame, emotion, coefficients, heights) for frame in self.frames]

    def picture(
        self, frame: Frame, emotion: str, coefficients: NDArray[np.float32] | None
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """The pixels around the face and its landmarks in them."""
        points = self.track.points[self.track.at(frame.index) or 0]
        if coefficients is not None:
            faces = [self.planner.edited([held_edit(emotion, coefficients, frame.index)])]
            frame = replace(frame, picture=Painter(self.media, faces).paint(frame.index, frame.picture))
            face = faces[0].frame(frame.index)
            points = points if face is None else face.target
        view = view_around(frame, self.media, points)
        return view.rgb, points[:, :2] - np.array([view.left, view.top], np.float32)

    def _squares(
        self, frame: Frame, emotion: str, coefficients: NDArray[np.float32] | None, heights: Sequence[float]
    ) -> Squares:
        rgb, points = self.picture(frame, emotion, coefficients)
        return [face_square(rgb, points, INPUT, height) for height in heights]


def held_edit(emotion: str, coefficients: NDArray[np.float32], frame: int) -> Edit:
    """An edit of one frame that shows coefficients (30,) wholly."""
    row = tuple(float(each) for each in coefficients)
    shown = Performance("way", (0.0, 0.0), (row,), emotion=emotion)
    return Edit(emotion, 1.0, Span(frame, frame + 1), performance=shown, ramp=0, origin=frame)


def gather_sitters(clips: Path, teacher: Teacher, most: int = PEOPLE) -> Job[list[Sitter]]:
    """Calm people of the clips marked `train`, those whom the teacher finds most neutral first."""
    found: list[tuple[float, Sitter]] = []
    rows = clip_rows(clips, "train")
    for done, row in enumerate(rows, 1):
        try:
            sitter = _sitter(row, (yield from analyze(row.path)))
        except DfmError:
            continue
        if sitter is not None:
            said = [teacher.answer(each) for squares in sitter.squares("neutral", None) for each in squares]
            found.append((float(np.mean(said, axis=0)[NEUTRAL]), sitter))
        yield Progress("look for calm people", done, len(rows), "clips")
    found.sort(key=lambda each: -each[0])
    people: dict[str, Sitter] = {}
    for _, sitter in found:
        people.setdefault(sitter.person, sitter)
    return list(people.values())[:most]


def _sitter(row: ClipRow, analysis: Analysis) -> Sitter | None:
    """The main person of a clip, with frames spread over it; None where they are small, turn away or are
    not calm."""
    media = analysis.media
    track = max(analysis.tracks, key=lambda each: len(each.frames), default=None)
    if track is None:
        return None
    yaw = np.abs(track.poses.yaw_pitch_roll()[:, 0])
    calm = np.linalg.norm(measured_va(track, media.frame_rate), axis=1)
    if np.median(calm) > CALM:
        return None
    shut = track.blendshapes[:, [BLENDSHAPES.index(f"eyeBlink{side}") for side in ("Left", "Right")]].max(
        axis=1
    )
    good = (
        (shut < MOST_SHUT)
        & (yaw < MOST_YAW)
        & (track.boxes[:, 3] >= SMALLEST)
        & (calm < np.median(calm) + 0.1)
    )
    places = np.flatnonzero(good)
    if len(places) < 10 * FRAMES:
        return None
    chosen = places[(np.linspace(0.1, 0.9, FRAMES) * (len(places) - 1)).astype(int)]
    model = load_face_model(weights.find("face_model"))
    renderer = instant_with_folds(model, load_shading(weights.find("shading")), track.shading_gain)
    planner = FacePlanner(
        track,
        rate=media.frame_rate,
        pixel_aspect=float(media.upright_pixel_aspect),
        model=model,
        decoder=PrototypeDecoder(model),
        renderer=renderer,
    )
    frames = tuple(read_frame(media, int(track.frames[place])) for place in chosen)
    return Sitter(row.path.name, row.person, media, track, planner, frames)
