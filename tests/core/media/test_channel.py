"""A channel hands over in order, holds no more than its room, and never leaves a side waiting."""

from collections.abc import Generator
from threading import Thread, current_thread
from threading import enumerate as threads_alive

import pytest

from dfm.core.media.channel import Channel, Closed, made_ahead, room_for


def _taken(channel: Channel[int]) -> list[int]:
    found = []
    while True:
        try:
            found.append(channel.take())
        except Closed:
            return found


def test_all_items_arrive_in_order_through_little_room() -> None:
    channel: Channel[int] = Channel(2)

    def fill() -> None:
        for number in range(500):
            channel.put(number)
        channel.finish()

    thread = Thread(target=fill)
    thread.start()
    assert _taken(channel) == list(range(500))
    thread.join()


def test_closing_sends_a_waiting_writer_away() -> None:
    channel: Channel[int] = Channel(1)
    channel.put(0)
    refused: list[bool] = []

    def fill() -> None:
        try:
            channel.put(1)
        except Closed:
            refused.append(True)

    thread = Thread(target=fill)
    thread.start()
    channel.close()
    thread.join(5)
    assert refused == [True]
    assert _taken(channel) == []


def test_nothing_goes_in_after_the_end() -> None:
    channel: Channel[int] = Channel(1)
    channel.finish()
    with pytest.raises(Closed):
        channel.put(1)


def counted(to: int, ended: list[str]) -> Generator[int, None, None]:
    """Count, fail at seven, and tell which thread came to the end."""
    try:
        for number in range(to):
            if number == 7:
                raise ValueError("seven")
            yield number
    finally:
        ended.append(current_thread().name)


def test_what_is_made_ahead_comes_in_order_from_a_thread_that_ends() -> None:
    ended: list[str] = []
    assert list(made_ahead(lambda: counted(5, ended), 2, "maker")) == [0, 1, 2, 3, 4]
    assert ended == ["maker"]
    assert "maker" not in {thread.name for thread in threads_alive()}


def test_what_fails_in_the_thread_is_raised_after_what_came_before() -> None:
    made = made_ahead(lambda: counted(9, []), 3, "maker")
    assert [next(made) for _ in range(7)] == list(range(7))
    with pytest.raises(ValueError, match="seven"):
        next(made)


def test_whoever_stops_early_ends_the_thread_and_no_more_is_made() -> None:
    ended: list[str] = []
    made = made_ahead(lambda: counted(6, ended), 1, "maker")
    assert next(made) == 0
    made.close()
    assert ended == ["maker"]
    assert "maker" not in {thread.name for thread in threads_alive()}


def test_huge_pictures_get_less_room() -> None:
    assert room_for(1280, 720, 6) == 6
    assert room_for(7680, 4320, 6) == 2
