"""Other ways to play an emotion name known emotions and units."""

from dfm.core.document.emotions import emotion
from dfm.core.motion.action_units import UNITS as MOVES
from dfm.core.motion.prototypes import UNITS as SHAPES
from dfm.core.training.affect_expressions import VARIANTS


def test_every_way_is_of_known_units_and_differs_from_the_prototype() -> None:
    for name, ways in VARIANTS.items():
        for way in ways:
            assert set(way) <= set(MOVES) & set(SHAPES)
            assert all(0 < weight <= 1 for weight in way.values())
            assert dict(way) != dict(emotion(name).action_units)


def test_no_two_emotions_are_played_alike() -> None:
    every = [frozenset(way) for ways in VARIANTS.values() for way in ways]
    assert len(set(every)) == len(every)
