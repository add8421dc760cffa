"""Reading a small folder of clips and photographs, through the front door."""

from pathlib import Path
from shutil import copyfile

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.affect.estimator import Affect
from dfm.core.affect.observed import Observed
from dfm.core.errors import InputError
from dfm.core.evaluation import affect_readings
from dfm.core.evaluation.affect_readings import CLIPS, LOOKS, PHOTOGRAPHS, SIDE, read_affect
from dfm.core.jobs import drain
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frame


@pytest.fixture(scope="module")
def clips(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of known emotion, one of somebody who was trained on, and one without a label."""
    folder = tmp_path_factory.mktemp("clips")
    rows = ["file,use,person,emotion", "calm.mp4,evaluate,Ann,neutral", "known.mp4,train,Bob,happy"]
    rows += ["again.mp4,evaluate,Bob,sad", "plain.mp4,evaluate,Cid,"]
    for row in rows[1:]:
        copyfile(short_clip, folder / row.split(",")[0])
    (folder / "clips.csv").write_text("\n".join(rows), "utf-8")
    return folder


@pytest.fixture(scope="module")
def photos(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    rgb = read_frame(probe(short_clip), 0).picture.to_ndarray(format="rgb24")
    cv2.imwrite(str(folder / "ann.png"), rgb[..., ::-1])
    cv2.imwrite(str(folder / "wall.png"), np.full((90, 90, 3), 90, np.uint8))
    rows = ["file,use,label", "ann.png,evaluate,neutral", "wall.png,evaluate,sad"]
    (folder / "photos.csv").write_text("\n".join(rows), "utf-8")
    return folder


class Looking:
    """An estimator that wants pictures, and remembers their sizes."""

    name = "looking"
    looks = True

    def __init__(self) -> None:
        self.sizes: list[list[tuple[int, ...]]] = []

    def estimate(self, observed: Observed) -> Affect:
        self.sizes.append([picture.shape for picture in observed.pictures])
        places: NDArray[np.float32] = np.zeros((len(observed), 2), np.float32)
        return Affect(places, np.full((len(observed), 8), 0.125, np.float32))


def test_only_labelled_faces_of_unknown_people_are_read(clips: Path, photos: Path) -> None:
    report = drain(read_affect(clips, photos))
    assert {(read.group, read.name) for read in report.reads} == {(PHOTOGRAPHS, "ann"), (CLIPS, "calm")}
    assert report.readers == ("blendshape", "FACS rule")
    assert len(report.failures) == 1
    assert "wall.png" in report.failures[0]
    assert all(abs(read.valence) <= 1 and 0 <= read.distance <= 1 for read in report.reads)


def test_one_that_looks_is_shown_the_face(clips: Path, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = Looking()
    monkeypatch.setattr(affect_readings, "open_estimator", lambda _: looking)
    drain(read_affect(clips, photos, "looking"))
    assert looking.sizes == [[(SIDE, SIDE, 3)], [(SIDE, SIDE, 3)] * LOOKS]


def test_a_folder_of_nobody_unknown_is_refused(tmp_path: Path, clips: Path) -> None:
    copyfile(clips / "known.mp4", tmp_path / "known.mp4")
    (tmp_path / "clips.csv").write_text("file,use,person,emotion\nknown.mp4,train,Bob,happy\n", "utf-8")
    with pytest.raises(InputError, match="not trained on"):
        drain(read_affect(tmp_path, None))
