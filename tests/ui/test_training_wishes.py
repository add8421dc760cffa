"""What can be wished for a training, and what came of it, in words."""

import threading
from pathlib import Path

import pytest

from dfm.core.jobs import Progress
from dfm.ui.course import Measured
from dfm.ui.jobs import Lane, RunningJob
from dfm.ui.training import Outlook, RendererWish, Verdict, stopped_words


def test_minutes_are_added_to_those_learned_before() -> None:
    assert RendererWish(1, 10, Path("talk.dfmrenderer")).minutes_in_all == 10
    assert RendererWish(1, 10, Path("talk.dfmrenderer"), resumed=90.0).minutes_in_all == 11.5


def test_what_was_not_begun_is_not_kept() -> None:
    job = RunningJob("Training", Lane.TRAIN, threading.Event())
    assert stopped_words(job).endswith("before anything was learned.")
    job.show(Progress("learn", 1, 60, "seconds"))
    assert "is kept" in stopped_words(job)


def test_a_graphics_card_needs_less_time() -> None:
    assert Outlook("cuda").usual_minutes < Outlook("cpu").usual_minutes


@pytest.mark.parametrize(
    ("face", "words", "fate"),
    [
        (6.0, "25 % nearer to the frames held out than Reference: Face-APD 6.00 against 8.00.", "draws with"),
        (7.99, "1 % nearer to the frames held out than Reference: Face-APD 7.99 against 8.00.", "draws with"),
        (8.0, "No better than Reference on the frames held out: Face-APD 8.00 against 8.00.", "not in use"),
    ],
)
def test_the_verdict_is_told(face: float, words: str, fate: str) -> None:
    verdict = Verdict(Path("talk.dfmrenderer"), Measured(100, 60.0, face, 8.0))
    assert verdict.words == words
    assert fate in verdict.fate
