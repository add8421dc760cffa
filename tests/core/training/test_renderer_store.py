"""The squares that a renderer learns from: what is in them, and what is kept apart."""

import os
from pathlib import Path

import numpy as np
import pytest

from dfm.core.analyze import Analysis, analyze
from dfm.core.errors import InputError
from dfm.core.jobs import drain
from dfm.core.training import renderer_store
from dfm.core.training.renderer_store import (
    HELD_OUT,
    INSIDE,
    MATTERS,
    OTHER,
    PLANES,
    RUN,
    TOLD,
    TRUTH,
    Crops,
    collect,
)

SIZE = 64


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


def test_the_first_part_is_learned_and_the_rest_held_out(analysis: Analysis, crops: Crops) -> None:
    cut = int(0.7 * analysis.media.frames)
    assert crops.planes.shape == (len(crops.frames), PLANES, SIZE, SIZE)
    assert crops.frames[crops.learned].max() < cut <= crops.frames[crops.held_out].min()
    assert len(crops.held_out) <= HELD_OUT
    for row in crops.held_out:
        assert crops.frames[crops.before(int(row), 2)] == crops.frames[row] - 2


def test_a_square_shows_the_face_and_what_is_told_of_it(crops: Crops) -> None:
    square = crops.planes[crops.learned[5]]
    face = square[MATTERS] > 0
    assert 0.3 < face.mean() < 0.7
    assert np.array_equal(face, square[TOLD][:3].any(axis=0))
    assert square[INSIDE][~face].max() == 0
    assert square[INSIDE].max() == 255
    assert square[MATTERS].max() == 255
    mouth = np.round(crops.mouths[crops.learned[5]]).astype(int)
    assert square[MATTERS][mouth[1], mouth[0]] == 255


def test_the_other_renderer_drew_the_face_from_other_frames(crops: Crops) -> None:
    for row in (*crops.learned[::10], *crops.held_out[::8]):
        face = crops.planes[row, MATTERS] > 0
        apart = np.abs(crops.planes[row, TRUTH].astype(int) - crops.planes[row, OTHER])[:, face]
        assert 0.5 < apart.mean() < 25


def test_it_is_made_once(analysis: Analysis, crops: Crops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer_store, "_write", None)
    again = drain(collect(analysis, 1, SIZE))
    assert np.array_equal(again.planes[3], crops.planes[3])
    assert np.array_equal(again.mouths, crops.mouths)


def test_of_a_long_video_runs_of_frames_are_kept() -> None:
    learned, held, rows = renderer_store._chosen(3500, 5000, 500)
    assert len(rows) <= 500
    assert learned.max() < 3500 <= held.min()
    assert set(learned) | set(held) <= set(rows)
    steps = np.flatnonzero(np.diff(learned) > 1)
    assert (np.diff([-1, *steps, len(learned) - 1]) >= RUN).all()


def test_what_an_evaluation_tests_by_is_not_held_out_for_the_choice(analysis: Analysis) -> None:
    crops = drain(collect(analysis, 1, SIZE, share=0.6, until=0.7))
    frames = analysis.media.frames
    assert crops.frames[crops.learned].max() < int(0.6 * frames) <= crops.frames[crops.held_out].min()
    assert crops.frames.max() < int(0.7 * frames)


def test_a_face_that_is_hardly_seen_is_refused(analysis: Analysis) -> None:
    with pytest.raises(InputError, match="no face 3"):
        drain(collect(analysis, 3, SIZE))
    with pytest.raises(InputError, match="longer video"):
        drain(collect(analysis, 1, SIZE, share=0.95))


def test_squares_of_other_videos_go_in_the_end(tmp_path: Path) -> None:
    files = [tmp_path / f"renderer-{number}.npy" for number in range(5)]
    for number, file in enumerate(files):
        file.write_bytes(b"x")
        file.with_suffix(".spots.npz").write_bytes(b"x")
        os.utime(file, (number, number))
    renderer_store._tidy(files[0], 2)
    assert [file.exists() for file in files] == [True, False, False, True, True]
    assert not files[1].with_suffix(".spots.npz").exists()
