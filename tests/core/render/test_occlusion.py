"""What is in front of a face stays in front: the shipped net, on the demo clip with a microphone in it."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.faces.topology import OUTER_LIPS
from dfm.core.jobs import drain
from dfm.core.media.read import read_frame
from dfm.core.painter import Painter
from dfm.core.planner import Planner

FRAME = 12
DARK = (38, 40, 46)


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def painter(analysis: Analysis) -> Painter:
    edit = Edit("happy", 1.0, Span(0, analysis.media.frames))
    return Painter(analysis.media, Planner(analysis, "reference").plan([edit]))


def rgb_of(picture: VideoFrame) -> NDArray[np.uint8]:
    return np.asarray(picture.to_ndarray(format="rgb24"), np.uint8)


def test_a_microphone_before_the_mouth_is_not_bent(analysis: Analysis, painter: Painter) -> None:
    filmed = rgb_of(read_frame(analysis.media, FRAME).picture)
    points = analysis.tracks[0].points[FRAME]
    mouth = points[list(OUTER_LIPS), :2]
    middle, width = mouth.mean(axis=0), float(np.ptp(mouth[:, 0]))
    there = np.zeros(filmed.shape[:2], np.uint8)
    centre = (round(float(middle[0] + 0.3 * width)), round(float(middle[1] + 0.5 * width)))
    cv2.circle(there, centre, round(0.45 * width), 255, cv2.FILLED, cv2.LINE_AA)
    covered = np.where(there[..., None] > 127, np.array(DARK), filmed).astype(np.uint8)
    inside = cv2.erode(there, np.ones((5, 5), np.uint8)) > 127

    plain = rgb_of(painter.paint(FRAME, VideoFrame.from_ndarray(filmed, "rgb24")))
    behind = rgb_of(painter.paint(FRAME, VideoFrame.from_ndarray(covered, "rgb24")))

    without = np.abs(plain.astype(int) - filmed)[inside].mean()
    kept = np.abs(behind.astype(int) - covered)[inside].max(axis=1)
    assert without > 4  # the smile changes what lies there
    assert (kept <= 6).mean() > 0.85
    away = cv2.dilate(there, np.ones((25, 25), np.uint8)) == 0
    assert np.abs(behind.astype(int) - plain)[away].mean() < 1.0
