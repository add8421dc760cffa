"""Maps of where self-reenactment goes wrong."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from dfm.core.evaluation.cross import Attempt
from dfm.core.evaluation.drivers import MEAN, OWN
from dfm.core.evaluation.self_sheets import WORST, coloured, error_map, write_maps, write_sheet


def attempts(count: int = 3) -> list[Attempt]:
    real = np.full((256, 256, 3), 100, np.uint8)
    made = real.copy()
    made[64:128, 64:128] += 30
    return [Attempt(real, real, made, np.ones((256, 256), np.bool_), np.zeros((478, 3), np.float32))] * count


def test_a_map_is_the_mean_distance_of_each_pixel() -> None:
    good, bad = attempts(1)[0], attempts(1)[0]
    good = replace(good, made=good.real)
    found = error_map([good, bad])
    assert found[80, 80] == pytest.approx(30 * 3**0.5 / 2)
    assert found[10, 10] == 0


def test_colours_grow_brighter_up_to_the_worst() -> None:
    scale = coloured(np.array([[0, WORST / 2, WORST, 9 * WORST]], np.float32)).astype(int).sum(axis=2)[0]
    assert scale[0] < scale[1] < scale[2] == scale[3]


def test_maps_and_sheets_have_a_picture_for_each_driver(tmp_path: Path) -> None:
    made = {OWN: attempts(), MEAN: attempts()}
    write_maps("talk", made, tmp_path / "talk.maps.png")
    maps = cv2.imread(str(tmp_path / "talk.maps.png"))
    assert maps is not None
    assert maps.shape == (22 + 22 + 256 + 18, 3 * 260, 3)
    assert maps[44 + 80, 260 + 80].sum() > maps[44 + 10, 260 + 10].sum()
    write_sheet("talk", made, tmp_path / "talk.png")
    sheet = cv2.imread(str(tmp_path / "talk.png"))
    assert sheet is not None
    assert sheet.shape[0] == 22 + 4 * (22 + 256)
