"""Test frames of a clip drawn again from its first part alone, driven by expression coefficients.

Of a test frame no pixel is used, only where the head is and where the eyes look. The source is the frame of
the first part that comes nearest in expression and in the turn of the head; it is laid over the wanted face
by a similarity transform, and a renderer gives it the wanted expression, helped by references of the first
part alone.
"""

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import View, chained, cut, moved, similarity, square_around, view_around
from dfm.core.evaluation.cross import Attempt, face_mask, rendered
from dfm.core.faces.alignment import FLIP, to_camera
from dfm.core.faces.topology import LEFT_EYE, LEFT_IRIS, MESH_VERTICES, RIGHT_EYE, RIGHT_IRIS
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.read import Frame, read_frame
from dfm.core.planner import frames_before, needs_references
from dfm.core.render.bank import Bank
from dfm.core.render.choices import nearest
from dfm.core.render.choosing import degrees_apart, distances, slot_distances
from dfm.core.render.renderer import FaceFrame, Reference

LEAST_CONFIDENCE = 0.5
TURNED = 0.05
"""What a degree between two heads weighs in the choice of a source, in centimetres of the lips: what the mesh
cannot move, hair and background, has to fit as well."""
_NEVER = 100.0
VIEWS_KEPT = 48
EYES = ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS))


class Redrawer:
    """Draws with the frames of `learned`, the first part of an analysed clip's main track."""

    def __init__(
        self, renderer: str, analysis: Analysis, learned: FaceTrack, trained: Path | None = None
    ) -> None:
        """`trained` is the file of the trained renderer."""
        first = replace(analysis, tracks=(learned,))
        self._model, self._media, self._learned = rooms.face_model(), analysis.media, learned
        self._renderer = rooms.renderer_for(renderer, first, trained)
        self._past = frames_before(renderer)
        self._bank = Bank(self._model, learned, analysis.media) if needs_references(renderer) else None
        self._aspect = float(analysis.media.upright_pixel_aspect)
        self._views: OrderedDict[int, View] = OrderedDict()

    def draw(self, tested: FaceTrack, place: int, driven: NDArray[np.float32], real: View) -> Attempt:
        """The frame at a place of the tested track, whose N frames are to have the coefficients (N, 30),
        beside the `real` one."""
        wanted = driven[place]
        own = np.asarray(tested.points[place], np.float32)
        source = self._nearest(tested.rotation[place], wanted)
        points = np.asarray(self._learned.points[source], np.float32)
        square = square_around(own, self._aspect)
        target = moved(self._posed(tested, place, source, wanted), square)
        start = square_around(points, self._aspect)
        laid = chained(start, similarity(moved(points, start), target))
        face = FaceFrame(
            points=moved(points, laid),
            target=target,
            change=wanted - self._learned.expression[source],
            wanted=np.asarray(wanted, np.float32),
            weight=1.0,
            references=self._helping(tested.rotation[place], wanted),
            past=tuple(
                moved(self._posed(tested, each, source, driven[each]), square)
                for each in range(max(place - self._past, 0), place)
            ),
        )
        aligned = cut(self._view(source), laid)
        seen = moved(own, square)
        return Attempt(
            real=cut(real, square),
            aligned=aligned,
            made=rendered(aligned, face, self._renderer),
            face=face_mask(seen, self._model),
            points=seen,
        )

    def _nearest(self, rotation: NDArray[np.float32], wanted: NDArray[np.float32]) -> int:
        """The place in the first part of the frame to start from."""
        learned = self._learned
        here = rotation[None]
        away = distances(self._model, wanted[None], here, learned.expression, learned.rotation)[0]
        away += TURNED * degrees_apart(here, learned.rotation)[0]
        unsure = learned.confidence < min(LEAST_CONFIDENCE, float(np.median(learned.confidence)))
        return int((away + _NEVER * unsure).argmin())

    def _posed(
        self, tested: FaceTrack, place: int, source: int, wanted: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The source's face with wanted coefficients where the tested head is: (478, 3) in upright pixels."""
        learned = self._learned
        camera = to_camera(learned.points[source : source + 1], self._aspect)
        head = learned.pose(source).to_head(camera)[0]
        head = head + self._model.displacement(wanted - learned.expression[source])
        pose = tested.pose(place)
        posed = (head @ pose.rotation[0].T * pose.scale[0] + pose.translation[0]) * FLIP
        posed[:, [0, 2]] /= np.float32(self._aspect)
        points = np.array(tested.points[place], np.float32)
        for eye, iris in EYES:
            points[list(iris)] += posed[list(eye)].mean(axis=0) - points[list(eye)].mean(axis=0)
        points[:MESH_VERTICES] = posed
        return points

    def _helping(
        self, rotation: NDArray[np.float32], wanted: NDArray[np.float32]
    ) -> tuple[tuple[Reference, float], ...]:
        if self._bank is None:
            return ()
        bank = self._bank
        distance = slot_distances(self._model, wanted[None], rotation[None], bank.expression, bank.rotation)
        return tuple((bank.references[each], 1.0) for each in nearest(distance[:, 0]))

    def _view(self, source: int) -> View:
        """The pixels around a face of the first part; those used last are kept."""
        if source not in self._views:
            frame: Frame = read_frame(self._media, int(self._learned.frames[source]))
            self._views[source] = view_around(frame, self._media, self._learned.points[source])
            while len(self._views) > VIEWS_KEPT:
                self._views.popitem(last=False)
        self._views.move_to_end(source)
        return self._views[source]
