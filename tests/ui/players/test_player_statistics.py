"""What is measured is what happened: moves until every picture showed, and frames that were left out."""

from fractions import Fraction

from PySide6.QtGui import QImage

from dfm.core.document.timebase import Span
from dfm.ui.players.course import Course, FrameTimes
from dfm.ui.players.drawn import Drawn
from dfm.ui.players.framing import Cut
from dfm.ui.players.modes import Mode, Origin, Side
from dfm.ui.players.orders import Run, Want
from dfm.ui.players.statistics import Spread, Statistics

WANT = Want(Mode.SIDE_BY_SIDE, Cut((4, 4)))
BOTH = {Side.INPUT: QImage(), Side.OUTPUT: QImage()}
RUN = Run(Course(0, Span(0, 9), FrameTimes(Fraction(25), 9)))


def played(number: int, origin: Origin | None = Origin.UNTOUCHED) -> Drawn:
    images = BOTH if origin else {Side.INPUT: QImage()}
    at = number * 40_000
    return Drawn(number, WANT, images, origin, run=RUN, number=number, at=at, until=at + 40_000)


def test_a_move_takes_until_every_side_shows() -> None:
    time = [0]
    statistics = Statistics(lambda: time[0])
    statistics.note_move(5, (Side.INPUT, Side.OUTPUT))
    time[0] = 8_000
    statistics.note_painted(4, Side.INPUT, None)
    statistics.note_painted(5, Side.INPUT, None)
    time[0] = 20_000
    statistics.note_painted(5, Side.OUTPUT, Origin.LIVE)
    statistics.note_painted(5, Side.OUTPUT, Origin.LIVE)
    assert statistics.scrubbing() == Spread(1, 20.0, 20.0, 20.0)
    assert statistics.scrubbing(Origin.UNTOUCHED).count == 0


def test_frames_left_out_are_counted() -> None:
    statistics = Statistics()
    statistics.note_run()
    for number in (0, 1, 4, 5):
        statistics.note_played(played(number))
    assert (statistics.played.due, statistics.played.dropped) == (6, 2)
    assert statistics.played.drop_share == 2 / 6


def test_live_outputs_are_counted_by_the_second() -> None:
    statistics = Statistics()
    statistics.note_run()
    for number in range(26):
        statistics.note_played(played(number, Origin.LIVE if number % 2 == 0 else None))
    assert statistics.played.live_shown == 13
    assert statistics.played.live_dropped == 13
    assert 12 <= statistics.played.live_rate <= 14
