"""What actors do: relative to their own neutral clip, or to the average face at rest."""

from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from dfm.core.evaluation.acted_shapes import ActedShape, acted_shapes
from dfm.core.evaluation.samples import read_samples
from dfm.core.jobs import drain


@pytest.fixture(scope="module")
def found(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[ActedShape], list[str]]:
    folder = tmp_path_factory.mktemp("clips")
    rows = ["file,use,person,emotion", "calm.mp4,evaluate,Ann,neutral", "happy.mp4,evaluate,Ann,happy"]
    rows += ["sad.mp4,evaluate,Cid,sad", "words.mp4,evaluate,Cid,fear", "plain.mp4,evaluate,Dan,"]
    for row in rows[1:]:
        copyfile(short_clip, folder / row.split(",")[0])
    (folder / "words.mp4").write_text("no video")
    (folder / "clips.csv").write_text("\n".join(rows), "utf-8")
    failures: list[str] = []
    return drain(acted_shapes(read_samples(folder), failures)), failures


def test_who_has_a_neutral_clip_is_measured_from_it(found: tuple[list[ActedShape], list[str]]) -> None:
    happy, sad = found[0]
    assert [(each.clip, each.emotion, each.rested) for each in (happy, sad)] == [
        ("happy", "happy", True),
        ("sad", "sad", False),
    ]
    assert np.allclose(happy.coefficients, 0, atol=1e-5)  # the same clip as the neutral one
    assert np.abs(sad.coefficients).max() > 0.1


def test_what_cannot_be_read_is_told(found: tuple[list[ActedShape], list[str]]) -> None:
    (failure,) = found[1]
    assert "words.mp4" in failure
