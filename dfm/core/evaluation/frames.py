"""One pass over a clip and its edited copy, frame beside frame: what changed where, flicker, and the judge.

The copy must be lossless, so that what is compared is what went to the encoder.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.evaluation.classifier import ExpressionClassifier, face_crop
from dfm.core.evaluation.compare import changed_pixels, hull_mask
from dfm.core.evaluation.crops import SIDE, Matrix, Picture, View, cut, moved, square_around, view_around
from dfm.core.evaluation.flicker import FlickerMeter
from dfm.core.evaluation.measure import Seen
from dfm.core.media.info import MediaInfo
from dfm.core.media.read import Frame, read_frames

MARGIN = 0.2
"""An edit may change the face and so many face heights around it."""

TIGHT = 1.3
"""Side of the square looked at, in heights of all that the face passes over."""

JUDGED_FRAMES = 6
SHOWN_FRAMES = 5


@dataclass(frozen=True, slots=True)
class Strip:
    """A frame for a contact sheet: its number, and the square around the face before and after."""

    frame: int
    before: Picture
    after: Picture


@dataclass(slots=True)
class Findings:
    """What the pass found; probabilities are the judge's, one row a judged frame."""

    frames_changed_outside: int = 0
    pixels_changed_outside: int = 0
    flicker: float = float("nan")
    flicker_by_source: float = float("nan")
    judged_before: list[NDArray[np.float32]] = field(default_factory=list)
    judged_after: list[NDArray[np.float32]] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)


class Comparison:
    """Compares a clip with its copy edited over `edit`, at full strength over `full` (media frames).

    `known` keeps what the judge said of frames of the clip itself, for the next copy of it.
    """

    def __init__(
        self,
        media: MediaInfo,
        faces: tuple[Seen, Seen],
        edit: Span,
        full: Span,
        judge: ExpressionClassifier | None,
        known: dict[int, NDArray[np.float32]],
    ) -> None:
        self._media, self._edit, self._judge = media, edit, judge
        self._before, self._after = faces
        self._aspect = float(media.upright_pixel_aspect)
        self._square = self._steady_square()
        self._known = known
        self._judged = _spread(full, JUDGED_FRAMES) if judge is not None else set()
        self._shown = _spread(full, SHOWN_FRAMES)
        self._meter = FlickerMeter()
        self.findings = Findings()

    def push(self, before: Frame, after: Frame) -> None:
        """Compare one frame with its edited copy; InputError where the copy is not lossless."""
        changed = changed_pixels(before.picture, after.picture, self._media.rotation)
        if changed is None:
            raise InputError(
                f"{self._media.path} and its copy differ in pixel format; neither can be compared."
            )
        if not self._edit.contains(before.index):
            self.findings.frames_changed_outside += bool(changed.any())
            return
        here, there = _points(self._before, before.index), _points(self._after, before.index)
        if here is None:
            self.findings.frames_changed_outside += bool(changed.any())
            self._meter.cut()
            return
        self._outside(changed, here, there)
        self._look(before, after, here, here if there is None else there)

    def finish(self) -> Findings:
        """What was found, the flicker ratios with it."""
        self.findings.flicker = self._meter.ratio
        self.findings.flicker_by_source = self._meter.ratio_by_source
        return self.findings

    def _outside(
        self, changed: NDArray[np.bool_], here: NDArray[np.float32], there: NDArray[np.float32] | None
    ) -> None:
        points = here[:, :2] if there is None else np.concatenate([here[:, :2], there[:, :2]])
        grow = round(MARGIN * float(np.ptp(here[:, 1])))
        height, width = changed.shape
        allowed = hull_mask(points, height, width, grow)
        self.findings.pixels_changed_outside += int((changed & ~allowed).sum())

    def _look(
        self, before: Frame, after: Frame, here: NDArray[np.float32], there: NDArray[np.float32]
    ) -> None:
        first, second = view_around(before, self._media, here), view_around(after, self._media, here)
        pictures = cut(first, self._square), cut(second, self._square)
        face = hull_mask(moved(here, self._square), SIDE, SIDE)
        self._meter.push(*pictures, face)
        if before.index in self._judged and self._judge is not None:
            if before.index not in self._known:
                self._known[before.index] = _judged(self._judge, first, here)
            self.findings.judged_before.append(self._known[before.index])
            self.findings.judged_after.append(_judged(self._judge, second, there))
        if before.index in self._shown:
            self.findings.strips.append(Strip(before.index, *pictures))

    def _steady_square(self) -> Matrix:
        """One square for all frames, around wherever the face goes during the edit."""
        inside = (self._before.frames >= self._edit.start) & (self._before.frames < self._edit.end)
        points = self._before.landmarks[inside] if inside.any() else self._before.landmarks
        every = points.reshape(-1, points.shape[-1])
        return square_around(every, self._aspect, heights=TIGHT)


def beside(before: MediaInfo, after: MediaInfo) -> Generator[tuple[Frame, Frame], None, None]:
    """The frames of two videos of one length, pair by pair; InputError where one ends early."""
    first, second = read_frames(before), read_frames(after)
    try:
        for here in first:
            there = next(second, None)
            if there is None:
                raise InputError(f"{after.path} ends at frame {here.index}, before {before.path} does.")
            yield here, there
    finally:
        first.close()
        second.close()


def _points(face: Seen, frame: int) -> NDArray[np.float32] | None:
    place = int(np.searchsorted(face.frames, frame))
    found = place < len(face.frames) and face.frames[place] == frame
    return face.landmarks[place] if found else None


def _judged(judge: ExpressionClassifier, view: View, points: NDArray[np.float32]) -> NDArray[np.float32]:
    local = points[:, :2] - np.array([view.left, view.top], np.float32)
    return judge.classify(face_crop(view.rgb, local))


def _spread(span: Span, count: int) -> set[int]:
    """Up to `count` frames of a span, evenly spread."""
    if span.length <= 0:
        return set()
    return {int(frame) for frame in np.linspace(span.start, span.end - 1, min(count, span.length)).round()}
