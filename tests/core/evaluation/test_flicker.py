"""Flicker is 1 for an edit that follows the face, and more for one that jitters."""

import math
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation.flicker import FlickerMeter, flicker

Picture = NDArray[np.uint8]
FACE = np.zeros((120, 120), bool)
FACE[20:100, 20:100] = True


def moving(count: int = 10) -> Iterator[Picture]:
    """A textured picture that slides by a pixel and a half a frame under a little sensor noise."""
    random = np.random.default_rng(5)
    texture = cv2.GaussianBlur(random.integers(0, 256, (200, 200, 3), np.uint8), (0, 0), 4)
    texture = cv2.normalize(texture, texture, 0, 255, cv2.NORM_MINMAX)
    for index in range(count):
        place = np.array([[1, 0, -1.5 * index], [0, 1, -20.0]], np.float64)
        frame = cv2.warpAffine(texture, place, (120, 120)).astype(np.float32)
        yield np.clip(frame + random.normal(0, 2, frame.shape), 0, 255).astype(np.uint8)


def test_the_source_itself_flickers_as_much_as_the_source() -> None:
    assert flicker((frame, frame, FACE) for frame in moving()) == 1


def test_a_steady_change_adds_no_flicker() -> None:
    darker = flicker((frame, (frame * 0.8).astype(np.uint8), FACE) for frame in moving())
    assert 0.7 < darker < 1.05


def test_a_flashing_edit_flickers() -> None:
    def flashed(frame: Picture, index: int) -> Picture:
        return np.clip(frame.astype(np.int32) + 25 * (index % 2), 0, 255).astype(np.uint8)

    flashing = ((frame, flashed(frame, index), FACE) for index, frame in enumerate(moving()))
    assert flicker(flashing) > 1.1


def test_a_shaking_edit_flickers_by_the_flow_of_the_source() -> None:
    meter = FlickerMeter()
    for index, frame in enumerate(moving()):
        meter.push(frame, np.roll(frame, index % 2, axis=1), FACE)
    assert meter.ratio_by_source > 1.3


def test_what_happens_outside_the_face_does_not_count() -> None:
    def blinking_background() -> Iterator[tuple[Picture, Picture, NDArray[np.bool_]]]:
        for index, frame in enumerate(moving()):
            edited = frame.copy()
            edited[:10] = 255 * (index % 2)
            yield frame, edited, FACE

    assert abs(flicker(blinking_background()) - 1) < 0.01


def test_a_cut_is_not_flicker_and_a_lone_frame_measures_nothing() -> None:
    meter = FlickerMeter()
    for frame in moving(3):
        meter.push(frame, frame, FACE)
        meter.cut()
    assert math.isnan(meter.ratio)


def test_a_movement_that_the_edit_adds_is_no_flicker_but_by_the_flow_of_the_source() -> None:
    def sliding() -> Iterator[tuple[Picture, Picture, NDArray[np.bool_]]]:
        for index, frame in enumerate(moving()):
            further = np.array([[1, 0, 1.5 * index], [0, 1, 0]], np.float64)
            moved = cv2.warpAffine(frame, further, (120, 120), borderMode=cv2.BORDER_REFLECT)
            yield frame, moved.astype(np.uint8), FACE

    meter = FlickerMeter()
    for each in sliding():
        meter.push(*each)
    assert meter.ratio < 1.1
    assert meter.ratio_by_source > 1.3
