"""Garbage is collected by the window's thread: the young at once, everything when nobody waits."""

import gc
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dfm.ui.garbage import RESTS, ROUNDS, YOUNG, GarbageCollector


class Node:
    """Something that holds itself."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        Node.alive += 1

    def __del__(self) -> None:
        Node.alive -= 1


@pytest.fixture
def busy() -> list[bool]:
    """Whether something is played: its one item says so."""
    return [False]


@pytest.fixture
def collector(qtbot: QtBot, busy: list[bool]) -> Iterator[GarbageCollector]:
    """A collector that looks when it is told to."""
    gc.collect()
    collector = GarbageCollector(lambda: busy[0])
    collector._timer.stop()
    yield collector
    collector.stop()


def make_old() -> None:
    """Leave garbage where only a look through everything finds it, and have that due."""
    node = Node()
    for _ in range(ROUNDS + 3):
        gc.collect(1)
    del node


def test_python_collects_nothing_meanwhile_and_again_afterwards(collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_the_young_are_collected_once_there_are_many(collector: GarbageCollector) -> None:
    Node()
    collector.look()
    assert Node.alive == 1
    many = [[each] for each in range(YOUNG)]
    collector.look()
    assert Node.alive == 0
    assert len(many) == YOUNG


def test_everything_is_collected_when_nobody_waits(collector: GarbageCollector, busy: list[bool]) -> None:
    make_old()
    busy[0] = True
    for _ in range(2 * RESTS):
        collector.look()
    assert Node.alive == 1
    busy[0] = False
    for _ in range(RESTS):
        collector.look()
    assert Node.alive == 0
