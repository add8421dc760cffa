"""Where the lanes of the timeline lie: film, sound, curves, and one track a face, from top to bottom.

Values alone; lanes and headers are laid out from the same ones. Heights are pixels of the scene.
"""

from collections.abc import Mapping
from dataclasses import dataclass

GAP = 1.0
USUAL = (38.0, 34.0, 60.0)
LEAST = (26.0, 20.0, 44.0)
"""The usual and the least heights of film, sound and curves."""
SOUND = 1
LEAST_TRACK = 48.0
MOST_TALLER = 20.0
"""How much a track may grow where there is room."""
MOST_SPREAD = 60.0
"""How much all other lanes together may grow."""
ROW = 20.0
"""The least height of one of several rows of a track."""
TRACK_PADDING = 4.0


@dataclass(frozen=True, slots=True)
class Strip:
    """A band across the timeline."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        """Where the next strip may begin."""
        return self.top + self.height

    def holds(self, y: float) -> bool:
        """Whether a height lies in the strip."""
        return self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Lanes:
    """The strips of all lanes; `sound` is None for a silent video, `tracks` go by the face's number."""

    film: Strip
    sound: Strip | None
    curves: Strip
    tracks: Mapping[int, Strip]

    @property
    def height(self) -> float:
        """The height of all lanes together."""
        return max(strip.bottom for strip in self.tracks.values()) + TRACK_PADDING

    @property
    def first_track(self) -> float:
        """Where the tracks begin."""
        return min(strip.top for strip in self.tracks.values())

    def face_at(self, y: float) -> int | None:
        """The face whose track lies at a height."""
        return next((face for face, strip in self.tracks.items() if strip.holds(y)), None)

    def nearest_face(self, y: float) -> int:
        """The face whose track lies nearest to a height."""
        return min(self.tracks, key=lambda face: _distance(self.tracks[face], y))


def lay_out(available: float, *, has_sound: bool, depths: Mapping[int, int]) -> Lanes:
    """Share a height among the lanes; `depths` says how many rows each face's track needs.

    What is left over goes to the tracks, then to the other lanes. Where it is too little, these shrink to
    their least heights; where it still is, the user scrolls.
    """
    tracks = {face: max(LEAST_TRACK, 2 * TRACK_PADDING + rows * ROW) for face, rows in depths.items()}
    others = [(LEAST[at], USUAL[at]) for at in range(len(USUAL)) if has_sound or at != SOUND]
    least, usual = (sum(heights) for heights in zip(*others, strict=True))
    spare = available - sum(tracks.values()) - GAP * (len(tracks) + 3) - TRACK_PADDING - usual
    taller = min(max(spare, 0.0) / len(tracks), MOST_TALLER)
    spread = min(max(spare - taller * len(tracks), least - usual), MOST_SPREAD)
    share = spread / (usual - least) if spread < 0 else spread / usual
    heights = [full + share * (full - low) if spread < 0 else full * (1 + share) for low, full in others]
    if not has_sound:
        heights.insert(SOUND, 0.0)
    film, sound, curves = heights
    return _stack(film, sound, curves, {face: height + taller for face, height in tracks.items()})


def _stack(film: float, sound: float, curves: float, tracks: Mapping[int, float]) -> Lanes:
    """Put lanes of these heights under each other, on whole pixels."""
    top = 0.0

    def strip(height: float) -> Strip:
        nonlocal top
        made = Strip(top, float(int(height)))
        top = made.bottom + GAP
        return made

    return Lanes(
        film=strip(film),
        sound=strip(sound) if sound else None,
        curves=strip(curves),
        tracks={face: strip(tracks[face]) for face in sorted(tracks)},
    )


def _distance(strip: Strip, y: float) -> float:
    return max(strip.top - y, 0.0, y - strip.bottom)
