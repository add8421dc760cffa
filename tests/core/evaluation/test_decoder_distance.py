"""Fits of labels to expressions: the right one at the right strength, and a folder of actors as a whole."""

from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation.decoder_distance import STRENGTHS, fit, measure_decoder
from dfm.core.jobs import drain


def test_a_label_fits_best_at_the_strength_it_is_played() -> None:
    direction = np.eye(30)[3]
    mean = STRENGTHS[:, None] * 2 * direction
    found = fit(mean[4] + 0.001, mean, np.ones(30))
    assert found.strength == pytest.approx(STRENGTHS[4])
    assert found.cosine == pytest.approx(0, abs=1e-3)
    assert found.distance == pytest.approx(0.001)
    assert fit(-mean[4], mean, np.ones(30)).cosine == pytest.approx(2)


def test_a_wide_spread_brings_everything_nearer() -> None:
    mean = np.ones((len(STRENGTHS), 30))
    near, far = (fit(np.zeros(30), mean, np.full(30, size)).distance for size in (2.0, 0.5))
    assert near == far / 4


def test_actors_of_a_folder_are_compared(short_clip: Path, tmp_path: Path) -> None:
    rows = ["file,use,person,emotion", "happy.mp4,evaluate,Ann,happy", "known.mp4,train,Bob,sad"]
    for row in rows[1:]:
        copyfile(short_clip, tmp_path / row.split(",")[0])
    (tmp_path / "clips.csv").write_text("\n".join(rows), "utf-8")
    report = drain(measure_decoder(tmp_path))
    assert [row.clip for row in report.rows] == ["happy"]
    assert set(report.rows[0].fits) == {"happy", "surprise", "fear", "anger", "disgust", "contempt", "sad"}
    assert report.text()
    (tmp_path / "happy.mp4").unlink()
    with pytest.raises(InputError, match="no acted clip"):
        drain(measure_decoder(tmp_path))
    with pytest.raises(UsageError, match="no decoder 'tarot'"):
        next(measure_decoder(tmp_path, "tarot"))
