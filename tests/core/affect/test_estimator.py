"""What all estimators answer with."""

import numpy as np

from dfm.core.affect.estimator import NAMES, Affect, softmax, within_disc


def test_the_names_are_the_tables() -> None:
    assert NAMES[0] == "neutral"
    assert len(NAMES) == 8


def test_valence_comes_before_arousal() -> None:
    affect = Affect(np.array([[0.1, 0.2]], np.float32), np.full((1, 8), 0.125, np.float32))
    assert affect.valence.tolist() == [np.float32(0.1)]
    assert affect.arousal.tolist() == [np.float32(0.2)]


def test_places_outside_the_disc_come_to_its_edge() -> None:
    assert np.allclose(within_disc(np.array([[3.0, 4.0], [0.3, 0.4]])), [[0.6, 0.8], [0.3, 0.4]])


def test_probabilities_sum_to_one_even_of_large_logits() -> None:
    found = softmax(np.array([[1000.0, 1000.0, -1000.0]]))
    assert np.allclose(found, [[0.5, 0.5, 0.0]])
