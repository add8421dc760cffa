"""Face descriptors: the chip that dlib wants, and, where dlib is installed, one person and another."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from dfm.core.errors import MissingWeights
from dfm.core.evaluation.identity import FaceDescriber, chip, cosine, load_describer
from dfm.core.faces.topology import LEFT_EYE_CORNERS, POINTS, RIGHT_EYE_CORNERS


def landmarks(scale: float = 1.0) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A face of which the eyes' corners and the nose's base alone have a place."""
    points = np.zeros((POINTS, 3), np.float32)
    for index, x, y in (
        *zip(RIGHT_EYE_CORNERS, (60, 90), (80, 80), strict=True),
        *zip(LEFT_EYE_CORNERS, (160, 130), (80, 80), strict=True),
        (2, 110, 130),
    ):
        points[index, :2] = np.array([x, y]) * scale
    return points


def test_the_chip_shows_the_eyes_at_one_place_whatever_the_size() -> None:
    for scale in (1.0, 3.0):
        picture = np.zeros((int(220 * scale), int(220 * scale), 3), np.uint8)
        for x in (75, 145):  # between the corners of each eye
            cv2.circle(picture, (int(x * scale), int(80 * scale)), int(5 * scale), (255, 255, 255), -1)
        found = chip(picture, landmarks(scale))
        assert found.shape == (150, 150, 3)
        rows, columns = np.nonzero(found[..., 0] > 127)
        right, left = columns[columns < 75].mean(), columns[columns >= 75].mean()
        assert rows.mean() == pytest.approx(150 * (0.25 + 0.221) / 1.5, abs=4)
        assert right == pytest.approx(150 * (0.25 + 0.227) / 1.5, abs=4)
        assert left == pytest.approx(150 * (0.25 + 0.753) / 1.5, abs=4)


def test_the_cosine_of_descriptors() -> None:
    one, other = np.array([1.0, 0, 0]), np.array([1.0, 1.0, 0])
    assert cosine(one, 3 * one) == pytest.approx(1)
    assert cosine(one, other) == pytest.approx(np.sqrt(0.5))
    assert np.isnan(cosine(one, np.zeros(3)))


def test_a_file_that_is_not_dlibs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.dat"
    path.write_bytes(b"not a net")
    with pytest.raises(MissingWeights, match="dlib-bin"):
        FaceDescriber(path)


def test_one_face_stays_itself_in_other_light() -> None:
    try:
        describer = load_describer()
    except MissingWeights as missing:
        pytest.skip(str(missing))
    from skimage import data

    picture = np.asarray(data.astronaut(), np.uint8)
    points = np.zeros((POINTS, 3), np.float32)
    places = ((203, 112), (219, 113), (253, 110), (238, 112), (228, 137))  # of the portrait's face
    for index, place in zip((*RIGHT_EYE_CORNERS, *LEFT_EYE_CORNERS, 2), places, strict=True):
        points[index, :2] = place
    own = describer.describe(picture, points)
    darker = describer.describe((picture * 0.8).astype(np.uint8), points)
    noise = np.random.default_rng(0).integers(0, 256, picture.shape, dtype=np.uint8)
    assert own.shape == (128,)
    assert cosine(own, darker) > 0.95 > cosine(own, describer.describe(noise, points))
