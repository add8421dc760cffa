"""A job tells how far it has come, returns its result, and cleans up wherever it is left."""

import pytest

from dfm.core.errors import InputError
from dfm.core.jobs import Job, Progress, drain


def count_to(frames: int, log: list[str]) -> Job[int]:
    """Count frames; the log shows whether the clean-up ran."""
    try:
        for done in range(frames):
            yield Progress("count", done + 1, frames)
        return frames * 10
    finally:
        log.append("cleaned up")


def test_draining_returns_the_result_and_cleans_up() -> None:
    log: list[str] = []
    assert drain(count_to(3, log)) == 30
    assert log == ["cleaned up"]


def test_every_step_is_told_in_order() -> None:
    told: list[Progress] = []
    drain(count_to(3, []), told.append)
    assert told == [Progress("count", 1, 3), Progress("count", 2, 3), Progress("count", 3, 3)]
    assert {step.unit for step in told} == {"frames"}


def test_a_job_without_steps_still_has_its_result() -> None:
    told: list[Progress] = []
    assert drain(count_to(0, []), told.append) == 0
    assert told == []


def test_a_listener_that_stops_lets_the_job_clean_up_first() -> None:
    log: list[str] = []

    def interrupt(step: Progress) -> None:
        assert log == []
        if step.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(count_to(5, log), interrupt)
    assert log == ["cleaned up"]


def test_a_failure_of_the_job_comes_through() -> None:
    def failing() -> Job[None]:
        yield Progress("open", 0)
        raise InputError("The file 'a.mp4' is empty; choose another.")

    with pytest.raises(InputError, match=r"'a\.mp4' is empty"):
        drain(failing())


def test_a_job_inside_a_job_hands_on_its_steps_and_its_result() -> None:
    def outer() -> Job[str]:
        total = yield from count_to(2, [])
        yield Progress("say", 1, unit="words")
        return f"counted {total}"

    told: list[Progress] = []
    assert drain(outer(), told.append) == "counted 20"
    assert [step.stage for step in told] == ["count", "count", "say"]
    assert told[-1].total is None
