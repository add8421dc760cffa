"""All that is measured of a rendered face against the truth: by pixels, by features, by edges, by identity.

Judges that are not installed measure nothing (NaN), and the report says how they can be had.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dfm.core.errors import MissingWeights
from dfm.core.evaluation import metrics
from dfm.core.evaluation.cross import Attempt
from dfm.core.evaluation.identity import FaceDescriber, cosine, load_describer
from dfm.core.evaluation.perceptual import Apart, gradient_deviation, perceptual_distance
from dfm.core.image_features import load_image_features
from dfm.models.image_features import ImageFeatures

UNMEASURED = float("nan")
Picture = NDArray[np.uint8]
_Judge = TypeVar("_Judge")


@dataclass(frozen=True, slots=True)
class Scores:
    """Face-APD, Mouth-APD, perceptual distance of face and mouth, and GMSD: smaller is better; and the
    cosine of face descriptors: larger is better."""

    face: float = UNMEASURED
    mouth: float = UNMEASURED
    perceptual: float = UNMEASURED
    perceptual_mouth: float = UNMEASURED
    gmsd: float = UNMEASURED
    identity: float = UNMEASURED


UNSCORED = Scores()


class Judges:
    """The nets that look at faces, as far as they are installed; `missing` says how to have the others."""

    def __init__(self) -> None:
        self._missing: list[str] = []
        self._features: ImageFeatures | None = self._loaded(load_image_features)
        self._describer: FaceDescriber | None = self._loaded(load_describer)

    @property
    def missing(self) -> tuple[str, ...]:
        """Why a judge is not there, and what to do about it."""
        return tuple(self._missing)

    def score(self, attempts: Sequence[Attempt], pictures: Sequence[Picture]) -> Scores:
        """Means over all attempts of what was made of each, against its truth."""
        if not attempts:
            return UNSCORED
        real, made = np.stack([each.real for each in attempts]), np.stack(pictures)
        pairs = list(zip(attempts, pictures, strict=True))
        apart = [self._apart(each, picture) for each, picture in pairs]
        return Scores(
            metrics.average_pixel_distance(real, made, np.stack([each.face for each in attempts])),
            metrics.mouth_pixel_distance(real, made, np.stack([each.mouth for each in attempts])),
            metrics.mean([each.face for each in apart]),
            metrics.mean([each.mouth for each in apart]),
            metrics.mean([gradient_deviation(each.real, picture, each.face) for each, picture in pairs]),
            metrics.mean([self._alike(each, picture) for each, picture in pairs]),
        )

    def describe(self, picture: Picture, points: NDArray[np.float32]) -> NDArray[np.float64] | None:
        """The descriptor of a face with landmarks (478, >= 2) in its picture, or None without a describer."""
        return None if self._describer is None else self._describer.describe(picture, points)

    def _apart(self, attempt: Attempt, picture: Picture) -> Apart:
        if self._features is None:
            return Apart(UNMEASURED, UNMEASURED)
        return perceptual_distance(self._features, attempt.real, picture, attempt.face, attempt.mouth)

    def _alike(self, attempt: Attempt, picture: Picture) -> float:
        faces = (self.describe(each, attempt.points) for each in (attempt.real, picture))
        return alike(*faces)

    def _loaded(self, load: Callable[[], _Judge]) -> _Judge | None:
        try:
            return load()
        except MissingWeights as missing:
            self._missing.append(str(missing))
            return None


def alike(one: NDArray[np.float64] | None, other: NDArray[np.float64] | None) -> float:
    """The cosine of two faces' descriptors; NaN where one of them is missing."""
    return UNMEASURED if one is None or other is None else cosine(one, other)


def between_strangers(people: Sequence[NDArray[np.float64]]) -> float:
    """The median cosine of the descriptors of different people: what identity is when it is lost."""
    return metrics.median([cosine(one, other) for one, other in combinations(people, 2)])
