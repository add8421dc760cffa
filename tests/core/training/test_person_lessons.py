"""What a person's net learns from: frames held out, batches, and errors that fall."""

import numpy as np
import pytest
import torch

from dfm.core.training.person_lessons import OwnTask, PaperTask, hold_out, thinned
from tests.core.training.person_footage import Nothing, footage

CPU = torch.device("cpu")


def test_whole_videos_are_held_out_where_there_are_several() -> None:
    found = footage(600, videos=10)
    ways = hold_out(found, 0)
    assert len(ways) == 3
    for held in ways:
        assert (held.learned ^ held.measuring).all()
        assert 0.1 < held.measuring.mean() < 0.36
        assert not set(found.video[held.measuring]) & set(found.video[held.learned])
    assert np.sum([held.measuring for held in ways], axis=0).max() == 1
    assert (hold_out(found, 0)[0].measuring == ways[0].measuring).all()
    assert any((hold_out(found, seed)[0].measuring != ways[0].measuring).any() for seed in (1, 2, 3))


@pytest.mark.parametrize("videos", [1, 2])
def test_of_few_videos_the_last_part_is_held_out(videos: int) -> None:
    found = footage(300, videos=videos)
    (held,) = hold_out(found, 0)
    assert held.measuring.mean() == pytest.approx(0.2, abs=0.01)
    for number in range(videos):
        assert (np.diff(held.measuring[found.video == number].astype(int)) >= 0).all()


def test_many_frames_are_thinned_evenly_and_last_as_long() -> None:
    found = footage(300)
    assert thinned(found, 300) is found
    some = thinned(found, 60)
    assert len(some) == 60
    assert some.length == pytest.approx(found.length, rel=1e-3)
    assert found.seconds[0] == pytest.approx(1 / 30)
    assert set(some.video) == {0, 1, 2}


def test_the_papers_batches_are_all_frames_in_thirty_twos() -> None:
    task = PaperTask(footage(100), CPU)
    batches = task.batches(np.random.default_rng(0))
    assert sorted(np.concatenate(batches).tolist()) == list(range(100))
    assert max(len(batch) for batch in batches) <= 32
    assert len(batches) == 4
    assert task.rate == 1e-3
    assert task.measure() is None


def test_the_own_task_draws_only_what_may_be_learned_from_and_rare_places_more_often() -> None:
    found = footage(300)
    held = hold_out(found, 0)[0]
    task = OwnTask(found, Nothing(), CPU, held)
    drawn = np.concatenate(task.batches(np.random.default_rng(0)))
    assert not held.measuring[drawn].any()
    far = np.linalg.norm(found.places - np.median(found.places, axis=0), axis=1)
    assert far[drawn].mean() > far[held.learned].mean()


def test_learning_lowers_both_the_loss_and_the_measure() -> None:
    torch.manual_seed(0)
    found = footage(300)
    task = OwnTask(found, Nothing(), CPU, hold_out(found, 0)[0])
    before = task.measure()
    optimiser = torch.optim.Adam(task.net.parameters(), lr=task.rate)
    chance = np.random.default_rng(0)
    for batch in task.batches(chance) * 3:
        loss = task.loss(batch, chance)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    task.net.eval()
    after = task.measure()
    assert before is not None
    assert after is not None
    assert after < 0.6 * before
