"""What actors do with their faces, in coefficients: relative to their resting face, speech averaged out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.blendshape import WEIGHTS, load_affect
from dfm.core.affect.observed import worn
from dfm.core.errors import DfmError, InputError, MissingWeights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.calm import NEUTRAL
from dfm.core.evaluation.samples import Sample
from dfm.core.jobs import Job, Progress


@dataclass(frozen=True, eq=False)
class ActedShape:
    """One clip of an actor: who plays what, the median coefficients (30,) over the clip relative to the
    person's neutral clip, or to the average person at rest where there is none."""

    clip: str
    person: str
    emotion: str
    rested: bool
    coefficients: NDArray[np.float32]


def acted_shapes(samples: Sequence[Sample], failures: list[str]) -> Job[list[ActedShape]]:
    """The shapes of all acted clips but the neutral ones; what cannot be read is told to `failures`."""
    acted = [sample for sample in samples if sample.acted]
    found: dict[Sample, NDArray[np.float32]] = {}
    for count, sample in enumerate(acted, 1):
        try:
            found[sample] = yield from _median(sample)
        except MissingWeights:
            raise
        except DfmError as error:
            failures.append(f"{sample.name}: {error}")
        yield Progress("watching actors", count, len(acted), "clips")
    average = load_affect(weights.find(WEIGHTS)).average.mesh
    resting = _resting(found)
    return [
        ActedShape(
            sample.name,
            sample.person,
            sample.acted,
            sample.person in resting,
            np.asarray(shape - resting.get(sample.person, average), np.float32),
        )
        for sample, shape in found.items()
        if sample.acted != NEUTRAL
    ]


def _resting(found: Mapping[Sample, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The resting coefficients (30,) of those who have neutral clips, by person."""
    calm = [sample for sample in found if sample.acted == NEUTRAL]
    return {
        person: np.mean([found[sample] for sample in calm if sample.person == person], axis=0)
        for person in {sample.person for sample in calm}
    }


def _median(sample: Sample) -> Job[NDArray[np.float32]]:
    """The median coefficients (30,) of a clip's main person against the average face."""
    analysis = yield from rooms.analysed(sample.path, use_cache=True)
    if not analysis.tracks:
        raise InputError(f"{sample.path.name} shows no face.")
    track = analysis.tracks[0]
    mesh = np.median(track.expression, axis=0) + worn(track.neutral, rooms.face_model())
    return np.asarray(mesh, np.float32)
