"""The card of a base of the `trained` renderer, from what its file says of its training."""

from collections.abc import Sequence

from dfm.core.render.trained_file import Facts
from dfm.models.head2head import Head2Head


def base_card(net: Head2Head, facts: Facts, clips: Sequence[str]) -> str:
    """The card's text; `clips` are the names of those that it learned from."""
    noted, config = facts.noted, net.config
    held = noted["held_out"]
    parameters = sum(each.numel() for each in net.parameters())
    names = "\n".join(f"- {name}" for name in sorted(clips))
    return f"""# Base of the trained renderer

A beginning for `dfm train renderer`: the net that draws a face from its mesh, and says how much of that to
take beside what `reference` draws, after it learned from many people at once. It draws {config.size} px a
side and has {parameters:,} parameters. By itself it draws nobody: its texture is a mean of all, and a
training puts the person's own mean colours in its place before the first step.

- **Made by** `dfm train renderer-base --clips DIR --minutes M` in {noted["steps"]:,} steps and
  {noted["seconds"] / 60:.0f} minutes, from {noted["frames"]:,} frames of {noted["people"]} clips, one face
  each: the first 70 % of them, or stretches of that where a clip is long.
- **Objective**: colours, features of MobileNetV2 (trained on ImageNet) where its file is installed, and
  judges of pictures, mouths and motion. The judges are not part of the file.
- **Measured** on frames of the last 30 % of the same clips, which it did not learn from, in its own square:
  mean distance in RGB, 0..255, {held["face"]:.2f} over the face and {held["mouth"]:.2f} over the mouth; what
  `reference` draws alone scores {held["other_face"]:.2f} and {held["other_mouth"]:.2f}. What it is worth as
  a beginning stands in docs/renderers.md, measured on people whom it never saw.
- **Limits**: few people, mostly adults, of few skin tones. It was stopped by the clock, not by a curve that
  had become flat.

## Clips

{names}
"""
