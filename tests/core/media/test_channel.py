"""A channel hands over in order, holds no more than its room, and never leaves a side waiting."""

from threading import Thread

import pytest

from dfm.core.media.channel import Channel, Closed, room_for


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


def test_huge_pictures_get_less_room() -> None:
    assert room_for(1280, 720, 6) == 6
    assert room_for(7680, 4320, 6) == 2
