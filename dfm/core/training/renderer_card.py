"""The card of a base of the `trained` renderer, from what its file says of its training."""

from collections.abc import Sequence
from textwrap import fill

from dfm.core.render.trained_file import Facts
from dfm.core.training.renderer_recipe import RECIPES
from dfm.models.head2head import Head2Head

_WIDTH = 112
_COUNTED = """**Again:** so many steps were asked for, so the command makes the same file again, bit for
    bit, with torch {torch} on a processor of the same kind; other processors and versions round otherwise."""
_TIMED = "**Again:** the time ended it, so a quicker machine takes more steps by the same command."
_OBJECTIVE = """**Objective:** colours, features of MobileNetV2 (trained on ImageNet) where its file is
    installed, and judges of pictures, mouths and motion. The judges are not part of the file."""
_LIMITS = """**Limits:** few people, mostly adults, of few skin tones. How long it learned was chosen, not
    found: over so many people what is drawn is hardly nearer than `reference` at any time."""


def base_card(net: Head2Head, facts: Facts, clips: Sequence[str], asked: int = 0) -> str:
    """The card's text; `clips` are the names of those that it learned from, `asked` the steps that were asked
    for, 0 where there was only a time."""
    noted = facts.noted
    again = (_COUNTED if noted["steps"] == asked else _TIMED).format(torch=noted["torch"])
    listed = (_made(net, facts, asked), again, _OBJECTIVE, _measured(facts), _LIMITS)
    items = "\n".join(_filled(each, "- ") for each in listed)
    names = "\n".join(f"- {name}" for name in sorted(clips))
    return f"# Base of the trained renderer\n\n{_filled(_about(net))}\n\n{items}\n\n## Clips\n\n{names}\n"


def _about(net: Head2Head) -> str:
    parameters = sum(each.numel() for each in net.parameters())
    return f"""A beginning for `dfm train renderer`: the net that draws a face from its mesh, and says how
        much of that to take beside what `reference` draws, after it learned from many people at once. It
        draws {net.config.size} px a side and has {parameters:,} parameters. By itself it draws nobody: its
        texture is a mean of all, and a training puts the person's own mean colours in its place before the
        first step."""


def _made(net: Head2Head, facts: Facts, asked: int) -> str:
    noted = facts.noted
    size = next((f" --size {name}" for name, recipe in RECIPES.items() if recipe.config == net.config), "")
    told = f"--steps {asked}" if asked else "--minutes M"
    return f"""**Made by** `dfm train renderer-base --clips DIR{size} {told} --seed {noted["seed"]}` in
        {noted["steps"]:,} steps, from {noted["frames"]:,} frames of {noted["people"]} clips, one face each:
        the first 70 % of them, or stretches of that where a clip is long."""


def _measured(facts: Facts) -> str:
    held = facts.noted["held_out"]
    return f"""**Measured** on frames of the last 30 % of the same clips, which it did not learn from, in
        its own square: mean distance in RGB, 0..255, {held["face"]:.2f} over the face and
        {held["mouth"]:.2f} over the mouth; what `reference` draws alone scores {held["other_face"]:.2f} and
        {held["other_mouth"]:.2f}, what is generated from the mesh alone {held["generated"]:.2f} over the
        face. What it is worth as a beginning stands in docs/renderers.md, measured on people whom it never
        saw."""


def _filled(text: str, mark: str = "") -> str:
    """A paragraph in lines of one width, or an item of a list."""
    return fill(" ".join(text.split()), _WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark),
                break_on_hyphens=False)  # fmt: skip
