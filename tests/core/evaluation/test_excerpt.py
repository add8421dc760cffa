"""An excerpt holds the very samples and times of the frames it was taken from."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from dfm.core.document.timebase import Span
from dfm.core.evaluation.compare import changed_pixels
from dfm.core.evaluation.excerpt import write_excerpt
from dfm.core.media.planes import plane_array
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames


def clip(target: Path, pix_fmt: str, codec: str = "libx264") -> Path:
    """Twenty noisy frames at 30000/1001 whose times skip a frame now and then."""
    random = np.random.default_rng(1)
    with av.open(str(target), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(30000, 1001))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 66, 50, pix_fmt
        for index in range(20):
            rgb = random.integers(0, 256, (50, 66, 3), dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=pix_fmt)
            frame.pts, frame.time_base = index + index // 5, Fraction(1001, 30000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p", "yuv420p10le"])
def test_samples_and_times_are_those_of_the_original(tmp_path: Path, pix_fmt: str) -> None:
    media = probe(clip(tmp_path / "clip.mp4", pix_fmt))
    made = probe(write_excerpt(media, Span(4, 15), tmp_path / "excerpt.mkv"))
    assert (made.frames, made.pix_fmt) == (11, pix_fmt)
    originals, copies = list(read_frames(media, Span(4, 15))), list(read_frames(made))
    assert len(originals) == len(copies) == 11
    for original, copy in zip(originals, copies, strict=True):
        changed = changed_pixels(original.picture, copy.picture, 0)
        assert changed is not None
        assert not changed.any()
        passed = (original.pts - originals[0].pts) * media.time_base
        assert abs((copy.pts - copies[0].pts) * made.time_base - passed) <= Fraction(1, 1000)


def test_full_range_stays_full_range(tmp_path: Path) -> None:
    media = probe(clip(tmp_path / "clip.mov", "yuvj420p", "mjpeg"))
    made = probe(write_excerpt(media, Span(0, 3), tmp_path / "excerpt.mkv"))
    assert made.pix_fmt == "yuv420p"
    assert made.color_range == 2
    original, copy = next(read_frames(media)), next(read_frames(made))
    before, after = plane_array(original.picture, 0, np.uint8), plane_array(copy.picture, 0, np.uint8)
    assert (before[:, :66] == after[:, :66]).all()
