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
from dfm.core.training import renderer_course, renderer_plan
from dfm.core.training.renderer_held_out import draw_held_out
from dfm.core.training.renderer_loop import learn
from dfm.core.training.renderer_plan import Plan
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
    assert score.generated > 0
    assert not learned.flat


def test_it_stops_where_the_curve_is_flat_and_keeps_the_best(
    crops: Crops, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = drain(learn([crops], replace(plan, steps=2), CPU))
    faces = iter([7.0, 8.0, 9.0])
    drawn = draw_held_out

    def draw(*given: Any, **more: Any) -> Any:
        found = drawn(*given, **more)
        return replace(found, score=replace(found.score, face=next(faces, 0.0), generated=9.0))

    monkeypatch.setattr(renderer_course, "draw_held_out", draw)
    monkeypatch.setattr(renderer_plan, "FEWEST", 2)
    learned = drain(learn([crops], replace(plan, steps=0), CPU))
    assert learned.flat
    assert (learned.steps, learned.kept) == (6, 2)
    assert learned.score.face == 7.0
    for name, value in best.net.state_dict().items():
        assert torch.equal(value, learned.net.state_dict()[name])
    lines = plan.beside.with_suffix(".csv").read_text("utf-8").splitlines()
    assert [line.rsplit(",", 1)[1] for line in lines] == ["best", "1", "0", "0"]


def test_who_goes_on_keeps_the_same_best_and_stops_at_the_same_step(
    crops: Crops, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = draw_held_out

    def draw(people: Any, net: Any, *given: Any, **more: Any) -> Any:
        """The second of four averages is the best: what is said of a net is told by its weights."""
        found = drawn(people, net, *given, **more)
        key = float(net.generator.last.bias.detach().double().abs().sum())
        order = scores.setdefault(key, [8.0, 7.0, 9.0, 9.5][min(len(scores), 3)])
        return replace(found, score=replace(found.score, face=order, generated=9.0))

    scores: dict[float, float] = {}
    monkeypatch.setattr(renderer_course, "draw_held_out", draw)
    monkeypatch.setattr(renderer_plan, "FEWEST", 2)
    free = replace(plan, steps=0)
    whole = drain(learn([crops], free, CPU))
    assert (whole.steps, whole.kept) == (8, 4)
    with closing(learn([crops], replace(free, resume=False), CPU)) as job:
        for _ in range(5):
            next(job)
    rest = drain(learn([crops], replace(free, resume=True), CPU))
    assert (rest.steps, rest.kept, rest.score) == (whole.steps, whole.kept, whole.score)
    for name, value in whole.net.state_dict().items():
        assert torch.equal(value, rest.net.state_dict()[name])


def test_with_a_number_of_steps_the_last_is_kept(
    crops: Crops, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces = iter([7.0, 8.0, 9.0])
    drawn = draw_held_out

    def draw(*given: Any, **more: Any) -> Any:
        found = drawn(*given, **more)
        return replace(found, score=replace(found.score, face=next(faces)))

    monkeypatch.setattr(renderer_course, "draw_held_out", draw)
    learned = drain(learn([crops], plan, CPU))
    assert (learned.steps, learned.kept, learned.score.face) == (6, 6, 9.0)
    assert not learned.flat
