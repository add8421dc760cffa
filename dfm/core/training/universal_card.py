"""The universal decoder's model card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dfm.core.training.universal_lessons import Footage


@dataclass(frozen=True, slots=True)
class HeldOut:
    """On clips of people whom a net did not learn from, root mean squares of what is wrong with coefficients:
    of the decoder, of the prototypes mixed by the same reading, and of showing nothing at all."""

    decoder: float
    prototypes: float
    nothing: float
    clips: int
    people: int


def decoder_card(
    footage: Sequence[Footage],
    photos: int,
    played: Mapping[str, Mapping[str, float]],
    held: HeldOut,
    parameters: int,
) -> str:
    """The card's text."""
    names = "\n".join(f"- {each.clip}" for each in footage)
    frames = sum(len(each.rows) for each in footage)
    ways = "\n".join(
        f"| {name} | {', '.join(f'{unit[2:]} {weight:.2f}' for unit, weight in units.items())} |"
        for name, units in played.items()
    )
    return f"""# Universal decoder

From valence, arousal and weights of the eight emotions to 30 coefficients of the face model, relative to the
person's neutral face: their mean, and how far people and moments differ from it. One net of {parameters:,}
parameters for anybody; it knows nothing of who is edited.

- **Made by** `dfm train universal-decoder --clips DIR --photos DIR`. It learned from (a) {frames} frames of
  {len(footage)} clips of {held.people} people, blinks and speech smoothed away, with what the embedded
  estimator reads in them; (b) {photos} labelled photographs at several strengths, by their blendshapes
  against the median neutral one; (c) FACS prototypes at all strengths, their units stronger or weaker by
  chance, which fill what footage lacks: nobody in it is disgusted or contemptuous for long. How strongly each
  unit plays was refined by `dfm train prototypes` with a packaged classifier, which is not the judge of the
  evaluation. How far lips part was taken from the prototypes alone, since people in footage talk.
- **Measured** on {held.clips} clips, each by a net that learned from none of its person: the error of the
  coefficients (root mean square; 1 is their deviation in footage) is {held.decoder:.2f}, that of the
  prototypes {held.prototypes:.2f}, that of showing nothing {held.nothing:.2f}. `docs/affect.md` has what
  actors do and what a classifier says of edited faces.
- **Limits**: valence and arousal of the footage were read by the project's own estimator, whose limits it
  shares. A label's full strength is what reads clearly on a talking face, stronger than most people show.

## Action units of the prototypes, at full strength

| emotion | units |
|---|---|
{ways}

## Clips

{names}
"""
