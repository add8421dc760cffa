"""What the window asks of the thread that makes pictures: the newest order, and nothing older.

An order is a value: from what pictures are drawn, which part of them at which size, and whether one frame
or a run of them is wanted. The mailbox hands it over and counts what has been made ahead.
"""

import threading
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from dfm.ui.players.course import Course
from dfm.ui.players.framing import Cut
from dfm.ui.players.modes import Mode

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.casting import Cast
    from dfm.core.document.edits import Edit
    from dfm.core.media.info import MediaInfo
    from dfm.core.media.packets import PictureStore
    from dfm.core.rendered import Rendered

NOBODY: "Cast" = MappingProxyType({})
MOST_AHEAD = 10
"""Pictures that may wait to be shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What pictures are drawn from."""

    media: "MediaInfo | None" = None
    scrub: "PictureStore | None" = None
    analysis: "Analysis | None" = None
    edits: "tuple[Edit, ...]" = ()
    rendered: "Rendered | None" = None
    persons: "Cast" = field(default_factory=lambda: NOBODY)

    def is_like(self, other: "Scene") -> bool:
        """Whether the same pictures come of both."""
        things = ((self.media, other.media), (self.scrub, other.scrub), (self.analysis, other.analysis))
        more = ((self.rendered, other.rendered), (self.persons, other.persons))
        same = all(one is another for one, another in (*things, *more))
        return same and self.edits == other.edits


@dataclass(frozen=True, slots=True)
class Want:
    """What the views show of a picture."""

    mode: Mode
    cut: Cut


class Run:
    """One time of playing: its course, and how far the window has come on it."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.elapsed = 0
        """Microseconds since the start; kept by the window."""
        self.is_over = False
        """Whether nothing more will be made for it; kept by the maker."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What is wanted now: one frame, or a run."""

    scene: Scene = Scene()
    want: Want | None = None
    frame: int = 0
    run: Run | None = None
    asked: int = 0
    """Grows with every order."""


class Mailbox:
    """Holds the newest order for the one thread that fills it."""

    def __init__(self) -> None:
        self._order = Order()
        self._changed = threading.Condition()
        self._ahead: dict[Run, int] = {}
        self._is_closed = False

    @property
    def order(self) -> Order:
        """The newest order."""
        return self._order

    @property
    def is_closed(self) -> bool:
        """Whether no more orders will come."""
        return self._is_closed

    def change(
        self,
        *,
        scene: Scene | None = None,
        want: Want | None = None,
        frame: int | None = None,
    ) -> None:
        """Order the same with these differences; a run goes on."""
        now = self._order
        self._put(
            replace(
                now,
                scene=scene or now.scene,
                want=want or now.want,
                frame=now.frame if frame is None else frame,
            )
        )

    def play(self, run: Run) -> None:
        """Order a run."""
        self._put(replace(self._order, run=run, frame=run.course.first))

    def stop_at(self, frame: int) -> None:
        """Order one frame, and an end to any run."""
        self._put(replace(self._order, run=None, frame=frame))

    def close(self) -> None:
        """Send the maker home."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def wait_newer(self, asked: int, seconds: float | None = None) -> Order | None:
        """The order after number `asked` once there is one; None when closed or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._order.asked > asked, seconds)
            return None if self._is_closed or self._order.asked <= asked else self._order

    def room_for(self, run: Run) -> bool:
        """Wait until another picture may be made for a run; False when the run is no longer wanted."""
        with self._changed:
            self._changed.wait_for(lambda: not self.wants(run) or self._ahead.get(run, 0) < MOST_AHEAD)
            return self.wants(run)

    def wants(self, run: Run) -> bool:
        """Whether a run is still the one that is wanted."""
        return not self._is_closed and self._order.run is run

    def made(self, run: Run) -> None:
        """One more picture waits to be shown."""
        with self._changed:
            self._ahead[run] = self._ahead.get(run, 0) + 1

    def taken(self, run: Run, pictures: int) -> None:
        """So many pictures have been shown or dropped."""
        with self._changed:
            if run in self._ahead:
                self._ahead[run] -= pictures
            self._changed.notify_all()

    def _put(self, order: Order) -> None:
        with self._changed:
            self._order = replace(order, asked=order.asked + 1)
            self._ahead = {run: count for run, count in self._ahead.items() if run is order.run}
            self._changed.notify_all()
