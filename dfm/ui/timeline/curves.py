"""Valence and arousal of one face over the whole video, as measured and as its edits ask for.

What is asked for is kept by groups of edits that touch, so that moving one edit costs its group alone.
The numerical modules are loaded on first use, which is the caller's to keep out of the window's thread.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from dfm.core.document.edits import Edit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dfm.core.faces.tracks import FaceTrack


def measured(track: "FaceTrack", rate: Fraction, frames: int) -> "NDArray[np.float32]":
    """Valence and arousal (frames, 2) as a face shows them; NaN where it is not seen."""
    import numpy as np

    from dfm.core.motion.measured import measured_va

    curve = np.full((frames, 2), np.nan, np.float32)
    seen = track.frames < frames
    curve[track.frames[seen]] = measured_va(track, rate)[seen]
    return curve


class Targets:
    """What the edits of one face ask for, with what did not change kept from one time to the next."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Edit, ...], NDArray[np.float32]] = {}
        self._rate = Fraction(0)

    def missing(self, edits: Sequence[Edit]) -> int:
        """How many groups of edits would have to be worked out anew."""
        groups = touching([edit for edit in edits if edit.enabled])
        return sum(group not in self._kept for group in groups)

    def curve(self, edits: Sequence[Edit], rate: Fraction, frames: int) -> "NDArray[np.float32]":
        """Valence and arousal (frames, 2) that one face's edits, in order of time, ask for; NaN elsewhere."""
        import numpy as np

        from dfm.core.motion.measured import targeted_va

        kept = self._kept if rate == self._rate else {}
        self._kept, self._rate = {}, rate
        curve = np.full((frames, 2), np.nan, np.float32)
        for group in touching([edit for edit in edits if edit.enabled]):
            first, end = group[0].span.start, max(edit.span.end for edit in group)
            piece = kept.get(group)
            if piece is None:
                piece = targeted_va(group, rate, end)[first:]
            self._kept[group] = piece
            curve[first:end] = piece[: frames - first]
        return curve


def touching(edits: Sequence[Edit]) -> Iterator[tuple[Edit, ...]]:
    """Part edits in order of time into groups that meet or overlap."""
    group: list[Edit] = []
    reach = 0
    for edit in edits:
        if group and edit.span.start > reach:
            yield tuple(group)
            group = []
        group.append(edit)
        reach = max(reach, edit.span.end) if len(group) > 1 else edit.span.end
    if group:
        yield tuple(group)
