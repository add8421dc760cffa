"""Finished frames, kept on disk: what was drawn once is not drawn again while nothing that shapes it changes.

A frame is known by its fingerprint, which comes from the painter; another strength of one edit leaves the
frames of all others as they are. It knows no window and writes no video.
"""

from collections.abc import Sequence
from itertools import islice, pairwise
from pathlib import Path

from av.video.frame import VideoFrame

from dfm.core import digests, places, weights
from dfm.core.analyze import Analysis
from dfm.core.casting import NOBODY, Cast
from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import MediaInfo, content_id
from dfm.core.media.packets import PictureStore
from dfm.core.media.read import read_frames
from dfm.core.painter import Painter
from dfm.core.planner import DEFAULT_RENDERER, planner_of, weights_of

VERSION = 5
"""Counts up when a renderer comes to draw otherwise with the same weights."""
QUALITY = 2
MOST_BYTES = 4 << 30
NEAR = 12
"""Frames that need no drawing are decoded rather than skipped where they are no more than this many."""


class Rendered:
    """The finished frames of one video by one renderer; may be used from several threads.

    What is missing is drawn on `device`, the trained renderer's by the file `trained`; frames of another
    device count as the same.
    """

    def __init__(
        self,
        info: MediaInfo,
        renderer: str = DEFAULT_RENDERER,
        folder: Path | None = None,
        device: str = "auto",
        trained: Path | None = None,
    ) -> None:
        self.renderer, self.device, self.trained = renderer, device, trained
        files = [*(weights.find(name) for name in weights_of(renderer)), *([trained] if trained else [])]
        learned = "".join(digests.sha256(file)[:8] for file in files)
        folder = folder or places.rendered_folder()
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{content_id(info.path)[:32]}-{renderer}-{learned}-v{VERSION}.pictures"
        self._store = PictureStore(folder / name, info, quality=QUALITY, most_bytes=MOST_BYTES)

    def __contains__(self, fingerprint: bytes) -> bool:
        return fingerprint in self._store

    def get(self, fingerprint: bytes) -> VideoFrame | None:
        """The finished picture, or None where it is not there (any more)."""
        return self._store.get(fingerprint)

    def put(self, fingerprint: bytes, picture: VideoFrame) -> None:
        """Keep a finished picture."""
        self._store.put(fingerprint, picture)

    def close(self) -> None:
        """Let go of the file, which stays for the next time."""
        self._store.close()


def render_edits(
    analysis: Analysis, edits: Sequence[Edit], rendered: Rendered, persons: Cast = NOBODY
) -> Job[int]:
    """Draw every edited frame that is not there yet; the result is how many were drawn."""
    painter = _painter(analysis, edits, rendered, persons)
    missing = [index for index in painter.touched if painter.fingerprint(index) not in rendered]
    wanted, drawn = set(missing), 0
    for span in _together(missing):
        frames = read_frames(analysis.media, span)
        lacking = ((frame.index, frame.picture) for frame in frames if frame.index in wanted)
        try:
            while taken := list(islice(lacking, painter.batch)):
                for (index, _), picture in zip(taken, painter.paint_many(taken), strict=True):
                    rendered.put(painter.fingerprint(index), picture)
                    drawn += 1
                yield Progress("render", drawn, len(missing))
        finally:
            frames.close()
    return drawn


def rendered_spans(
    analysis: Analysis, edits: Sequence[Edit], rendered: Rendered, persons: Cast = NOBODY
) -> tuple[Span, ...]:
    """The edited frames that are finished, as unbroken spans."""
    painter = _painter(analysis, edits, rendered, persons)
    return tuple(
        _unbroken([index for index in painter.touched if painter.fingerprint(index) in rendered], reach=1)
    )


def is_finished(
    analysis: Analysis, edits: Sequence[Edit], rendered: Rendered, persons: Cast = NOBODY
) -> bool:
    """Whether every edited frame is there."""
    painter = _painter(analysis, edits, rendered, persons)
    return all(painter.fingerprint(index) in rendered for index in painter.touched)


def _painter(analysis: Analysis, edits: Sequence[Edit], rendered: Rendered, persons: Cast) -> Painter:
    planner = planner_of(analysis, rendered.renderer, rendered.device, persons, rendered.trained)
    return Painter(analysis.media, planner.plan(edits))


def _together(indices: Sequence[int]) -> list[Span]:
    """Spans to decode, over small gaps too."""
    return _unbroken(indices, reach=NEAR)


def _unbroken(indices: Sequence[int], reach: int) -> list[Span]:
    """Ascending frame numbers as spans; neighbours at most `reach` apart share one."""
    if not indices:
        return []
    breaks = [(a, b) for a, b in pairwise(indices) if b - a > reach]
    starts = [indices[0], *(b for _, b in breaks)]
    ends = [*(a for a, _ in breaks), indices[-1]]
    return [Span(start, end + 1) for start, end in zip(starts, ends, strict=True)]
