"""What goes into a store comes out with the same colours, also after a crash; and the store stays small."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import WriteError
from dfm.core.media.info import MediaInfo
from dfm.core.media.packets import PictureStore, frame_key
from dfm.core.media.picture import Region, editable, read_rgb
from dfm.core.media.probe import probe

SIZE = (160, 96)
FORMATS = (
    *("yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuvj444p", "yuva420p", "yuv440p", "nv12"),
    *("yuv420p10le", "yuv422p12le", "p010le", "gray", "gray10le", "gbrp", "gbrp10le", "rgb24", "bgra"),
)


@pytest.fixture
def info(short_clip: Path) -> MediaInfo:
    """Of some video."""
    return probe(short_clip)


@pytest.fixture
def store(info: MediaInfo, tmp_path: Path) -> Iterator[PictureStore]:
    """An empty store."""
    made = PictureStore(tmp_path / "store", info)
    yield made
    made.close()


def blobs(seed: int, size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """Smooth patches of all colours."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def coded(
    pix_fmt: str, seed: int = 0, matrix: int = 1, color_range: int = 1, size: tuple[int, int] = SIZE
) -> av.VideoFrame:
    """The patches in a pixel format."""
    rgb = av.VideoFrame.from_ndarray(blobs(seed, size), "rgb24")
    limits: dict[str, Any] = {"dst_colorspace": matrix, "dst_color_range": color_range}
    frame = rgb if pix_fmt == "rgb24" else rgb.reformat(format=pix_fmt, threads=1, **limits)
    if "yuv" in pix_fmt or pix_fmt.startswith(("n", "p0", "gray")):
        frame.colorspace, frame.color_range = matrix, color_range
    return frame


def colours(frame: av.VideoFrame) -> NDArray[np.float32]:
    """The picture as the renderer sees it."""
    picture = editable(frame)
    return np.clip(read_rgb(picture, Region(0, 0, picture.width, picture.height), 0), 0, 255)


@pytest.mark.parametrize("pix_fmt", FORMATS)
@pytest.mark.parametrize(("matrix", "color_range"), [(1, 1), (5, 2), (9, 1)])
def test_a_picture_keeps_its_colours(
    store: PictureStore, pix_fmt: str, matrix: int, color_range: int
) -> None:
    frame = coded(pix_fmt, 1, matrix, color_range)
    store.put(b"a", frame)
    found = store.get(b"a")
    assert found is not None
    assert (found.width, found.height) == SIZE
    assert np.abs(colours(found) - colours(frame)).mean() < 2.2


def test_what_the_picture_says_of_its_colours_stays(store: PictureStore) -> None:
    frame = coded("yuv420p", matrix=9, color_range=2)
    frame.color_primaries, frame.color_trc = 9, 16
    store.put(b"a", frame)
    found = store.get(b"a")
    assert found is not None
    assert (found.format.name, found.color_range, found.colorspace) == ("yuv420p", 2, 9)
    assert (found.color_primaries, found.color_trc) == (9, 16)


def test_a_picture_that_says_nothing_still_says_nothing(store: PictureStore) -> None:
    frame = coded("yuvj420p", matrix=5, color_range=2)
    frame.colorspace = 2
    store.put(b"a", frame)
    found = store.get(b"a")
    assert found is not None
    assert (found.format.name, found.colorspace) == ("yuvj420p", 2)


def test_the_picture_put_in_stays_as_it_was(store: PictureStore, planes_of: Callable[[Any], Any]) -> None:
    frame = coded("yuv420p")
    frame.pts = 77
    before = planes_of(frame)
    store.put(b"a", frame)
    assert (planes_of(frame), frame.pts, frame.color_range) == (before, 77, 1)


def test_odd_and_changing_sizes(store: PictureStore) -> None:
    sizes = [(97, 63), (160, 96), (33, 201), (97, 63)]
    for number, size in enumerate(sizes):
        store.put(frame_key(number), coded("yuv420p", number, size=size))
    for number, size in enumerate(sizes):
        found = store.get(frame_key(number))
        assert found is not None
        assert (found.width, found.height) == size
        assert np.abs(colours(found) - colours(coded("yuv420p", number, size=size))).mean() < 2.2


