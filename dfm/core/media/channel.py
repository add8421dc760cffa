"""A bounded queue between two threads that either side can close without ever leaving the other waiting."""

from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from threading import Condition, Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Closed(Exception):
    """The channel was closed: nothing more goes in or comes out."""


class Channel(Generic[Item]):
    """Hands items over in order and holds `room` of them at most."""

    def __init__(self, room: int) -> None:
        """Begin empty and open."""
        self._room = room
        self._items: deque[Item] = deque()
        self._changed = Condition()
        self._finished = False
        self._closed = False

    def put(self, item: Item) -> None:
        """Wait for room and add an item; Closed if the other side has gone."""
        with self._changed:
            while len(self._items) >= self._room and not self._closed:
                self._changed.wait()
            if self._closed or self._finished:
                raise Closed
            self._items.append(item)
            self._changed.notify_all()

    def take(self) -> Item:
        """Wait for the next item; Closed after the last one."""
        with self._changed:
            while not self._items and not self._finished and not self._closed:
                self._changed.wait()
            if self._closed or not self._items:
                raise Closed
            item = self._items.popleft()
            self._changed.notify_all()
            return item

    def finish(self) -> None:
        """Nothing more will be put in; what lies inside can still be taken."""
        with self._changed:
            self._finished = True
            self._changed.notify_all()

    def close(self) -> None:
        """Drop what lies inside and send both sides away."""
        with self._changed:
            self._closed = True
            self._items.clear()
            self._changed.notify_all()


def made_ahead(
    make: Callable[[], Generator[Item, None, None]], room: int, name: str
) -> Generator[Item, None, None]:
    """Items that a thread of this name makes, `room` of them ahead of whoever asks; closing it ends the
    thread, and what fails there is raised here."""
    channel: Channel[Item | Exception] = Channel(room)
    thread = Thread(target=_fill, args=(channel, make), name=name, daemon=True)
    thread.start()
    try:
        with suppress(Closed):
            while True:
                item = channel.take()
                if isinstance(item, Exception):
                    raise item
                yield item
    finally:
        channel.close()
        thread.join()


def _fill(channel: Channel[Item | Exception], make: Callable[[], Generator[Item, None, None]]) -> None:
    """Put items in until there are no more, or nobody takes them; a failure travels as the last one."""
    with suppress(Closed):
        try:
            with closing(make()) as items:
                for item in items:
                    channel.put(item)
        except Closed:
            raise
        except Exception as error:
            channel.put(error)
        channel.finish()


def room_for(width: int, height: int, wanted: int, budget: int = 96 << 20) -> int:
    """How many pictures to hold at once: `wanted`, but fewer where they are huge, and never under two."""
    return max(2, min(wanted, budget // (width * height * 3)))
