"""Flicker: does the edited face jitter more than the face that was filmed?

Consecutive frames are compared after the motion between them is undone by an optical flow, each video by its
own: 1 means no added flicker. By the flow of the source for both, whatever the edit moves on purpose (a smile
that sets in, a mouth that opens wider) counts as well. A face that shakes as a whole follows its own flow;
that is seen by the jitter of its landmarks.
"""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation.metrics import pixel_distance

Picture = NDArray[np.uint8]


class FlickerMeter:
    """Takes (source, edited, face mask) frame by frame; keeps the last frame alone in memory."""

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        self._last: tuple[Picture, Picture, Picture, Picture] | None = None
        self._source_sum = self._edited_sum = self._by_source_sum = 0.0

    def push(self, source: Picture, edited: Picture, face: NDArray[np.bool_]) -> None:
        """Add the next frame: two RGB pictures (H, W, 3) and where the face is (H, W)."""
        grey, other = (cv2.cvtColor(each, cv2.COLOR_RGB2GRAY).astype(np.uint8) for each in (source, edited))
        if self._last is not None and face.any():
            last_source, last_edited, last_grey, last_other = self._last
            places = self._backward(grey, last_grey)
            self._source_sum += _change(last_source, source, places, face)
            self._by_source_sum += _change(last_edited, edited, places, face)
            self._edited_sum += _change(last_edited, edited, self._backward(other, last_other), face)
        self._last = source, edited, grey, other

    def cut(self) -> None:
        """Forget the last frame, so that the next is not compared with it."""
        self._last = None

    @property
    def ratio(self) -> float:
        """Edited over source; NaN where nothing moved or fewer than two frames were seen."""
        return self._share(self._edited_sum)

    @property
    def ratio_by_source(self) -> float:
        """The same with the edited frames moved by the flow of the source."""
        return self._share(self._by_source_sum)

    def _share(self, total: float) -> float:
        return total / self._source_sum if self._source_sum > 1e-6 else float("nan")

    def _backward(self, grey: Picture, last: Picture) -> NDArray[np.float32]:
        """Where each pixel (H, W) of this frame was in the last one: (H, W, 2) x, y."""
        flow = self._flow.calc(grey, last, np.zeros((*grey.shape, 2), np.float32))
        rows, columns = np.mgrid[: grey.shape[0], : grey.shape[1]]
        return np.asarray(flow + np.stack([columns, rows], axis=-1), np.float32)


def flicker(frames: Iterable[tuple[Picture, Picture, NDArray[np.bool_]]]) -> float:
    """The flicker ratio of consecutive (source, edited, face mask) frames."""
    meter = FlickerMeter()
    for source, edited, face in frames:
        meter.push(source, edited, face)
    return meter.ratio


def _change(last: Picture, now: Picture, places: NDArray[np.float32], face: NDArray[np.bool_]) -> float:
    x, y = np.ascontiguousarray(places[..., 0]), np.ascontiguousarray(places[..., 1])
    moved = cv2.remap(last, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return float(pixel_distance(moved.astype(np.uint8), now)[face].sum(dtype=np.float64))
