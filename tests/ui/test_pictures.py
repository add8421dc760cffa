"""A frame as a file: the kind is told by the name, and what cannot be written leaves nothing."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from dfm.core.errors import UsageError, WriteError
from dfm.ui.pictures import write_picture

RED = np.full((20, 33, 3), (220, 30, 10), np.uint8)


@pytest.mark.parametrize(("name", "off"), [("still.png", 0), ("still.PNG", 0), ("a.jpg", 4), ("b.jpeg", 4)])
def test_colours_arrive(tmp_path: Path, name: str, off: int) -> None:
    write_picture(RED, tmp_path / name)
    found = cv2.imread(str(tmp_path / name))
    assert found is not None
    assert found.shape == RED.shape
    assert np.abs(found[..., ::-1].astype(int) - RED).max() <= off
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"call it \.png or \.jpg"):
        write_picture(RED, tmp_path / "still.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="choose a folder you may write to"):
        write_picture(RED, tmp_path / "nowhere" / "still.png")
