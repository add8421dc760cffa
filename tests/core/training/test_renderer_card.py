"""What the card of a base says."""

from dataclasses import replace

import pytest

from dfm.core.render.trained_file import Facts, load_renderer
from dfm.core.training.renderer_card import base_card
from dfm.core.training.renderer_recipe import RECIPES
from dfm.core.weights import find
from dfm.models.head2head import Head2Head

HELD = {"face": 9.5, "mouth": 11.5, "other_face": 9.75, "other_mouth": 11.25, "generated": 12.5}
FACTS = Facts(noted={"steps": 40, "seed": 3, "people": 2, "frames": 1200, "torch": "9.9", "held_out": HELD})


@pytest.fixture(scope="module")
def net() -> Head2Head:
    return Head2Head(RECIPES["small"].config)


def test_with_a_number_of_steps_the_command_gives_the_same_file(net: Head2Head) -> None:
    card = base_card(net, FACTS, ["b.mp4", "a.mp4"], 40)
    words = " ".join(card.split())
    assert "`dfm train renderer-base --clips DIR --size small --steps 40 --seed 3` in 40 steps" in words
    assert "the same file again, bit for bit, with torch 9.9" in words
    for number in ("9.50", "11.50", "9.75", "11.25", "12.50", "1,200 frames of 2 clips"):
        assert number in words
    assert card.endswith("## Clips\n\n- a.mp4\n- b.mp4\n")
    assert max(map(len, card.splitlines())) <= 112


def test_what_the_time_ended_is_not_made_again(net: Head2Head) -> None:
    for asked in (0, 50):
        words = " ".join(base_card(net, FACTS, [], asked).split())
        assert "the time ended it" in words
        assert "bit for bit" not in words


def test_the_shipped_card_is_that_of_the_shipped_file() -> None:
    path = find("renderer_base")
    card = path.with_suffix(".md").read_text("utf-8")
    clips = [line[2:] for line in card.partition("## Clips")[2].splitlines() if line.startswith("- ")]
    found, facts = load_renderer(path)
    assert base_card(found, facts, clips, facts.noted["steps"]) == card
    assert len(clips) == facts.noted["people"]
    assert base_card(found, replace(facts, noted=facts.noted | {"steps": 7}), clips, 7) != card
