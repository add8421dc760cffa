"""The affect nets' model card, from what was read of people whom the nets had not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.blendshape import calmed
from dfm.core.affect.estimator import NAMES, Affect
from dfm.core.evaluation.metrics import concordance
from dfm.core.training.affect_faces import ClipFace, PhotoFace
from dfm.core.training.affect_lessons import PLACES, SHOWN


@dataclass(frozen=True, eq=False)
class FoldResults:
    """Of people held out: the knee chosen by them, the distances from the origin on calm frames of each clip,
    and the labels and readings of photographs."""

    knee: float
    calm: Sequence[NDArray[np.float32]]
    readings: Sequence[tuple[int, Affect]]

    @property
    def accuracy(self) -> float:
        """The share of photographs whose likeliest emotion is their label."""
        return _share([label == _first(reading) for label, reading in self.readings])

    @property
    def sign_agreement(self) -> float:
        """The share of photographs, neutral ones left out, whose valence has the sign of their label's."""
        felt = [(label, reading) for label, reading in self.readings if label]
        return _share([bool(reading.valence[0] * PLACES[label, 0] > 0) for label, reading in felt])

    @property
    def agreement(self) -> tuple[float, float]:
        """CCC of valence and of arousal with the labels' places."""
        if not self.readings:
            return float("nan"), float("nan")
        found = np.concatenate([calmed(reading.places, self.knee) for _, reading in self.readings])
        asked = SHOWN * PLACES[[label for label, _ in self.readings]]
        valence, arousal = (concordance(asked[:, axis], found[:, axis]) for axis in (0, 1))
        return valence, arousal

    @property
    def calm_length(self) -> float:
        """The median over clips of the median distance from the origin on calm frames."""
        medians = [np.median(np.linalg.norm(calmed(_line(each), self.knee), axis=1)) for each in self.calm]
        return float(np.median(medians)) if medians else float("nan")

    def by_emotion(self) -> str:
        """A table of the photographs' labels and readings."""
        counts = np.zeros((len(NAMES), len(NAMES)), int)
        for label, reading in self.readings:
            counts[label, _first(reading)] += 1
        shown = [label for label in range(len(NAMES)) if counts[label].any()]
        lines = [f"| label | right | {' | '.join(NAMES)} |", "|---" * (len(NAMES) + 2) + "|"]
        for label in shown:
            right = counts[label, label] / counts[label].sum()
            lines.append(f"| {NAMES[label]} | {right:.2f} | {' | '.join(map(str, counts[label]))} |")
        return "\n".join(lines)


def affect_card(
    clips: Sequence[ClipFace],
    photos: Sequence[PhotoFace],
    teacher: str,
    held: FoldResults,
    nets: int,
    parameters: int,
) -> str:
    """The card's text."""
    names = "\n".join(f"- {clip.clip}" for clip in clips)
    people = len({clip.person for clip in clips})
    asked = sum(len(clip.asked) for clip in clips)
    people_shown = len({photo.person for photo in photos})
    valence, arousal = held.agreement
    taught = (
        f"the answers of the classifier of {teacher} on {asked} frames of the clips, taken relative to\n"
        "  what it says of each person on average, and not where the prototypes plainly contradict them"
        if teacher
        else "no other classifier (none was installed)"
    )
    return f"""# Affect nets

From a face's measurements (52 blendshapes relative to the person's resting face, 30 mesh coefficients
relative to the average one's, that resting face) to valence and arousal in the unit disc and to the
probabilities of eight emotions. {nets} nets of {parameters:,} parameters each answer together, for the face
and for its mirror image.

- **Made by** `dfm train affect --clips DIR --photos DIR`. Nobody measured the valence and arousal of anyone
  here. What supervises the nets: (a) calm frames of {len(clips)} clips of {people} people who talk, with an
  emotion laid onto them, a FACS prototype of it at a random strength and mixture of units; (b) the
  expressions of {len(photos)} labelled photographs, as they are and laid onto those frames;
  (c) {taught};
  (d) calm frames as neutral ones; (e) steadiness from frame to frame. A place in the plane is the label's own
  place times the strength.
- **Measured** on people held out ({people_shown} people or series of the photographs, in folds by person):
  {100 * held.accuracy:.0f} % of the {len(held.readings)} photographs get their label first, and
  {100 * held.sign_agreement:.0f} % of those with an emotion its sign of valence; agreement (CCC) with the
  labels' places {valence:.2f} for valence, {arousal:.2f} for arousal. Calm frames of clips lie
  {held.calm_length:.2f} from the origin (median), after places were drawn towards it with a knee of
  {held.knee:.2f}, which these frames chose. `docs/affect.md` has the measure on people of whom no other
  picture was learned from.
- **Limits**: landmarks hardly see a wrinkled nose or lowered lip corners, so anger and disgust are mixed up,
  and fear goes to surprise. Contempt was never seen, only made. What a photograph is labelled
  with is what somebody thought to see. A video that shows one expression throughout shows no resting face: it
  is read as milder. It tells what a face shows, not what anyone feels.

## Photographs of people held out

{held.by_emotion()}

## Clips

{names}
"""


def _first(reading: Affect) -> int:
    return int(reading.probabilities[0].argmax())


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else float("nan")


def _line(lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """Places (N, 2) at these distances from the origin."""
    return np.stack([lengths, np.zeros_like(lengths)], axis=1)
