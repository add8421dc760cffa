"""Valence and arousal of one face over the whole video, as measured and as its edits ask for.

What is asked for is kept by groups of edits that touch, and within a changed group by edits, so that moving
one edit hardly costs more than itself.
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
    from dfm.core.motion.measured import Ways


def measured(track: "FaceTrack", rate: Fraction, frames: int) -> "NDArray[np.float32]":
    """Valence and arousal (frames, 2) as a face shows them; NaN where it is not seen."""
    import numpy as np

    from dfm.core.motion.measured import measured_va

    curve = np.full((frames, 2), np.nan, np.float32)
    seen = track.frames < frames
    curve[track.frames[seen]] = measured_va(track, rate)[seen]
    return curve


WAYS_KEPT = 2
"""How many ways an edit are kept before those of edits that are gone are dropped."""


class Targets:
    """What the edits of one face ask for, with what did not change kept from one time to the next."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Edit, ...], NDArray[np.float32]] = {}
        self._ways: Ways = {}
        self._rate = Fraction(0)

    def missing(self, edits: Sequence[Edit]) -> int:
        """How many groups of edits would have to be worked out anew."""
        return sum(group not in self._kept for group in _groups(edits))

    def prepare(self, edits: Sequence[Edit], rate: Fraction, most: int) -> bool:
        """Work out so many of the missing groups at most; tells whether none is missing any more."""
        self._use(rate)
        missing = [group for group in _groups(edits) if group not in self._kept]
        for group in missing[:most]:
            self._kept[group] = self._piece(group)
        return len(missing) <= most

    def curve(self, edits: Sequence[Edit], rate: Fraction, frames: int) -> "NDArray[np.float32]":
        """Valence and arousal (frames, 2) that one face's edits, in order of time, ask for; NaN elsewhere."""
        import numpy as np

        self._use(rate)
        kept, self._kept = self._kept, {}
        curve = np.full((frames, 2), np.nan, np.float32)
        for group in _groups(edits):
            piece = kept.get(group)
            piece = self._piece(group) if piece is None else piece
            self._kept[group] = piece
            first = group[0].span.start
            curve[first : first + len(piece)] = piece[: max(frames - first, 0)]
        if len(self._ways) > WAYS_KEPT * len(edits):
            present = set(edits)
            self._ways = {key: way for key, way in self._ways.items() if key[0] in present}
        return curve

    def _piece(self, group: tuple[Edit, ...]) -> "NDArray[np.float32]":
        """What a group asks for, from its first frame to its last."""
        from dfm.core.motion.measured import targeted_va

        frames = max(edit.span.end for edit in group)
        return targeted_va(group, self._rate, frames, self._ways)[group[0].span.start :]

    def _use(self, rate: Fraction) -> None:
        """Forget what was worked out for another rate."""
        if rate != self._rate:
            self._kept, self._ways, self._rate = {}, {}, rate


def _groups(edits: Sequence[Edit]) -> Iterator[tuple[Edit, ...]]:
    return touching([edit for edit in edits if edit.enabled])


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
