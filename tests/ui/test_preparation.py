"""A video is made ready by itself: filmstrip, sound and pictures to scrub; what comes late is dropped."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from dfm.core.media.info import MediaInfo
from dfm.core.media.packets import PictureStore, frame_key
from dfm.ui.desk import Failure
from dfm.ui.jobs import JobRunner
from dfm.ui.preparation import (
    FILM_HEIGHT,
    FIRST_PICTURES,
    MOST_PICTURES,
    PEAKS_PER_SECOND,
    Preparation,
    film_frames,
)
from tests.ui.answers import SLOW, Wait


@pytest.fixture
def preparation(jobs: JobRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Preparation]:
    """A preparation with a cache of its own."""
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    preparation = Preparation(jobs)
    yield preparation
    preparation.stop()


@pytest.fixture
def drawn(preparation: Preparation) -> list[tuple[int, tuple[int, ...]]]:
    """The frames whose pictures were told, and their sizes."""
    found: list[tuple[int, tuple[int, ...]]] = []
    preparation.picture_drawn.connect(lambda frame, picture: found.append((frame, picture.shape)))
    return found


@given(st.integers(0, 200_000))
def test_a_few_pictures_come_first_and_the_rest_lies_between(frames: int) -> None:
    first, rest = film_frames(frames)
    assert len(first) == min(frames, FIRST_PICTURES)
    assert len(rest) <= MOST_PICTURES
    assert not set(first) & set(rest)
    every = sorted(first + rest)
    assert all(0 <= frame < frames for frame in every)
    if frames <= MOST_PICTURES:
        assert every == list(range(frames))
    else:
        assert max(np.diff(every)) <= 2 * frames / MOST_PICTURES


def test_the_filmstrip_and_the_sound_are_found(
    qtbot: QtBot, preparation: Preparation, short_media: MediaInfo, drawn: list[tuple[int, tuple[int, ...]]],
    wait: Wait,
) -> None:  # fmt: skip
    with qtbot.waitSignal(preparation.peaks_found, timeout=SLOW) as found:
        preparation.begin(short_media)
    wait(lambda: len({frame for frame, _ in drawn}) == short_media.frames)
    first, rest = film_frames(short_media.frames)
    order = [frame for frame, _ in drawn]
    assert max(map(order.index, first)) < min(map(order.index, rest))
    assert {shape for _, shape in drawn} == {(FILM_HEIGHT, FILM_HEIGHT, 3)}
    assert found.args is not None
    assert found.args[0].shape == (2 * PEAKS_PER_SECOND, 2)


def test_a_silent_video_has_no_peaks(qtbot: QtBot, preparation: Preparation, short_media: MediaInfo) -> None:
    with qtbot.waitSignal(preparation.peaks_found, timeout=SLOW) as found:
        preparation.begin(replace(short_media, audio=()))
    assert found.args == [None]


def test_pictures_of_the_video_before_are_not_told(
    qtbot: QtBot, preparation: Preparation, short_media: MediaInfo, drawn: list[tuple[int, tuple[int, ...]]],
    wait: Wait, jobs: JobRunner,
) -> None:  # fmt: skip
    preparation.begin(short_media)
    wait(lambda: drawn)
    preparation._picture.emit(short_media, 5, np.zeros((96, 96, 3), np.uint8))  # on its way already
    preparation.begin(None)
    known = len(drawn)
    wait(lambda: not jobs.jobs)
    qtbot.wait(20)
    assert len(drawn) == known


def test_pictures_to_scrub_gather_in_one_store_that_is_closed_at_the_end(
    preparation: Preparation, short_media: MediaInfo, wait: Wait, jobs: JobRunner
) -> None:
    told: list[PictureStore | None] = []
    preparation.scrub_opened.connect(told.append)
    preparation.begin(short_media)
    preparation.begin_scrubbing()
    wait(lambda: told and not jobs.jobs)
    preparation.begin_scrubbing()
    (store,) = told
    assert store is not None
    assert store is preparation.scrub
    assert all(frame_key(frame) in store for frame in range(60))
    preparation.stop()
    assert told == [store, None]
    assert store.get(frame_key(0)) is None


def test_what_fails_is_told(
    qtbot: QtBot, preparation: Preparation, short_media: MediaInfo, tmp_path: Path
) -> None:
    gone = replace(short_media, path=tmp_path / "gone.mp4", audio=())
    with qtbot.waitSignal(preparation.failed, timeout=SLOW) as told:
        preparation.begin(gone)
    assert told.args is not None
    assert isinstance(told.args[0], Failure)
    assert "gone.mp4" in told.args[0].sentence
