"""References are chosen by distance, stay for a while, and are faded where they change."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.render.choices import FADE, STAYS, choose, nearest

SLOTS = 4


def alike(distance: NDArray[np.float64], slots: int = SLOTS) -> NDArray[np.float64]:
    """Slots (K, N, B) that all want the same."""
    return np.stack([distance] * slots)


def frames(count: int) -> NDArray[np.int32]:
    """Unbroken frames."""
    return np.arange(count, dtype=np.int32)


def test_the_nearest_are_chosen_and_stay_while_nothing_changes() -> None:
    distance = np.tile(np.array([5.0, 1.0, 4.0, 2.0, 3.0, 9.0]), (30, 1))
    found = choose(alike(distance), frames(30))
    assert np.array_equal(np.sort(found.numbers, axis=1), np.tile([1, 2, 3, 4], (30, 1)))
    assert np.all(found.presence == 1)


def test_where_one_takes_the_place_of_another_both_are_faded() -> None:
    distance = np.tile(np.array([1.0, 1.0, 1.0, 1.0, 9.0]), (60, 1))
    distance[30:, 0], distance[30:, 4] = 9.0, 1.0
    found = choose(alike(distance), frames(60))
    assert 4 not in found.numbers[0]
    assert 4 in found.numbers[-1]
    slot = int(np.flatnonzero(found.numbers[-1] == 4)[0])
    switch = int(np.flatnonzero(np.diff(found.numbers[:, slot]))[0]) + 1
    assert abs(switch - 30) <= 4
    assert found.presence[switch, slot] == found.presence[switch - 1, slot] < 0.3
    assert np.all(found.presence[switch + FADE :, slot] == 1)


def test_there_may_be_fewer_references_than_places() -> None:
    found = choose(alike(np.ones((10, 2))), frames(10))
    assert found.numbers.shape == (10, 2)


def test_stretches_are_chosen_for_apart() -> None:
    distance = np.ones((20, 5))
    distance[:10, 4], distance[10:, 0] = 5.0, 5.0
    apart = np.concatenate([frames(10), frames(10) + 100])
    found = choose(alike(distance), apart)
    assert 4 not in found.numbers[9]
    assert 0 not in found.numbers[10]
    assert np.all(found.presence == 1)


def test_each_slot_has_what_is_nearest_to_it() -> None:
    distance = np.full((3, 20, 6), 5.0)
    for slot, wanted in enumerate((4, 2, 0)):
        distance[slot, :, wanted] = 1.0
    found = choose(distance, frames(20))
    assert np.array_equal(found.numbers, np.tile([4, 2, 0], (20, 1)))


def test_a_slot_takes_the_next_where_the_nearest_is_taken_and_none_that_is_out_of_reach() -> None:
    assert nearest(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])) == [0, 1]
    assert nearest(np.array([[1.0, np.inf], [1.0, np.inf]])) == [0]


@given(st.integers(1, 80), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_no_reference_is_chosen_twice_and_each_stays(count: int, bank: int, seed: int) -> None:
    distance = np.random.default_rng(seed).random((SLOTS, count, bank)) * 10
    found = choose(distance, frames(count))
    assert found.numbers.shape == (count, min(SLOTS, bank))
    assert all(len(set(row)) == len(row) for row in found.numbers.tolist())
    assert np.all((found.presence > 0) & (found.presence <= 1))
    for slot in found.numbers.T:
        switches = np.flatnonzero(np.diff(slot)) + 1
        assert np.all(np.diff(switches) >= STAYS)


def test_the_same_distances_give_the_same_choices() -> None:
    distance = np.random.default_rng(3).random((SLOTS, 50, 9))
    one, other = choose(distance, frames(50)), choose(distance.copy(), frames(50))
    assert np.array_equal(one.numbers, other.numbers)
    assert np.array_equal(one.presence, other.presence)
