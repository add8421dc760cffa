"""One frame of a clip under edits: draws them, finds the landmarks again, and tells what looks wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.document.edits import Edit
from dfm.core.document.emotions import INTENSITIES
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.evaluation import flaws, rooms
from dfm.core.evaluation.crops import Picture, cut, moved, square_around, view_around
from dfm.core.evaluation.likeness import UNMEASURED, Judges, alike
from dfm.core.evaluation.moments import Moment
from dfm.core.faces.fit import fit_expression
from dfm.core.faces.landmarks import LandmarkBackend
from dfm.core.media.read import Frame

SIDE = 384
"""Pixels of the square in which faces are looked at."""

Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An edited face in a square (384, 384, 3): the landmarks (478, 3) and the change of coefficients (30,)
    that were asked for, and those that were found again, if any."""

    picture: Picture
    wanted: Points
    asked: NDArray[np.float32]
    points: Points | None
    change: NDArray[np.float32] | None


class Scene:
    """A moment of an analysed clip; InputError where its own face is not found again in the square."""

    def __init__(
        self,
        analysis: Analysis,
        moment: Moment,
        studio: rooms.Studio,
        backend: LandmarkBackend,
        judges: Judges,
    ) -> None:
        self._studio, self._backend, self._judges = studio, backend, judges
        self._model, self._media = rooms.face_model(), analysis.media
        self._track, self._moment = analysis.tracks[0], moment
        self._raster = np.asarray(self._track.points[moment.place], np.float32)
        self._square = square_around(self._raster, float(self._media.upright_pixel_aspect), SIDE)
        self._own = moved(self._raster, self._square)
        self.source = self._cut(moment.frame)
        found = self._found(self.source)
        if found is None:
            raise InputError(f"{self._media.path.name} shows no clear face in frame {moment.frame.index}.")
        self._points, self._expression = found
        self._person = judges.describe(self.source, self._points)

    def draw(self, emotion: str, strength: str, seed: int) -> Drawn:
        """The face under an emotion at a strength, over the whole clip and without a transition."""
        span = Span(0, self._media.frames)
        edit = Edit(emotion, INTENSITIES.get(strength, 1.0), span, seed=seed, ramp=0)
        frame, asked = self._studio.draw(edit, self._moment.frame)
        picture = self._cut(frame)
        found = self._found(picture)
        points, change = (None, None) if found is None else (found[0], found[1] - self._expression)
        return Drawn(picture, moved(asked.target, self._square), asked.change, points, change)

    def share(self, drawn: Drawn, full: Drawn) -> float:
        """How much of what the full strength asks for was found again: 1 is all of it."""
        if drawn.change is None:
            return UNMEASURED
        wanted, gone = (self._model.displacement(each) for each in (full.asked, drawn.change))
        size = float(np.square(wanted).sum())
        return float((wanted * gone).sum()) / size if size > 1e-6 else UNMEASURED

    def flaws(self, drawn: Drawn) -> flaws.Flaws:
        """What looks wrong in an edited face."""
        source, made, own, wanted = self.source, drawn.picture, self._own, drawn.wanted
        shown = None if drawn.points is None else self._judges.describe(made, drawn.points)
        return flaws.Flaws(
            seams=flaws.seams(source, made, own),
            blur=flaws.blur(source, made, own, wanted),
            colour=flaws.colour(source, made, own, wanted),
            identity=1 - alike(self._person, shown),
            shape=flaws.shape(own, wanted, self._points, drawn.points),
            mouth=flaws.mouth(source, made, own, wanted),
        )

    def _cut(self, frame: Frame) -> Picture:
        return cut(view_around(frame, self._media, self._raster), self._square, SIDE)

    def _found(self, picture: Picture) -> tuple[Points, NDArray[np.float32]] | None:
        """Landmarks and coefficients of the face in a square."""
        found = self._backend.landmarks(picture)
        if found is None:
            return None
        expression = fit_expression(self._model, self._track.neutral, found.points[None], 1.0)[0]
        return found.points, expression
