"""Contact sheets keep every picture, in order, at one height."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from dfm.core.errors import WriteError
from dfm.core.evaluation.sheets import Cell, around, before_and_after, contact_sheet, write_picture

RED = np.full((40, 60, 3), (255, 0, 0), np.uint8)
BLUE = np.full((80, 80, 3), (0, 0, 255), np.uint8)


def test_rows_of_different_lengths_share_a_sheet() -> None:
    sheet = contact_sheet([[Cell(RED, "one"), Cell(BLUE, "two")], [Cell(BLUE)]], height=64, title="all")
    assert sheet.dtype == np.uint8
    assert (sheet == (255, 0, 0)).all(axis=2).sum() == 64 * 96
    assert (sheet == (0, 0, 255)).all(axis=2).sum() == 2 * 64 * 64


def test_before_stands_above_after() -> None:
    sheet = before_and_after([("frame 3", RED, BLUE), ("frame 9", RED, BLUE)], height=40)
    red = np.argwhere((sheet == (255, 0, 0)).all(axis=2))
    blue = np.argwhere((sheet == (0, 0, 255)).all(axis=2))
    assert len(red)
    assert red[:, 0].max() < blue[:, 0].min()


def test_around_a_face_near_the_border_stays_inside_the_picture() -> None:
    picture = np.arange(100 * 120 * 3, dtype=np.uint32).astype(np.uint8).reshape(100, 120, 3)
    points = np.array([[2.0, 3.0, 0.0], [30.0, 43.0, 0.0]], np.float32)
    crop = around(picture, points)
    assert crop.shape == (76, 76, 3)
    assert (crop == picture[:76, :76]).all()


def test_the_picture_is_published_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out" / "sheet.png"
    write_picture(RED, target)
    read = cv2.imread(str(target))
    assert read is not None
    assert (read == (0, 0, 255)).all()
    assert [path.name for path in target.parent.iterdir()] == ["sheet.png"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder")
    with pytest.raises(WriteError, match=r"sheet\.png"):
        write_picture(RED, tmp_path / "out" / "sheet.png")
