"""The clock of playing keeps to what is heard, and runs evenly while that moves in steps."""

from itertools import pairwise

from dfm.ui.players.clock import HeardClock, SteadyClock


class Machine:
    """A steady clock that is moved by hand, and a sound device that has played so much."""

    def __init__(self) -> None:
        self.time = 1_000_000
        self.heard: int | None = 0

    def now(self) -> int:
        return self.time

    def position(self) -> int | None:
        return self.heard


def test_a_steady_clock_counts_from_its_start() -> None:
    machine = Machine()
    clock = SteadyClock(machine.now)
    assert clock.elapsed() == 0
    clock.start()
    machine.time += 40_000
    assert clock.elapsed() == 40_000


def test_pictures_wait_for_the_device_to_begin() -> None:
    machine = Machine()
    clock = HeardClock(machine.position, machine.now)
    clock.start()
    for _ in range(20):
        machine.time += 5_000
        assert clock.elapsed() == 0
    machine.time, machine.heard = machine.time + 5_000, 5_000
    assert 0 < clock.elapsed() <= 5_500


def test_steps_of_the_device_are_smoothed() -> None:
    machine = Machine()
    clock = HeardClock(machine.position, machine.now)
    clock.start()
    machine.heard = 1
    seen = []
    for step in range(400):
        machine.time += 5_000
        machine.heard = 1 + (step * 5_000) // 40_000 * 40_000
        seen.append(clock.elapsed())
    gaps = [later - earlier for earlier, later in pairwise(seen[20:])]
    assert min(gaps) > 1_000
    assert max(gaps) < 9_000
    assert abs(seen[-1] - machine.heard) < 40_000


def test_a_device_that_stops_leaves_the_clock_running() -> None:
    machine = Machine()
    clock = HeardClock(machine.position, machine.now)
    clock.start()
    machine.heard, machine.time = 10_000, machine.time + 10_000
    before = clock.elapsed()
    machine.heard, machine.time = None, machine.time + 500_000
    assert clock.elapsed() - before == 500_000


def test_a_clock_never_runs_backwards() -> None:
    machine = Machine()
    clock = HeardClock(machine.position, machine.now)
    clock.start()
    machine.heard, machine.time = 900_000, machine.time + 900_000
    before = clock.elapsed()
    machine.heard, machine.time = 300_000, machine.time + 5_000
    assert clock.elapsed() >= before
