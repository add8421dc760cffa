"""The course of a renderer's training: stopping, going on, and what is written meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import pytest
import torch

from dfm.core.jobs import drain
from dfm.core.training import renderer_loop
from dfm.core.training.renderer_loop import FEWEST, FLAT, Plan, is_flat, learn
from dfm.core.training.renderer_recipe import Objective, Recipe
from dfm.core.training.renderer_store import Crops
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig

TINY = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
CPU = torch.device("cpu")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(5, tmp_path / "one.checkpoint", tmp_path / "one.dfmrenderer", TINY, steps=6, measured_every=2)


def test_who_goes_on_takes_the_same_steps_as_who_never_stopped(crops: Crops, plan: Plan) -> None:
    whole = drain(learn([crops], plan, CPU))
    assert whole.steps == 6
    journal = plan.beside.with_suffix(".csv")
    lines = [line.split(",") for line in journal.read_text("utf-8").splitlines()]
    assert [line[0] for line in lines] == ["steps", "2", "4", "6"]

    with closing(learn([crops], plan, CPU)) as job:
        for _ in range(3):
            next(job)
    assert plan.checkpoint.exists()
    rest = drain(learn([crops], replace(plan, resume=True), CPU))
    assert rest.steps == 6
    for name, value in whole.net.state_dict().items():
        assert torch.equal(value, rest.net.state_dict()[name])
    again = [line.split(",") for line in journal.read_text("utf-8").splitlines()]
    assert [line[3] for line in again] == [line[3] for line in lines]


def test_an_interrupt_in_a_step_loses_no_step(
    crops: Crops, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = drain(learn([crops], replace(plan, steps=3), CPU))

    class Interrupted:
        """A future whose waiting the user breaks off in the third step."""

        waits = 0

        def __init__(self, future: Any) -> None:
            self.future = future

        def result(self) -> Any:
            Interrupted.waits += 1
            if Interrupted.waits == 3:
                raise KeyboardInterrupt
            return self.future.result()

    pool = ThreadPoolExecutor
    plain = pool.submit

    def submit(self: Any, work: Any, *given: Any) -> Any:
        future = plain(self, work, *given)
        return Interrupted(future) if "step" in getattr(work, "__name__", "") else future

    monkeypatch.setattr(pool, "submit", submit)
    with pytest.raises(KeyboardInterrupt):
        drain(learn([crops], plan, CPU))
    monkeypatch.undo()
    rest = drain(learn([crops], replace(plan, steps=3, resume=True), CPU))
    for name, value in whole.net.state_dict().items():
        assert torch.equal(value, rest.net.state_dict()[name])


def test_pictures_of_the_course_lie_beside_the_result(crops: Crops, plan: Plan) -> None:
    seen: list[Any] = []
    learned = drain(learn([crops], replace(plan, steps=4), CPU), seen.append)
    for suffix in (".png", ".curve.png"):
        picture = cv2.imread(str(plan.beside.with_suffix(suffix)))
        assert picture is not None
        assert picture.std() > 5
    assert seen[-1].stage == "learn"
    assert (seen[-1].done, seen[-1].total, seen[-1].unit) == (4, 4, "steps")
    score = learned.score
    assert 0 < score.other_face < 40
    assert 0 < score.face < 60
    assert not learned.flat


def test_it_stops_where_the_curve_is_flat(crops: Crops, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer_loop, "is_flat", lambda faces: len(faces) >= 2)
    learned = drain(learn([crops], replace(plan, steps=0), CPU))
    assert learned.steps == 4
    assert learned.flat


def test_when_a_curve_is_flat() -> None:
    falling = [50.0 - number for number in range(FEWEST)]
    assert not is_flat(falling)
    assert not is_flat([9.0] * (FEWEST - 1))
    assert is_flat([9.0] * FEWEST)
    assert is_flat([*falling, *[falling[-1] - 0.01] * FLAT])