def test_the_last_picture_put_under_a_key_counts(store: PictureStore) -> None:
    store.put(b"a", coded("yuv420p", 1))
    store.put(b"a", coded("yuv420p", 2))
    found = store.get(b"a")
    assert found is not None
    assert np.abs(colours(found) - colours(coded("yuv420p", 2))).mean() < 2.2


def test_what_was_never_put_is_not_there(store: PictureStore) -> None:
    assert b"a" not in store
    assert store.get(b"a") is None
    assert store.bytes_used == 0


def test_it_is_all_there_after_opening_again(info: MediaInfo, tmp_path: Path) -> None:
    first = PictureStore(tmp_path / "store", info)
    for number in range(5):
        first.put(frame_key(number), coded("yuv420p", number))
    used = first.bytes_used
    first.close()
    second = PictureStore(tmp_path / "store", info)
    assert second.bytes_used == used == (tmp_path / "store").stat().st_size
    assert all(frame_key(number) in second for number in range(5))
    found = second.get(frame_key(3))
    assert found is not None
    assert np.abs(colours(found) - colours(coded("yuv420p", 3))).mean() < 2.2
    second.close()


@pytest.mark.parametrize("torn", [1, 15, 300])
def test_a_torn_end_costs_one_picture(info: MediaInfo, tmp_path: Path, torn: int) -> None:
    path = tmp_path / "store"
    first = PictureStore(path, info)
    for number in range(3):
        first.put(frame_key(number), coded("yuv420p", number))
    first.close()
    path.write_bytes(path.read_bytes()[:-torn])
    second = PictureStore(path, info)
    assert [frame_key(number) in second for number in range(3)] == [True, True, False]
    second.put(frame_key(2), coded("yuv420p", 2))
    second.close()
    third = PictureStore(path, info)
    assert all(third.get(frame_key(number)) for number in range(3))
    third.close()


def test_a_spoilt_picture_is_not_shown(info: MediaInfo, tmp_path: Path) -> None:
    path = tmp_path / "store"
    first = PictureStore(path, info)
    first.put(b"a", coded("yuv420p", 1))
    middle = first.bytes_used // 2
    first.put(b"b", coded("yuv420p", 2))
    first.close()
    content = bytearray(path.read_bytes())
    content[middle : middle + 20] = bytes(20)
    path.write_bytes(content)
    second = PictureStore(path, info)
    assert second.get(b"a") is None
    assert b"a" not in second
    assert second.get(b"b") is not None
    second.close()


def test_a_file_of_another_kind_is_begun_anew(info: MediaInfo, tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_bytes(b"something else" * 50)
    store = PictureStore(path, info)
    store.put(b"a", coded("yuv420p"))
    assert store.get(b"a") is not None
    store.close()


def test_the_oldest_go_when_there_is_no_room(info: MediaInfo, tmp_path: Path) -> None:
    path, most = tmp_path / "store", 40_000
    store = PictureStore(path, info, most_bytes=most)
    for number in range(80):
        store.put(frame_key(number), coded("yuv420p", number))
        assert store.bytes_used <= most
    kept = [number for number in range(80) if frame_key(number) in store]
    assert kept == list(range(kept[0], 80))
    assert len(kept) > 4
    assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= most
    store.close()
    again = PictureStore(path, info, most_bytes=most)
    assert all(again.get(frame_key(number)) for number in kept)
    again.close()


def test_several_threads_put_and_get(store: PictureStore) -> None:
    wrong: list[int] = []

    def work(first: int) -> None:
        for number in range(first, first + 20):
            frame = coded("yuv420p", number)
            store.put(frame_key(number), frame)
            found = store.get(frame_key(number))
            if found is None or np.abs(colours(found) - colours(frame)).mean() > 2.5:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_after_closing_nothing_is_found_or_kept(store: PictureStore) -> None:
    store.put(b"a", coded("yuv420p"))
    store.close()
    store.put(b"b", coded("yuv420p"))
    assert store.get(b"a") is None
    store.close()


def test_a_place_that_cannot_be_written_is_told(info: MediaInfo, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(WriteError, match="folder cannot be written"):
        PictureStore(tmp_path / "folder", info)


def test_a_full_disk_is_told_and_loses_nothing(info: MediaInfo) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    store = PictureStore(full, info)
    with pytest.raises(WriteError, match="No space left"):
        store.put(b"a", coded("yuv420p"))
    assert b"a" not in store
    store.close()
