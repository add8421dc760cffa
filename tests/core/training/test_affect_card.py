"""The card of the affect nets says what was measured."""

import numpy as np

from dfm.core.affect.estimator import Affect
from dfm.core.training.affect_card import FoldResults, affect_card
from tests.core.training.affect_people import clip_face, photo_face


def _reading(label: int, valence: float) -> Affect:
    return Affect(np.array([[valence, 0.1]], np.float32), np.eye(8, dtype=np.float32)[[label]])


HELD = FoldResults(
    0.2,
    [np.array([0.1, 0.2, 0.3], np.float32)],
    [(1, _reading(1, 0.5)), (1, _reading(0, -0.1)), (7, _reading(7, -0.4)), (0, _reading(0, 0.0))],
)


def test_shares_and_lengths() -> None:
    assert HELD.accuracy == 0.75
    assert HELD.sign_agreement == 2 / 3
    assert abs(HELD.calm_length - 0.12) < 1e-6
    assert HELD.agreement[0] > 0.5


def test_the_table_has_a_row_for_each_label_that_was_shown() -> None:
    rows = HELD.by_emotion().splitlines()
    assert [row.split("|")[1].strip() for row in rows[2:]] == ["neutral", "happy", "sad"]
    assert rows[3].startswith("| happy | 0.50 | 1 | 1 |")


def test_the_card_names_clips_and_the_teacher_or_that_there_was_none() -> None:
    clips, photos = [clip_face("ada", 0, answers=3)], [photo_face("ben", 1, 0)]
    taught = affect_card(clips, photos, "facex", HELD, 2, 1000)
    assert "the classifier of facex on 3 frames" in taught
    assert "75 % of the 4 photographs" in taught
    assert "- ada.mp4" in taught
    assert "no other classifier" in affect_card(clips, photos, "", HELD, 2, 1000)
