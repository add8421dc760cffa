"""The thread that makes pictures: it fills the newest order, and works ahead while a run is played.

What it makes is told by signals, which arrive in the window's thread. It never waits for the window except
for room to work ahead, and the window never waits for it.
"""

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dfm.ui.jobs import failure_of
from dfm.ui.players.clock import steady_now
from dfm.ui.players.course import Due
from dfm.ui.players.drawn import Drawn
from dfm.ui.players.modes import Mode, Origin, Side
from dfm.ui.players.orders import Mailbox, Order, Run

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.ui.players.maker import PictureMaker

CHASE_SECONDS = 0.003
"""How long to wait for the next frame to be due when playing faster, slower or backwards."""
LEARNS = 0.3
"""How much of the newest cost goes into the estimate of the next."""


class Feeder(QObject):
    """Makes pictures in a thread of its own."""

    drawn = Signal(object)
    """Drawn: the pictures of one frame."""
    failed = Signal(object)
    """Failure: an order that cannot be filled."""
    filled = Signal(int)
    """The number of the order that has been filled; told after its pictures."""
    mesh_found = Signal(object)
    """The edges of the face mesh (E, 2), once there is an analysis."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mailbox = Mailbox()
        self._maker: PictureMaker | None = None
        self._prepared: Analysis | None = None
        self._live_cost = 0.0
        self._filled = 0
        self.filled.connect(self._note_filled)
        self._thread = threading.Thread(target=self._work, name="dfm-pictures", daemon=True)

    @property
    def is_idle(self) -> bool:
        """Whether the newest order has been filled, and all that was made has been told."""
        return self._filled == self.mailbox.order.asked

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and wait for it."""
        self.mailbox.close()
        if self._thread.is_alive():
            self._thread.join()

    def _note_filled(self, asked: int) -> None:
        self._filled = asked

    def _work(self) -> None:
        asked = 0
        try:
            while (order := self.mailbox.wait_newer(asked)) is not None:
                asked = order.asked
                try:
                    self._fill(order)
                except Exception as error:  # the window tells of it; the next order may go well
                    self.failed.emit(failure_of(error))
                    if order.run is not None:
                        order.run.is_over = True
                self.filled.emit(asked)
        except RuntimeError:
            pass  # the window is gone, and with it whoever listens
        finally:
            if self._maker is not None:
                self._maker.close()

    def _fill(self, order: Order) -> None:
        maker = self._maker_for(order)
        if maker is None or order.want is None:
            return
        if order.run is None:
            self._still(maker, order)
        elif order.run.course.is_plain:
            self._play(maker, order.run)
        else:
            self._chase(maker, order.run)
        self._prepare(maker, order)

    def _maker_for(self, order: Order) -> "PictureMaker | None":
        if self._maker is not None and not self._maker.serves(order.scene):
            self._maker.close()
            self._maker = None
        if self._maker is None and order.scene.media is not None:
            from dfm.ui.players.maker import (
                PictureMaker,  # OpenCV and more, which an empty window can do without
            )

            self._maker = PictureMaker(order.scene, order.scene.media)
        return self._maker

    def _still(self, maker: "PictureMaker", order: Order) -> None:
        """One frame; the input is shown as soon as it is there."""
        assert order.want is not None
        picture = maker.picture(order.frame)
        ready = None
        if order.want.mode is Mode.SIDE_BY_SIDE:
            ready = maker.image(picture, order.want.cut)
            self.drawn.emit(Drawn(order.frame, order.want, {Side.INPUT: ready}))
        maker.follow(order.scene)
        self.drawn.emit(maker.make(order.frame, picture, order.want, ready))

    def _play(self, maker: "PictureMaker", run: Run) -> None:
        """Frame after frame, ahead of the window; what would come too late is left out."""
        for number, due in enumerate(run.course.dues()):
            if not self.mailbox.room_for(run):
                return
            drawn = self._in_time(maker, run, due)
            if drawn is not None:
                self.mailbox.made(run)
                self.drawn.emit(replace(drawn, run=run, number=number, at=due.at, until=due.until))
        run.is_over = True

    def _in_time(self, maker: "PictureMaker", run: Run, due: Due) -> Drawn | None:
        """What can be made of a frame before the next one takes over."""
        order = self.mailbox.order
        want = order.want
        if want is None or run.elapsed > due.until:
            return None
        maker.follow(order.scene)
        picture = maker.picture(due.frame)
        live = want.mode is not Mode.INPUT and maker.touches(due.frame)
        if live and run.elapsed + self._live_cost > due.until:
            if want.mode is not Mode.SIDE_BY_SIDE:
                return None
            return Drawn(due.frame, want, {Side.INPUT: maker.image(picture, want.cut)})
        begun = steady_now()
        drawn = maker.make(due.frame, picture, want)
        if drawn.origin is Origin.LIVE:
            self._live_cost += LEARNS * (steady_now() - begun - self._live_cost)
        return drawn

    def _chase(self, maker: "PictureMaker", run: Run) -> None:
        """The frame that is due right now, again and again."""
        last: int | None = None
        while self.mailbox.wants(run):
            order = self.mailbox.order
            frame = run.course.frame_at(run.elapsed)
            if frame is None or order.want is None:
                break
            if frame == last:
                self.mailbox.wait_newer(order.asked, CHASE_SECONDS)
                continue
            maker.follow(order.scene)
            last = frame
            drawn = maker.make(frame, maker.picture(frame), order.want)
            self.mailbox.made(run)
            self.drawn.emit(replace(drawn, run=run))
        run.is_over = True

    def _prepare(self, maker: "PictureMaker", order: Order) -> None:
        """Once the faces are known: what the first edit and the overlay would have to wait for."""
        analysis = order.scene.analysis
        if analysis is None or analysis is self._prepared:
            return
        from dfm.ui.players.maker import mesh_edges

        self._prepared = analysis
        self.mesh_found.emit(mesh_edges())
        maker.follow(order.scene)
        maker.warm_up(order.scene, order.frame)
