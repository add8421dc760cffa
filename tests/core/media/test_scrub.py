"""After preparing, every frame is there at once and looks right; the cache keeps to its limit."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import enumerate as threads
from typing import Any

import numpy as np
import pytest

from dfm.core import places
from dfm.core.errors import InputError, WriteError
from dfm.core.jobs import Progress, drain
from dfm.core.media.packets import PictureStore, frame_key
from dfm.core.media.picture import upright_rgb
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.media.scrub import prepare_scrubbing, scrub_store
from dfm.core.media.seek import PictureSource
from tests.core.media.conftest import Recipe, write

Make = Callable[..., Path]
LONG: dict[str, Any] = {"options": {"g": "250", "bf": "3"}, "sound": None}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video whose copy takes more than a megabyte."""
    recipe = Recipe(frames=90, size=(320, 192), noise=60, **LONG)
    return write(recipe, tmp_path_factory.mktemp("noisy") / "a.mp4")


def test_scrubbed_pictures_look_like_the_frames(short_clip: Path) -> None:
    info = probe(short_clip)
    store = scrub_store(info)
    seen: list[Progress] = []
    assert drain(prepare_scrubbing(info, store), seen.append) == info.frames
    assert seen[-1] == Progress("scrubbing", info.frames, info.frames)
    exact = [upright_rgb(each.picture, 0, info.pixel_aspect).astype(np.int16) for each in read_frames(info)]
    source = PictureSource(info, store)
    for count in range(info.frames):
        index = count * 23 % info.frames
        assert np.abs(upright_rgb(source.picture(index), 0, info.pixel_aspect) - exact[index]).mean() < 3
    source.close()
    store.close()


def test_what_is_there_is_not_done_again(make: Make) -> None:
    info = probe(make("a.mp4", frames=40, **LONG))
    store = scrub_store(info)
    assert drain(prepare_scrubbing(info, store)) == 40
    used = store.bytes_used
    store.close()
    again = scrub_store(info)
    assert drain(prepare_scrubbing(info, again)) == 0
    assert again.bytes_used == used > 0
    again.close()


def test_stopping_leaves_no_thread_and_going_on_completes(make: Make) -> None:
    info = probe(make("a.mp4", frames=60, **LONG))
    store = scrub_store(info)
    job = prepare_scrubbing(info, store)
    for _ in range(5):
        next(job)
    job.close()
    assert [each.name for each in threads() if each.name.startswith("dfm-")] == []
    there = sum(frame_key(index) in store for index in range(60))
    assert 5 <= there < 30
    assert drain(prepare_scrubbing(info, store)) == 60 - there
    assert all(frame_key(index) in store for index in range(60))
    store.close()


def test_a_video_of_key_frames_needs_no_copy(make: Make) -> None:
    info = probe(make("a.mov", codec="mjpeg", pix_fmt="yuvj420p", sound=None, options={}))
    store = scrub_store(info)
    assert drain(prepare_scrubbing(info, store)) == 0
    assert store.bytes_used == 0
    store.close()


def test_a_copy_that_finds_no_room_is_a_part(noisy: Path, planes_of: Callable[..., list[bytes]]) -> None:
    info = probe(noisy)
    store = scrub_store(info, most_bytes=1_000_000)
    added = drain(prepare_scrubbing(info, store))
    assert 5 < added < 90
    assert store.bytes_used <= 1_000_000
    assert all(frame_key(index) in store for index in range(added))
    frames = list(read_frames(info))
    source = PictureSource(info, store)
    assert planes_of(source.picture(89)) == planes_of(frames[89].picture)
    source.close()
    store.close()


def test_copies_used_longest_ago_give_way(noisy: Path) -> None:
    folder = places.scrub_folder()
    folder.mkdir(parents=True)
    for age, name in enumerate(("new", "middle", "old")):
        (folder / name).write_bytes(bytes(400_000))
        os.utime(folder / name, (1_000_000 - age, 1_000_000 - age))
    info = probe(noisy)
    store = scrub_store(info, most_bytes=1_000_000)
    assert sorted(each.name for each in folder.iterdir())[1:] == ["new"]
    drain(prepare_scrubbing(info, store))
    store.close()
    assert sum(each.stat().st_size for each in folder.iterdir()) <= 1_000_000


def test_its_own_copy_stays(noisy: Path) -> None:
    info = probe(noisy)
    store = scrub_store(info, most_bytes=1_000_000)
    drain(prepare_scrubbing(info, store))
    used = store.bytes_used
    store.close()
    again = scrub_store(info, most_bytes=1_000_000)
    assert again.bytes_used == used
    again.close()


def test_a_video_that_has_gone_is_told(make: Make, tmp_path: Path) -> None:
    path = make("a.mp4", **LONG)
    info = probe(path)
    store = PictureStore(tmp_path / "store", info)
    path.unlink()
    with pytest.raises(InputError, match="no longer there"):
        scrub_store(info)
    with pytest.raises(InputError, match="no longer there"):
        drain(prepare_scrubbing(info, store))
    store.close()


def test_a_cache_that_cannot_be_written_is_told(make: Make, cache: Path) -> None:
    cache.write_text("a file where a folder should be")
    with pytest.raises(WriteError, match="choose another folder"):
        scrub_store(probe(make("a.mp4", **LONG)))


def test_a_full_disk_ends_the_job_with_a_sentence(make: Make) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    info = probe(make("a.mp4", **LONG))
    store = PictureStore(Path("/dev/full"), info)
    with pytest.raises(WriteError, match="free some space"):
        drain(prepare_scrubbing(info, store))
    store.close()
