"""Samples, batches and what is measured on them, from the frames of a small folder of clips."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from dfm.core.jobs import Progress, drain
from dfm.core.training.dataset import clip_rows, gather
from dfm.core.training.reference_batches import PATCH, Batch, mirrored, random_batch, unpacked
from dfm.core.training.reference_loop import (
    LAST_RATE,
    RATE,
    Learner,
    Plan,
    Recipe,
    batches_from,
    learn,
    rate,
)
from dfm.core.training.reference_measure import Hiding, made, measure, measure_hiding
from dfm.core.training.reference_samples import FEATURE, LAYERS, PLANES, SIDE
from dfm.core.training.reference_store import FOLLOWED, ClipSamples, collect
from dfm.models.reference_loss import Objective
from dfm.models.reference_net import ReferenceNet

COUNT = 6
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def samples(clips: Any) -> list[ClipSamples]:
    archives = drain(gather(clips.folder))
    return drain(collect(clip_rows(clips.folder, "train"), archives, COUNT, 0, 0.25))


@pytest.fixture(scope="module")
def batch(samples: list[ClipSamples]) -> Batch:
    return random_batch(samples, 8, np.random.default_rng(0))


def test_every_clip_that_shows_a_face_gives_samples(samples: list[ClipSamples], clips: Any) -> None:
    assert [clip.person for clip in samples] == list(clips.people)
    for clip in samples:
        assert clip.planes.shape[1:] == (PLANES, SIDE, SIDE)
        assert 0 < clip.count <= COUNT
        assert clip.count <= len(clip.planes) <= clip.count + FOLLOWED
        assert clip.centres.shape == (len(clip.planes), 3, 2)


def test_samples_are_made_once(samples: list[ClipSamples], clips: Any) -> None:
    seen: list[Progress] = []
    rows, archives = clip_rows(clips.folder, "train"), drain(gather(clips.folder))
    again = drain(collect(rows, archives, COUNT, 0, 0.25), seen.append)
    assert {each.stage for each in seen} == {"make samples"}
    assert (again[0].planes[0] == samples[0].planes[0]).all()


def test_samples_of_following_frames_are_almost_the_same(samples: list[ClipSamples]) -> None:
    clip = next(each for each in samples if (each.after >= 0).any())
    place = int(np.flatnonzero(clip.after >= 0)[0])
    before, after = (clip.planes[each].astype(np.float32) for each in (place, clip.after[place]))
    other = clip.planes[(place + 1) % clip.count].astype(np.float32)
    truth = slice(-4, -1)
    assert np.abs(before - after)[truth].mean() < np.abs(before - other)[truth].mean()
    assert clip.after.max() == len(clip.planes) - 1


def test_the_layers_resemble_the_truth_where_the_face_is(samples: list[ClipSamples]) -> None:
    planes = samples[0].planes[0].astype(np.float32)
    truth, face = planes[-4:-1], planes[-5] > 127
    assert 0.25 < face.mean() < 0.8
    for layer in planes[: 5 * LAYERS].reshape(LAYERS, 5, SIDE, SIDE):
        near = np.abs(layer[:3] - truth)[:, face].mean()
        assert near < 0.6 * np.abs(layer[:3, ::-1] - truth)[:, face].mean()
        assert layer[4][face].mean() > 100
        assert layer[4][~face].max() == 0


def test_mouth_and_eyes_matter_most(samples: list[ClipSamples]) -> None:
    importance, centres = samples[0].planes[0, -1], samples[0].centres[0]
    for column, row in np.round(centres).astype(int):
        assert importance[row, column] == FEATURE
    assert importance[0, 0] == 0
    assert 0.01 < (importance == FEATURE).mean() < 0.15


def test_a_batch_is_what_the_net_wants(batch: Batch) -> None:
    assert batch.inputs.shape == (8, 6 * LAYERS + 4, PATCH, PATCH)
    assert batch.truth.shape == (8, 3, PATCH, PATCH)
    assert batch.importance.shape == (8, 1, PATCH, PATCH)
    assert batch.inputs.min() >= -1
    assert batch.inputs.max() <= 1
    assert 0 <= batch.truth.min() <= batch.truth.max() <= 1
    assert batch.importance.max() == 3
    assert batch.inputs[:, 5].min() == 1  # the frame itself is always there


def test_followers_are_varied_as_those_they_follow(samples: list[ClipSamples]) -> None:
    pair = random_batch(samples, 4, np.random.default_rng(3), followed=2)
    assert pair.followers == 2
    assert pair.inputs.shape[0] == 6
    apart = [float((pair.truth[k] - pair.truth[4 + k]).abs().mean()) for k in range(2)]
    assert max(apart) < 0.06
    assert not torch.equal(pair.truth[0], pair.truth[4])
    alone = [ClipSamples(c.clip, c.person, c.planes, c.centres, np.full_like(c.after, -1)) for c in samples]
    assert random_batch(alone, 4, np.random.default_rng(3), followed=2).followers == 0


def test_what_is_in_front_of_the_face_is_known_and_does_not_matter(samples: list[ClipSamples]) -> None:
    found = [random_batch(samples, 4, np.random.default_rng(seed)) for seed in range(20)]
    hidden = torch.cat([each.hidden for each in found])
    importance = torch.cat([each.importance for each in found])
    assert 0.02 < float((hidden > 0.5).float().mean()) < 0.5
    assert importance[hidden == 1].max() == 0
    covered = torch.cat([(each.inputs[:, :3] - each.truth).abs() for each in found])
    assert covered[(hidden == 1).expand_as(covered)].mean() < 0.02


def test_batches_follow_their_seed(samples: list[ClipSamples]) -> None:
    one, two, other = (random_batch(samples, 2, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert torch.equal(one.inputs, two.inputs)
    assert torch.equal(one.truth, two.truth)
    assert not torch.equal(one.inputs, other.inputs)


def test_unpacking_keeps_colours_and_stretch(samples: list[ClipSamples]) -> None:
    planes = samples[0].planes[:2]
    presence = torch.tensor([[1, 1, 0.5, 1, 0, 1, 0.2], [1, 0, 1, 1, 1, 0, 1]], dtype=torch.float32)
    whole = unpacked(planes, presence)
    assert torch.allclose(whole.inputs[0, 6:9], torch.from_numpy(planes[0, 5:8].astype(np.float32)) / 255)
    assert torch.equal(whole.inputs[:, 5 : 6 * LAYERS : 6, 0, 0], presence)
    assert whole.inputs[:, 3].abs().mean() < 0.3


def test_the_mirror_image_of_a_mirror_image_is_the_picture(samples: list[ClipSamples]) -> None:
    whole = unpacked(samples[0].planes[:1])
    there = mirrored(whole)
    back = mirrored(there)
    face = whole.inputs[:, -1:] > 0
    assert torch.allclose(back.inputs[:, :-4], whole.inputs[:, :-4])
    assert torch.allclose(back.inputs[:, -4:-3] * face, whole.inputs[:, -4:-3] * face, atol=1e-5)
    assert not torch.allclose(there.truth, whole.truth)


def test_a_net_that_takes_the_frame_itself_scores_as_instant(samples: list[ClipSamples]) -> None:
    net = ReferenceNet()
    alone = [ClipSamples(c.clip, c.person, c.planes.copy(), c.centres, c.after) for c in samples[:2]]
    for clip in alone:
        clip.planes[:, 9 : 5 * LAYERS : 5] = 0  # no reference saw anything
    found = measure(net, alone)
    assert found.net.face == pytest.approx(found.instant.face, abs=0.05)
    assert found.net.mouth == pytest.approx(found.instant.mouth, abs=0.05)
    assert found.net.features == pytest.approx(found.instant.features, abs=0.02)
    assert found.net.unsteady == pytest.approx(found.instant.unsteady, abs=0.1)
    assert found.pairs == sum(clip.count for clip in samples[:2])
    assert found.net.face > 0.5
    assert made(net, samples[0].planes[:5]).shape == (5, SIDE, SIDE, 3)


def test_a_net_that_sees_nothing_in_front_finds_nothing(samples: list[ClipSamples]) -> None:
    net = ReferenceNet()
    assert measure_hiding(net, samples[:1], 0) == Hiding(0, 0)
    assert net.all.bias is not None
    torch.nn.init.constant_(net.all.bias, 9.0)
    assert measure_hiding(net, samples[:1], 0) == Hiding(1, 1)


@pytest.mark.parametrize("objective", [Objective(), Objective(adversarial=0.01, perceptual=0, temporal=0)])
def test_learning_lowers_the_loss(samples: list[ClipSamples], tmp_path: Path, objective: Objective) -> None:
    learner = Learner(Plan(1, tmp_path / "checkpoint", CPU, recipe=Recipe(objective=objective)))
    fixed = random_batch(samples, 4, np.random.default_rng(0), followed=2)
    for layer in range(1, LAYERS):
        fixed.inputs[:, 6 * layer : 6 * layer + 3] = (
            0.1  # black references, which are not to be borrowed from
        )
    found = [learner.step(fixed, 0.0) for _ in range(20)]
    assert min(parts["colour"] for parts in found[10:]) < 0.9 * found[0]["colour"]
    assert ("perceptual" in found[0], "adversarial" in found[0]) == (
        bool(objective.perceptual),
        bool(objective.adversarial),
    )
    assert learner.steps == 20


def test_each_step_has_its_batch_wherever_a_run_begins(samples: list[ClipSamples], tmp_path: Path) -> None:
    plan = Plan(1, tmp_path / "checkpoint", CPU)
    first, later = batches_from(samples, plan, 0), batches_from(samples, plan, 2)
    batches = [next(first) for _ in range(3)]
    assert torch.equal(batches[2].inputs, next(later).inputs)
    assert not torch.equal(batches[1].inputs, batches[2].inputs)
    first.close()
    later.close()


def test_a_run_ends_after_its_steps(samples: list[ClipSamples], tmp_path: Path) -> None:
    seen: list[Progress] = []
    checkpoint = tmp_path / "checkpoint"
    drain(learn(samples, Plan(60, checkpoint, CPU, steps=2), lambda line: None), seen.append)
    assert (seen[-1].done, seen[-1].total, seen[-1].unit) == (2, 2, "steps")


def test_a_run_goes_on_from_its_checkpoint(samples: list[ClipSamples], tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    learner = Learner(Plan(1, checkpoint, CPU))
    learner.step(random_batch(samples, 2, np.random.default_rng(0)), 0.0)
    learner.seconds = 59.99
    learner.save(checkpoint)
    lines: list[str] = []
    net = drain(learn(samples, Plan(1, checkpoint, CPU, resume=True), lines.append))
    assert not net.training
    assert not list(tmp_path.glob("*.part"))
    later = Learner(Plan(1, checkpoint, CPU))
    later.restore(checkpoint)
    assert later.seconds >= 60
    assert later.steps > 1
    assert all(torch.equal(net.state_dict()[name], value) for name, value in later.average.items())


def test_a_line_is_logged_now_and_then(
    samples: list[ClipSamples], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dfm.core.training.reference_loop.LOG_SECONDS", 0.0)
    lines: list[str] = []
    seen: list[Progress] = []
    drain(learn(samples, Plan(0.01, tmp_path / "checkpoint", CPU), lines.append), seen.append)
    assert lines
    assert "loss 0." in lines[0]
    assert "perceptual" in lines[0]
    assert (seen[-1].stage, seen[-1].unit) == ("learn", "seconds")


def test_the_rate_falls_to_almost_nothing() -> None:
    rates = [rate(share) for share in (0.0, 0.25, 0.5, 1.0, 2.0)]
    assert rates[0] == pytest.approx(RATE)
    assert rates[-1] == rates[-2] == pytest.approx(LAST_RATE)
    assert rates == sorted(rates, reverse=True)
