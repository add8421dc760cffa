"""The table of an analysis: what is said of odd videos, of faces and of many cuts."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dfm.cli.analysis_table import analysis_table
from dfm.core.analyze import Analysis
from dfm.core.document.timebase import Span
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.info import AudioInfo, MediaInfo
from dfm.core.media.probe import probe


@pytest.fixture
def media(stripes: Path) -> MediaInfo:
    """Twenty frames of 96 x 64 pixels, 25 a second."""
    return probe(stripes)


def seen(number: int, frames: list[int], heights: list[float]) -> FaceTrack:
    """A face on some frames, so many pixels high."""
    count = len(frames)
    points = np.zeros((count, 478, 3), np.float32)
    points[:, 1, 0], points[:, 1, 1] = 10, heights
    rows = np.zeros((count, 3), np.float32)
    return FaceTrack(
        number=number,
        frames=np.array(frames, np.int32),
        points=points,
        blendshapes=np.zeros((count, 52), np.float32),
        rotation=np.zeros((count, 3, 3), np.float32),
        scale=rows[:, 0],
        translation=rows,
        expression=np.zeros((count, 30), np.float32),
        gaze=np.zeros((count, 2, 2), np.float32),
        aperture=rows[:, 0],
        confidence=rows[:, 0],
        identity=np.zeros(20, np.float32),
        neutral=np.zeros((468, 3), np.float32),
        residual=0.01,
        shading_gain=1.0,
    )


def test_a_face_has_a_row_with_its_size_and_when_it_is_seen(media: MediaInfo) -> None:
    faces = (
        seen(1, [0, 1, 2, 3, 10, 11], [16, 20, 24, 28, 32, 36]),
        seen(2, [0, 2, 4, 6, 8, 10], [8.0] * 6),
    )
    lines = analysis_table(Analysis(media, (Span(0, 20),), faces, "mediapipe")).splitlines()
    start = lines.index("2 faces")
    assert lines[start + 1].split() == ["face", "seen", "height", "of", "frame", "when"]
    one, two = lines[start + 2 : start + 4]
    assert one.split()[:8] == ["1", "6", "frames,", "30", "%", "28", "px", "(16"]
    assert "44 %" in one
    assert one.endswith("00:00:00.000-00:00:00.160, 00:00:00.400-00:00:00.480")
    assert two.endswith("00:00:00.240-00:00:00.280 and 2 more")


def test_what_is_odd_about_a_video_is_told(media: MediaInfo) -> None:
    sound = AudioInfo(1, "aac", 44100, 1, "mono", None, Fraction(0), Fraction(1))
    odd = replace(media, rotation=90, pixel_aspect=Fraction(4, 3), variable_rate=True, audio=(sound,))
    table = analysis_table(Analysis(odd, (), (), "mediapipe", ("It is dark.",)))
    assert "turned by 90°, pixels 4/3" in table
    assert "25 frames/s, varying" in table
    assert "aac 44100 Hz mono" in table
    assert table.endswith("No shots\n\nWarning: It is dark.")
    plain = analysis_table(Analysis(media, (), (), "mediapipe"))
    assert "turned" not in plain
    assert "pixels" not in plain
    assert plain.split("sound", 1)[1].split()[0] == "none"


def test_many_shots_are_cut_short(media: MediaInfo) -> None:
    shots = tuple(Span(frame, frame + 1) for frame in range(20))
    table = analysis_table(Analysis(media, shots, (), "mediapipe"))
    assert "20 shots" in table
    assert table.endswith("00:00:00.440-00:00:00.480 and 8 more")
