"""Pairs of frames for cross-expression reenactment keep the protocol."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from dfm.core.evaluation.pairs import MOST_DEGREES, WITHHELD, choose_pairs, degrees_between


def track(
    seed: int, count: int, spread: float
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    """Frames, rotations spread by degrees, and blendshapes of a made-up track with gaps."""
    random = np.random.default_rng(seed)
    frames = np.cumsum(random.integers(1, 4, count)).astype(np.int32)
    rotation = Rotation.from_euler("xyz", random.normal(0, spread, (count, 3)), degrees=True).as_matrix()
    return frames, rotation.astype(np.float32), random.random((count, 52)).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 120), st.floats(0, 12))
def test_every_pair_keeps_the_protocol(seed: int, count: int, spread: float) -> None:
    frames, rotation, blendshapes = track(seed, count, spread)
    pairs = choose_pairs(frames, rotation, blendshapes, seed)
    assert len(pairs) <= 12
    targets = [frames[pair.target] for pair in pairs]
    for pair in pairs:
        one, other = rotation[pair.source][None], rotation[pair.target][None]
        assert degrees_between(one, other)[0, 0] < MOST_DEGREES
        assert abs(frames[pair.source] - frames[pair.target]) > WITHHELD
    assert all(abs(a - b) > WITHHELD for n, a in enumerate(targets) for b in targets[:n])
    assert pairs == choose_pairs(frames, rotation, blendshapes, seed)


def test_the_most_different_expressions_come_first() -> None:
    frames, rotation, blendshapes = track(3, 100, 0.1)
    blendshapes *= 0.1
    blendshapes[7], blendshapes[80] = 0, 1
    pairs = choose_pairs(frames, rotation, blendshapes, 0)
    assert {pairs[0].source, pairs[0].target} == {7, 80}
    sizes = [np.linalg.norm(blendshapes[pair.source] - blendshapes[pair.target]) for pair in pairs]
    assert sizes == sorted(sizes, reverse=True)
    assert len(pairs) >= 5


def test_a_turning_head_gives_no_pair() -> None:
    frames = np.arange(0, 100, 20, dtype=np.int32)
    turns = (
        Rotation.from_euler("y", (np.arange(5) * 10)[:, None], degrees=True).as_matrix().astype(np.float32)
    )
    assert choose_pairs(frames, turns, np.eye(5, 52, dtype=np.float32), 0) == ()


def test_degrees_are_degrees() -> None:
    turned = Rotation.from_euler("y", [[0], [30], [90]], degrees=True).as_matrix().astype(np.float32)
    assert np.allclose(degrees_between(turned[:1], turned), [[0, 30, 90]], atol=0.05)
