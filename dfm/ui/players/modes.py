"""What the players can show: the modes, the sides of the picture that each needs, and the overlays."""

from enum import Enum, Flag, auto


class Side(Enum):
    """A picture of a frame: as it was, as edited, or what is between the two."""

    INPUT = "input"
    OUTPUT = "output"
    DIFFERENCE = "difference"


class Origin(Enum):
    """Where an output picture comes from; the engine's own words."""

    UNTOUCHED = "untouched"
    LIVE = "live"
    RENDERED = "rendered"


class Mode(Enum):
    """How input and output are set beside each other."""

    SIDE_BY_SIDE = "side by side"
    INPUT = "input"
    OUTPUT = "output"
    WIPE = "wipe"
    DIFFERENCE = "difference"

    @property
    def sides(self) -> tuple[Side, ...]:
        """The pictures that it shows, the input first."""
        return _SIDES[self]


_SIDES = {
    Mode.SIDE_BY_SIDE: (Side.INPUT, Side.OUTPUT),
    Mode.INPUT: (Side.INPUT,),
    Mode.OUTPUT: (Side.OUTPUT,),
    Mode.WIPE: (Side.INPUT, Side.OUTPUT),
    Mode.DIFFERENCE: (Side.DIFFERENCE,),
}


class Overlay(Flag):
    """What is drawn over the pictures."""

    NOTHING = 0
    BOXES = auto()
    MESH = auto()
    GAZE = auto()
    EVERYTHING = BOXES | MESH | GAZE
