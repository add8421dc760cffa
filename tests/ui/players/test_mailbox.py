"""Only the newest order counts, and nobody works further ahead than there is room."""

import threading
from fractions import Fraction

from dfm.core.document.timebase import Span
from dfm.ui.players.course import Course, FrameTimes
from dfm.ui.players.framing import Cut
from dfm.ui.players.modes import Mode
from dfm.ui.players.orders import MOST_AHEAD, Mailbox, Run, Scene, Want


def run_of(frames: int = 100) -> Run:
    return Run(Course(0, Span(0, frames), FrameTimes(Fraction(30), frames)))


def test_the_newest_order_replaces_those_before() -> None:
    mailbox = Mailbox()
    want = Want(Mode.INPUT, Cut((10, 10)))
    mailbox.change(want=want)
    for frame in range(5):
        mailbox.change(frame=frame)
    order = mailbox.wait_newer(0)
    assert order is not None
    assert (order.frame, order.want) == (4, want)
    assert mailbox.wait_newer(order.asked, 0.01) is None


def test_a_run_goes_on_when_something_else_changes() -> None:
    mailbox = Mailbox()
    run = run_of()
    mailbox.play(run)
    mailbox.change(scene=Scene(edits=()))
    assert mailbox.wants(run)
    mailbox.stop_at(7)
    assert not mailbox.wants(run)
    assert mailbox.order.frame == 7


def test_the_maker_waits_for_room() -> None:
    mailbox, run = Mailbox(), run_of()
    mailbox.play(run)
    for _ in range(MOST_AHEAD):
        assert mailbox.room_for(run)
        mailbox.made(run)
    found = threading.Event()

    def wait() -> None:
        if mailbox.room_for(run):
            found.set()

    thread = threading.Thread(target=wait)
    thread.start()
    assert not found.wait(0.05)
    mailbox.taken(run, 1)
    assert found.wait(2)
    thread.join()


def test_closing_sends_everybody_home() -> None:
    mailbox, run = Mailbox(), run_of()
    mailbox.play(run)
    for _ in range(MOST_AHEAD):
        mailbox.made(run)
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(mailbox.room_for(run))),
        threading.Thread(target=lambda: answers.append(mailbox.wait_newer(99))),
    ]
    for thread in threads:
        thread.start()
    mailbox.close()
    for thread in threads:
        thread.join(2)
    assert sorted(map(str, answers)) == ["False", "None"]


def test_scenes_are_alike_when_the_same_pictures_come_of_them() -> None:
    assert Scene().is_like(Scene(edits=()))
    assert not Scene().is_like(Scene(analysis=object()))  # type: ignore[arg-type]
