"""The comparison of a clip with its copy finds every change where none may be."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from numpy.typing import NDArray

from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.evaluation.frames import Comparison, Findings, beside
from dfm.core.evaluation.measure import Seen
from dfm.core.media.info import MediaInfo
from dfm.core.media.probe import probe

EDIT, FULL = Span(4, 16), Span(7, 13)
Change = Callable[[int, NDArray[np.uint8]], None]


def face() -> Seen:
    """A round face of radius 30 around (80, 60) on 20 frames."""
    angle = np.linspace(0, 2 * np.pi, 478, endpoint=False)
    ring = np.stack([80 + 30 * np.cos(angle), 60 + 30 * np.sin(angle), 0 * angle], axis=1)
    points = np.repeat(ring[None], 20, axis=0).astype(np.float32)
    shapes, aperture = np.zeros((20, 52), np.float32), np.zeros(20, np.float32)
    return Seen(np.arange(20, dtype=np.int32), points, shapes, aperture)


def clip(target: Path, change: Change | None = None, frames: int = 20, name: str = "yuv444p") -> MediaInfo:
    """A lossless noisy clip, each frame changed by a function of its number."""
    noise = np.random.default_rng(4).integers(30, 220, (120, 160, 3), dtype=np.uint8)
    with av.open(str(target), "w") as container:
        stream = container.add_stream("ffv1", rate=Fraction(25))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 160, 120, name
        for index in range(frames):
            picture = np.roll(noise, index, axis=1)
            if change is not None:
                change(index, picture)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=name)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return probe(target)


def compared(folder: Path, change: Change) -> Findings:
    """Findings on the clip and its changed copy."""
    media, copy = clip(folder / "clip.mkv"), clip(folder / "copy.mkv", change)
    comparison = Comparison(media, (face(), face()), EDIT, FULL, None, {})
    for before, after in beside(media, copy):
        comparison.push(before, after)
    return comparison.finish()


def test_an_equal_copy_has_no_finding(tmp_path: Path) -> None:
    findings = compared(tmp_path, lambda index, picture: None)
    assert (findings.frames_changed_outside, findings.pixels_changed_outside) == (0, 0)
    assert findings.flicker == 1
    assert [strip.frame for strip in findings.strips] == [7, 8, 10, 11, 12]


def test_a_change_of_the_face_during_the_edit_is_what_an_edit_is(tmp_path: Path) -> None:
    def smile(index: int, picture: NDArray[np.uint8]) -> None:
        if EDIT.contains(index):
            picture[60:70, 70:90] = 255

    findings = compared(tmp_path, smile)
    assert (findings.frames_changed_outside, findings.pixels_changed_outside) == (0, 0)
    assert (findings.strips[0].before != findings.strips[0].after).any()


def test_changes_beside_the_face_are_counted_by_pixel(tmp_path: Path) -> None:
    def stain(index: int, picture: NDArray[np.uint8]) -> None:
        if index in (6, 9):
            picture[2:4, 2:5] ^= 255

    findings = compared(tmp_path, stain)
    assert (findings.frames_changed_outside, findings.pixels_changed_outside) == (0, 12)


def test_changes_before_and_after_the_edit_are_counted_by_frame(tmp_path: Path) -> None:
    def early_and_late(index: int, picture: NDArray[np.uint8]) -> None:
        if index in (0, 3, 16):
            picture[60, 80] ^= 255

    findings = compared(tmp_path, early_and_late)
    assert (findings.frames_changed_outside, findings.pixels_changed_outside) == (3, 0)


def test_frames_without_the_face_must_stay_as_they_are(tmp_path: Path) -> None:
    gone = face()
    gone = replace(gone, frames=np.delete(gone.frames, 9), landmarks=gone.landmarks[:-1])
    media = clip(tmp_path / "clip.mkv")
    copy = clip(tmp_path / "copy.mkv", lambda index, picture: picture.__setitem__((60, 80), 255))
    comparison = Comparison(media, (gone, gone), Span(0, 20), FULL, None, {})
    for before, after in beside(media, copy):
        comparison.push(before, after)
    assert comparison.finish().frames_changed_outside == 1


def test_a_copy_that_ends_early_or_lost_its_format_is_refused(tmp_path: Path) -> None:
    media = clip(tmp_path / "clip.mkv")
    with pytest.raises(InputError, match="ends at frame 12"):
        list(beside(media, clip(tmp_path / "short.mkv", frames=12)))
    comparison = Comparison(media, (face(), face()), EDIT, FULL, None, {})
    with pytest.raises(InputError, match="pixel format"):
        comparison.push(*next(beside(media, clip(tmp_path / "other.mkv", name="yuv420p"))))
