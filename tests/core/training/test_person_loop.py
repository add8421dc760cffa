"""The course of a person's training: early stopping, checkpoints, and going on exactly."""

from pathlib import Path
from typing import Any

import pytest
import torch

from dfm.core.errors import UsageError, WriteError
from dfm.core.jobs import drain
from dfm.core.training import person_loop
from dfm.core.training.person_lessons import OwnTask, hold_out
from dfm.core.training.person_loop import Course, Plan, best_of, learn, read_checkpoint
from tests.core.training.person_footage import Nothing, footage


def _task(held: bool = False) -> OwnTask:
    torch.manual_seed(3)
    found = footage(120)
    return OwnTask(found, Nothing(), torch.device("cpu"), hold_out(found, 0)[0] if held else None)


def _plan(checkpoint: Path, epochs: int, **rest: Any) -> Plan:
    return Plan("learn", epochs, 5, checkpoint, "key", **rest)


def _silent(tag: str, value: float, epoch: int) -> None:
    """Tell nobody."""


def test_a_run_that_goes_on_ends_as_one_that_was_not_broken_off(tmp_path: Path) -> None:
    whole = _task()
    course = drain(learn(whole, _plan(tmp_path / "a", 4), _silent))
    drain(learn(_task(), _plan(tmp_path / "b", 2), _silent))
    torch.manual_seed(99)
    resumed = _task()
    again = drain(learn(resumed, _plan(tmp_path / "b", 4, resume=True), _silent))
    assert again.losses == course.losses
    for one, other in zip(whole.net.parameters(), resumed.net.parameters(), strict=True):
        assert torch.equal(one, other)


def test_one_that_is_closed_leaves_its_checkpoint_whole_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_loop, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(person_loop, "PROGRESS_SECONDS", 0.0)
    job = learn(_task(), _plan(tmp_path / "a", 50), _silent)
    for progress in job:
        if progress.done > 2.5 * OwnTask.STEPS:
            break
    job.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    state = read_checkpoint(tmp_path / "a")
    assert state is not None
    assert len(state["losses"]) == 2
    course = drain(learn(_task(), _plan(tmp_path / "a", 3, resume=True), _silent))
    assert len(course.losses) == 3


def test_without_resume_it_begins_anew(tmp_path: Path) -> None:
    drain(learn(_task(), _plan(tmp_path / "a", 3), _silent))
    assert len(drain(learn(_task(), _plan(tmp_path / "a", 2), _silent)).losses) == 2


def test_a_checkpoint_of_other_footage_is_refused_and_a_broken_one_ignored(tmp_path: Path) -> None:
    drain(learn(_task(), _plan(tmp_path / "a", 1), _silent))
    other = Plan("learn", 2, 5, tmp_path / "a", "another key", resume=True)
    with pytest.raises(UsageError, match="leave out --resume"):
        drain(learn(_task(), other, _silent))
    (tmp_path / "a").write_bytes(b"half a che")
    assert read_checkpoint(tmp_path / "a") is None
    assert len(drain(learn(_task(), _plan(tmp_path / "a", 2, resume=True), _silent)).losses) == 2


def test_it_ends_when_what_was_held_out_gets_no_better(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    plan = _plan(tmp_path / "a", 400, patience=2)
    course = drain(learn(_task(held=True), plan, lambda tag, value, epoch: told.append((tag, epoch))))
    assert len(course.losses) < 400
    assert course.best == len(course.losses) - 2
    assert ("learn/held out", course.best) in told
    assert ("learn/loss", len(course.losses)) in told
    assert course.seconds > 0


def test_the_best_epoch_of_a_course_without_measures_is_the_last() -> None:
    assert Course([3.0, 2.0, 2.5]).best == 3
    assert Course([3.0, 2.0, 2.5], [1.0, 0.5, 0.7]).best == 2


def test_the_best_of_several_is_best_on_the_average() -> None:
    one, other = Course([], [3.0, 2.0, 2.5, 2.0]), Course([], [3.0, 2.0, 1.0])
    assert best_of([one, other]) == 3


def test_a_checkpoint_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written"):
        drain(learn(_task(), _plan(tmp_path / "nowhere" / "a", 1), _silent))
