"""A person's face found again in pictures made of a clip's frames, by all that the evaluation reads of it.

Source and edited pictures are looked at alike: landmarks in a square around where the source has the face,
then the face model with the person's own neutral shape, the lips and the embedded estimator.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.observed import Observed, resting_face, worn
from dfm.core.analyze import Analysis
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import cut, moved, square_around, view_around
from dfm.core.evaluation.measure import Seen
from dfm.core.faces.alignment import align, to_camera
from dfm.core.faces.fit import fit_expression, lip_aperture
from dfm.core.faces.landmarks import LandmarkBackend
from dfm.core.faces.model import EXPRESSIONS
from dfm.core.faces.smoothing import runs, smooth
from dfm.core.faces.topology import BLENDSHAPES, MESH_VERTICES, POINTS
from dfm.core.media.read import Frame

SIDE = 384
"""Pixels of the square in which a face is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A face on those frames (N,) on which it was found: what the measures see of it, coefficients (N, 30)
    and places (N, 2) in the valence-arousal plane."""

    seen: Seen
    expression: NDArray[np.float32]
    places: NDArray[np.float32]

    @classmethod
    def nowhere(cls) -> "Found":
        """A face that is on none of the frames."""
        nothing = np.empty(0, np.float32)
        points, blendshapes = nothing.reshape(0, POINTS, 3), nothing.reshape(0, len(BLENDSHAPES))
        seen = Seen(np.empty(0, np.int32), points, blendshapes, nothing)
        return cls(seen, nothing.reshape(0, EXPRESSIONS), nothing.reshape(0, 2))

    def only(self, frames: NDArray[np.int32]) -> "Found":
        """The face on these frames, all of which it has."""
        at = np.searchsorted(self.seen.frames, frames)
        return Found(self.seen.only(frames), self.expression[at], self.places[at])


def shared(faces: Sequence[Found]) -> list[Found]:
    """All faces on the frames that every one of them has."""
    frames = faces[0].seen.frames
    for face in faces[1:]:
        frames = np.intersect1d(frames, face.seen.frames).astype(np.int32)
    return [face.only(frames) for face in faces]


class Sitting:
    """Looks for the main person of an analysed clip."""

    def __init__(self, analysis: Analysis, backend: LandmarkBackend) -> None:
        self._media, self._track, self._backend = analysis.media, analysis.tracks[0], backend
        self._model = rooms.face_model()
        self._aspect = float(analysis.media.upright_pixel_aspect)
        self._resting = resting_face(self._track.blendshapes)
        self._worn = worn(self._track.neutral, self._model)

    def find(self, frames: Sequence[Frame]) -> Found:
        """The face in pictures of media frames, ascending; unbroken stretches are smoothed as tracks are."""
        kept, points, blendshapes = [], [], []
        for frame in frames:
            found = self._look(frame)
            if found is not None:
                kept.append(frame.index)
                points.append(found[0])
                blendshapes.append(found[1])
        if not kept:
            return Found.nowhere()
        return self._measured(np.array(kept, np.int32), np.stack(points), np.stack(blendshapes))

    def _look(self, frame: Frame) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """Landmarks (478, 3) in upright pixels and blendshapes (52,), or None where no face is seen."""
        place = self._track.at(frame.index)
        if place is None:
            return None
        own = np.asarray(self._track.points[place], np.float32)
        square = square_around(own, self._aspect, SIDE)
        found = self._backend.landmarks(cut(view_around(frame, self._media, own), square, SIDE))
        if found is None:
            return None
        inverse = np.linalg.inv(square[:, :2])
        back = np.column_stack([inverse, -inverse @ square[:, 2]])
        return moved(found.points, back), found.blendshapes

    def _measured(
        self, frames: NDArray[np.int32], points: NDArray[np.float32], blendshapes: NDArray[np.float32]
    ) -> Found:
        rate, neutral = float(self._media.frame_rate), self._track.neutral
        for run in runs(frames):
            points[run] = smooth(points[run], rate)
        expression = fit_expression(self._model, neutral, points, self._aspect)
        camera = to_camera(points, self._aspect)
        shapes = neutral + self._model.displacement(expression)
        head = align(camera, shapes, np.ones(MESH_VERTICES, np.float32)).to_head(camera)
        aperture = lip_aperture(head, self._model.face_height)
        mesh = np.asarray(expression + self._worn, np.float32)
        places = embedded_estimator().estimate(Observed(blendshapes, mesh, self._resting)).places
        return Found(Seen(frames, points, blendshapes, aperture), expression, places)
