"""The whole demo: the files that show what the program does."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from dfm.core.demo import demo
from dfm.core.jobs import Progress, drain
from dfm.core.media.probe import probe


def test_the_demo_shows_before_and_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dfm.core.demo.show.EDITS", ("surprise:high@0.4-0.9", "sad:high@2.7-3.2"))
    (tmp_path / "result.mp4").write_bytes(b"of an earlier run")
    seen: list[Progress] = []
    result = drain(demo(tmp_path), seen.append)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "demo.jpg",
        "demo.mp4",
        "result.mp4",
        "side-by-side.mp4",
    ]
    assert result == tmp_path / "side-by-side.mp4"
    clip, edited, beside = (probe(tmp_path / f"{name}.mp4") for name in ("demo", "result", "side-by-side"))
    assert clip.frames == edited.frames == beside.frames == 150
    assert (beside.width, beside.height) == (2 * clip.width, clip.height)
    assert edited.audio == beside.audio == clip.audio
    assert {each.stage for each in seen} >= {"animate", "stills", "render"}
    _look_at_stills(tmp_path / "demo.jpg")


def _look_at_stills(path: Path) -> None:
    """Five pictures beside each other, none like another, in a small file."""
    assert path.stat().st_size < 200_000
    strip: Any = cv2.imread(str(path))
    cells = np.split(strip[:300].astype(np.float32), 5, axis=1)
    assert cells[0].shape == (300, 300, 3)
    for other in cells[1:]:
        assert np.abs(cells[0] - other).mean() > 0.7
