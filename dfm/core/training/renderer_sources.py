"""Frames redrawn from other frames of the same video by the `reference` renderer: what it would make of an
edit, with a truth to compare with."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation.crops import moved, similarity
from dfm.core.evaluation.pairs import WITHHELD
from dfm.core.faces.model import FaceModel
from dfm.core.media.picture import Region
from dfm.core.render.bank import Bank
from dfm.core.render.choices import nearest
from dfm.core.render.choosing import degrees_apart, distances, slot_distances
from dfm.core.render.conditions import square_of
from dfm.core.render.reference import ReferenceRenderer
from dfm.core.render.renderer import FaceFrame, Reference, Rendered
from dfm.core.render.trained import as_bytes, laid_over

LEAST_SIDE = 256
"""Pixels of the square in which a frame is redrawn, at least."""
SOURCES = 192
"""Frames to start from: many more than help, since an edit starts from the frame itself, in its own light."""
NEAREST_SHARE = 0.5
"""Share of the learned frames that are redrawn from the nearest frame; the others are from one of the
SOON nearest in time that are turned alike, as an edit starts in the same light from another expression."""
SOON = 12
MOST_DEGREES = 12.0
TURNED = 0.05
"""What a degree between two heads weighs in the choice of the nearest, in centimetres of the lips."""
_FAR = 1e3


class Sources:
    """Redraws frames from those of `starts`, helped by those of a bank, in squares of `size` pixels."""

    def __init__(
        self, model: FaceModel, starts: Bank, bank: Bank, renderer: ReferenceRenderer, size: int
    ) -> None:
        self._model, self._starts, self._bank = model, starts, bank
        self._renderer, self._size = renderer, size
        self._side = max(size, LEAST_SIDE)

    def redrawn(
        self,
        points: NDArray[np.float32],
        expression: NDArray[np.float32],
        rotation: NDArray[np.float32],
        frame: int,
        *,
        learned: bool,
    ) -> NDArray[np.uint8]:
        """A frame with landmarks (478, 3), expression (30,) and rotation (3, 3) as drawn from others:
        (3, size, size). One that is not learned from is drawn from the nearest."""
        source = self._source(expression, rotation, frame, learned=learned)
        square = square_of(points, Region(0, 0, 1, 1), self._side)
        target = square.shrunk(points)
        picture = self._starts.references[source]
        laid = similarity(picture.points, target)
        face = FaceFrame(
            points=moved(picture.points, laid),
            target=target,
            change=expression - self._starts.expression[source],
            wanted=np.asarray(expression, np.float32),
            weight=1.0,
            references=self._helping(expression, rotation, frame) or ((picture, 1.0),),
        )
        size = (self._side, self._side)
        aligned = cv2.warpAffine(picture.rgb, laid, size, borderMode=cv2.BORDER_REPLICATE)
        shown = self._drawn(np.asarray(aligned, np.float32), face)
        if self._side != self._size:
            size = (self._size, self._size)
            shown = np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), np.float32)
        return np.ascontiguousarray(as_bytes(shown).transpose(2, 0, 1))

    def _drawn(self, rgb: NDArray[np.float32], face: FaceFrame) -> NDArray[np.float32]:
        region = self._renderer.region(face, self._side, self._side)
        if region is None:
            return rgb
        window = (slice(region.y, region.y + region.height), slice(region.x, region.x + region.width))
        made: Rendered = self._renderer.render(rgb[window].copy(), region, face)
        out = rgb.copy()
        out[window] = laid_over(rgb[window], made)
        return out

    def _source(
        self, expression: NDArray[np.float32], rotation: NDArray[np.float32], frame: int, *, learned: bool
    ) -> int:
        """The number of the frame to start from; none near the frame itself where there are others."""
        starts = self._starts
        away = distances(self._model, expression[None], rotation[None], starts.expression, starts.rotation)[0]
        turned = degrees_apart(rotation[None], starts.rotation)[0]
        away = away + TURNED * turned + _FAR * (np.abs(starts.frames - frame) <= WITHHELD)
        random = np.random.default_rng([17, frame])
        fitting = np.flatnonzero((turned < MOST_DEGREES) & (away < _FAR))
        if not learned or random.random() < NEAREST_SHARE or not len(fitting):
            return int(away.argmin())
        soon = np.abs(starts.frames[fitting] - frame).argsort(kind="stable")[:SOON]
        return int(fitting[random.choice(soon)])

    def _helping(
        self, expression: NDArray[np.float32], rotation: NDArray[np.float32], frame: int
    ) -> tuple[tuple[Reference, float], ...]:
        """The frames of the bank that help; none where all lie near the frame itself."""
        bank = self._bank
        distance = slot_distances(
            self._model, expression[None], rotation[None], bank.expression, bank.rotation
        )[:, 0]
        distance[:, np.abs(bank.frames - frame) <= WITHHELD] = np.inf
        return tuple((bank.references[each], 1.0) for each in nearest(distance))
