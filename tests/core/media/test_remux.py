"""What lies beside the video arrives as it was, or is converted and told."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.media.remux import carries
from dfm.core.media.write import VideoWriter

Make = Callable[..., Path]
Look = Callable[[Path], Any]


def copy(source: Path, target: Path) -> list[str]:
    """Pass every frame through; the writer's warnings."""
    info = probe(source)
    with VideoWriter(info, target) as writer:
        for frame in read_frames(info):
            writer.write(frame)
    return writer.warnings


def samples(path: Path) -> Any:
    """The first sound track, decoded to one channel."""
    with av.open(str(path)) as file:
        pieces = [each.to_ndarray().astype(np.float64).mean(0) for each in file.decode(audio=0)]
    sound = np.concatenate(pieces)
    return sound / max(1.0, np.abs(sound).max())


@pytest.mark.parametrize("target", ["out.mp4", "out.mov", "out.mkv"])
def test_chapters_and_metadata_are_kept(make: Make, tmp_path: Path, target: str) -> None:
    source = make("in.mp4", chapters=3, metadata={"title": "Tea", "artist": "Ada", "comment": "hot"})
    copy(source, tmp_path / target)
    result = probe(tmp_path / target)
    kept = {key.lower(): value for key, value in result.metadata.items()}
    assert (kept["title"], kept["artist"], kept["comment"]) == ("Tea", "Ada", "hot")
    with av.open(str(source)) as before, av.open(str(tmp_path / target)) as after:
        assert _chapters(before) == _chapters(after)
        assert len(_chapters(after)) == 3


def _chapters(file: Any) -> list[tuple[Fraction, Fraction, str]]:
    return [
        (each["start"] * each["time_base"], each["end"] * each["time_base"], each["metadata"]["title"])
        for each in file.chapters()
    ]


def test_unusual_metadata_is_kept(make: Make, tmp_path: Path) -> None:
    tags = {"com.apple.quicktime.make": "Pear", "title": "Tea"}
    source = make("in.mov", metadata=tags, muxer={"movflags": "use_metadata_tags"})
    assert probe(source).metadata["com.apple.quicktime.make"] == "Pear"
    copy(source, tmp_path / "out.mp4")
    kept = probe(tmp_path / "out.mp4").metadata
    assert {key: kept[key] for key in tags} == tags


def test_the_language_of_a_track_is_kept(make: Make, tmp_path: Path) -> None:
    source = _with_language(make("plain.mp4"), tmp_path / "in.mkv")
    assert [each.language for each in probe(source).audio] == ["fre"]
    copy(source, tmp_path / "out.mp4")
    assert [each.language for each in probe(tmp_path / "out.mp4").audio] == ["fre"]


def _with_language(source: Path, target: Path) -> Path:
    with av.open(str(source)) as before, av.open(str(target), "w") as after:
        pairs: dict[int, Any] = {each.index: after.add_stream_from_template(each) for each in before.streams}
        for stream in after.streams.audio:
            stream.metadata["language"] = "fre"
        for packet in before.demux():
            if packet.dts is not None:
                packet.stream = pairs[packet.stream.index]
                after.mux(packet)
    return target


def test_sound_that_the_container_cannot_hold_becomes_aac(make: Make, tmp_path: Path) -> None:
    source = make("in.avi", codec="mpeg4", sound="adpcm_ms", frames=60, rate=Fraction(25), options={})
    warnings = copy(source, tmp_path / "out.mp4")
    info, result = probe(source), probe(tmp_path / "out.mp4")
    assert [each.codec for each in result.audio] == ["aac"]
    assert warnings == ["in.avi: adpcm_ms sound was converted to AAC."]
    before, after = samples(source), samples(result.path)
    length = min(len(before), len(after))
    assert length > 0.9 * float(info.duration) * 48000
    lags = range(-2400, 2401, 100)
    scores = [
        float(np.dot(before[4800 : length - 4800], after[4800 + lag : length - 4800 + lag])) for lag in lags
    ]
    assert abs(lags[int(np.argmax(scores))]) <= 1200  # within one packet


def _with_subtitles(source: Path, target: Path, codec: str) -> Path:
    """The source with three lines of text, shown at 0.1, 0.3 and 0.5 s."""
    with av.open(str(source)) as before, av.open(str(target), "w") as after:
        pairs: dict[int, Any] = {each.index: after.add_stream_from_template(each) for each in before.streams}
        text: Any = after.add_mux_stream(codec)
        text.time_base = Fraction(1, 1000)
        for packet in before.demux():
            if packet.dts is not None:
                packet.stream = pairs[packet.stream.index]
                after.mux(packet)
        for number in range(3):
            line = av.Packet(f"line {number}".encode())
            line.time_base, line.stream = Fraction(1, 1000), text
            line.pts = line.dts = 100 + 200 * number
            line.duration = 150
            after.mux(line)
    return target


def test_subtitles_are_copied(make: Make, look: Look, tmp_path: Path) -> None:
    source = _with_subtitles(make("plain.mkv", sound=None), tmp_path / "in.mkv", "subrip")
    assert copy(source, tmp_path / "out.mkv") == []
    assert look(tmp_path / "out.mkv").packets["subtitle"] == look(source).packets["subtitle"]
    assert len(look(source).packets["subtitle"]) == 3


def test_text_subtitles_become_the_containers_own(make: Make, look: Look, tmp_path: Path) -> None:
    source = _with_subtitles(make("plain.mkv"), tmp_path / "in.mkv", "subrip")
    copy(source, tmp_path / "out.mp4")
    lines = [
        (time, text[2:]) for time, text in look(tmp_path / "out.mp4").packets["subtitle"] if len(text) > 2
    ]
    assert lines == [(Fraction(1 + 2 * number, 10), f"line {number}".encode()) for number in range(3)]


def test_attached_fonts_and_covers(make: Make, tmp_path: Path) -> None:
    plain = make("plain.mkv", sound=None)
    source = tmp_path / "in.mkv"
    with av.open(str(plain)) as before, av.open(str(source), "w") as after:
        stream: Any = after.add_stream_from_template(before.streams.video[0])
        after.add_attachment("letters.ttf", "font/ttf", b"\x00\x01\x00\x00 letters")
        for packet in before.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                after.mux(packet)
    assert copy(source, tmp_path / "out.mkv") == []
    with av.open(str(tmp_path / "out.mkv")) as file:
        assert [(each.name, each.data) for each in file.streams.attachments] == [
            ("letters.ttf", b"\x00\x01\x00\x00 letters")
        ]
    assert copy(source, tmp_path / "out.mp4") == []


def test_what_a_container_carries_is_tried(make: Make) -> None:
    with av.open(str(make("a.mkv", sound="libopus"))) as file:
        assert carries("matroska", file.streams.audio[0])
    with av.open(str(make("b.avi", codec="mpeg4", sound="adpcm_ms"))) as file:
        assert not carries("mp4", file.streams.audio[0])
