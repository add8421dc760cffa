"""Every frame asked for gets a picture of itself or of a neighbour that looks the same at this spacing."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import InputError
from dfm.core.jobs import Progress, drain
from dfm.core.media.filmstrip import filmstrip
from dfm.core.media.packets import PictureStore
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.media.screen import screen_rgb
from dfm.core.media.scrub import prepare_scrubbing

Make = Callable[..., Path]
Drawn = list[tuple[int, NDArray[np.uint8]]]
TURNED = (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)


def test_dense_frames_get_their_own_pictures(make: Make) -> None:
    info = probe(make("a.mp4", frames=60, sound=None, options={"g": "250", "sc_threshold": "0"}))
    drawn: Drawn = []
    drain(filmstrip(info, range(10, 20), 32, lambda *each: drawn.append(each)))
    last = dict(drawn)
    assert sorted(last) == list(range(10, 20))
    for frame in read_frames(info):
        if frame.index in last:
            assert np.array_equal(last[frame.index], screen_rgb(frame.picture, info, (48, 32)))


def test_every_frame_gets_a_picture_before_any_gets_a_better_one(make: Make) -> None:
    info = probe(make("a.mp4", frames=60, sound=None, options={"g": "250", "sc_threshold": "0"}))
    drawn: Drawn = []
    seen: list[Progress] = []
    drain(filmstrip(info, [50, 0, 25], 32, lambda *each: drawn.append(each)), seen.append)
    assert [frame for frame, _ in drawn] == [0, 25, 50, 25, 50]
    assert seen[-1] == Progress("filmstrip", 5, 5, "pictures")


def test_a_near_key_frame_stands_for_a_frame(make: Make) -> None:
    info = probe(make("a.mp4", frames=96, sound=None, options={"g": "8", "bf": "0", "sc_threshold": "0"}))
    drawn: Drawn = []
    drain(filmstrip(info, [0, 31, 63, 95], 32, lambda *each: drawn.append(each)))
    assert [frame for frame, _ in drawn] == [0, 31, 63, 95]
    keys = {each.index: each.picture for each in read_frames(info) if each.index % 8 == 0}
    assert np.array_equal(drawn[1][1], screen_rgb(keys[32], info, (48, 32)))


def test_prepared_frames_are_drawn_once(make: Make, tmp_path: Path) -> None:
    info = probe(make("a.mp4", frames=60, sound=None, options={"g": "250", "sc_threshold": "0"}))
    store = PictureStore(tmp_path / "store", info)
    drain(prepare_scrubbing(info, store))
    drawn: Drawn = []
    drain(filmstrip(info, [0, 25, 50], 32, lambda *each: drawn.append(each), scrub=store))
    assert [frame for frame, _ in drawn] == [0, 25, 50]
    store.close()


@pytest.mark.parametrize(
    ("wishes", "width"),
    [({}, 48), ({"matrix": TURNED}, 21), ({"aspect": Fraction(2)}, 96), ({"codec": "mpeg4"}, 48)],
)
def test_pictures_have_the_shape_of_what_is_seen(make: Make, wishes: dict[str, object], width: int) -> None:
    info = probe(make("a.mp4", frames=10, sound=None, **wishes))
    drawn: Drawn = []
    drain(filmstrip(info, [3], 32, lambda *each: drawn.append(each)))
    assert drawn[-1][1].shape == (32, width, 3)


def test_frames_of_a_file_without_times_are_drawn(make: Make) -> None:
    info = probe(make("a.avi", codec="mpeg4", rate=Fraction(25), frames=30, sound=None))
    drawn: Drawn = []
    drain(filmstrip(info, [0, 10, 20], 32, lambda *each: drawn.append(each)))
    assert [frame for frame, _ in drawn] == [0, 10, 20]


def test_no_frames_need_no_work(make: Make) -> None:
    drawn: Drawn = []
    drain(filmstrip(probe(make("a.mp4", sound=None)), [], 32, lambda *each: drawn.append(each)))
    assert drawn == []


def test_a_file_that_has_gone_is_told(make: Make) -> None:
    path = make("a.mp4", sound=None)
    info = probe(path)
    path.unlink()
    with pytest.raises(InputError, match="no longer there"):
        drain(filmstrip(info, [0], 32, lambda *_: None))
