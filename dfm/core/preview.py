"""The pictures that the editor shows: of the video, and of what the edits make of it right now.

Finished frames come from `rendered`; what is not finished is drawn on the spot by the instant renderer, with
the same function as the export's. A preview belongs to one thread. It knows of no window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from av.video.frame import VideoFrame

from dfm.core.analyze import Analysis
from dfm.core.casting import NOBODY, Cast
from dfm.core.document.edits import Edit, ramp_frames
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError
from dfm.core.media.info import MediaInfo
from dfm.core.media.packets import PictureStore
from dfm.core.media.seek import PictureSource
from dfm.core.motion.blend import shaping
from dfm.core.painter import Painter
from dfm.core.planner import planner_of
from dfm.core.rendered import Rendered

LIVE_RENDERER = "instant"
BLOCK = 64
"""Frames whose edits are planned together, so that a change among many edits shows at once."""


class How(Enum):
    """Where an output picture comes from."""

    UNTOUCHED = "untouched"
    LIVE = "live"
    RENDERED = "rendered"


@dataclass(frozen=True, slots=True)
class Shown:
    """An output picture and where it comes from."""

    picture: VideoFrame
    how: How


class Preview:
    """Serves one video's pictures, input and output, in any order."""

    def __init__(self, info: MediaInfo, *, scrub: PictureStore | None = None) -> None:
        self.info = info
        self._source = PictureSource(info, scrub)
        self._analysis: Analysis | None = None
        self._edits: tuple[Edit, ...] = ()
        self._persons: Cast = NOBODY
        self._rendered: Rendered | None = None
        self._live: Painter | None = None
        self._final: Painter | None = None
        self._planned: int | None = None
        """The number of the block of frames for which the live painter is."""

    def set_analysis(self, analysis: Analysis | None) -> None:
        """The faces are known now, or not yet."""
        if analysis is not self._analysis:
            self._analysis, self._planned = analysis, None

    def set_edits(self, edits: Sequence[Edit], rendered: Rendered | None = None) -> None:
        """Show these edits from the next picture on."""
        wanted = tuple(edits)
        if wanted != self._edits or rendered is not self._rendered:
            self._edits, self._rendered, self._planned = wanted, rendered, None

    def set_persons(self, persons: Cast) -> None:
        """The faces are these persons from the next picture on."""
        if persons is not self._persons:
            self._persons, self._planned = persons, None

    def input(self, index: int) -> VideoFrame:
        """A frame of the video."""
        return self._source.picture(index)

    def output(self, index: int) -> Shown:
        """A frame under the edits; what is finished needs no decoding of the video."""
        return self._finished(index) or self.output_of(index, self.input(index))

    def output_of(self, index: int, picture: VideoFrame) -> Shown:
        """A frame under the edits, given its decoded picture."""
        self._plan(index)
        if self._live is None or not self._live.touches(index):
            return Shown(picture, How.UNTOUCHED)
        return self._finished(index) or Shown(self._live.paint(index, picture), How.LIVE)

    def touches(self, index: int) -> bool:
        """Whether any edit changes this frame."""
        self._plan(index)
        return self._live is not None and self._live.touches(index)

    def close(self) -> None:
        """Let go of the video."""
        self._source.close()

    def _finished(self, index: int) -> Shown | None:
        self._plan(index)
        if self._final is None or self._rendered is None:
            return None
        fingerprint = self._final.fingerprint(index)
        picture = self._rendered.get(fingerprint) if fingerprint else None
        return None if picture is None else Shown(picture, How.RENDERED)

    def _plan(self, index: int) -> None:
        """Plan anew where the edits or the faces have changed, or others shape this frame."""
        block = index // BLOCK
        if self._planned == block:
            return
        is_changed, self._planned = self._planned is None, block
        self._live = self._painter(self._shaping(Span(block * BLOCK, (block + 1) * BLOCK)), LIVE_RENDERER)
        if self._rendered is None or self._rendered.renderer == LIVE_RENDERER:
            self._final = self._live
        elif is_changed:  # what other renderers make of a frame may depend on all edits
            final = self._rendered
            self._final = self._painter(self._drawable, final.renderer, final.device, final.trained)

    @property
    def _drawable(self) -> list[Edit]:
        """The edits whose faces there are."""
        faces = len(self._analysis.tracks) if self._analysis is not None else 0
        return [edit for edit in self._edits if edit.enabled and (edit.face or 1) <= faces]

    def _shaping(self, frames: Span) -> list[Edit]:
        """The edits that shape these frames."""
        edits = self._drawable
        ramps = [ramp_frames(edit, self.info.frame_rate) for edit in edits]
        return [edits[number] for number in shaping([edit.span for edit in edits], ramps, frames)]

    def _painter(
        self, edits: Sequence[Edit], renderer: str, device: str = "auto", trained: Path | None = None
    ) -> Painter | None:
        if self._analysis is None:
            return None
        try:
            planner = planner_of(self._analysis, renderer, device, self._persons, trained)
            return Painter(self.info, planner.plan(edits))
        except DfmError:
            return None
