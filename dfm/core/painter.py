"""The one function that turns a frame into its edited frame, for export and preview alike.

A painter holds what was planned for one video: for every edited face the target coefficients, the mesh
mover and the renderer. It reads no files and keeps no frames.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dfm.core.document.edits import Edit
from dfm.core.faces.alignment import Poses
from dfm.core.faces.model import FaceModel
from dfm.core.faces.smoothing import steady
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import apply_rgb, editable, read_rgb
from dfm.core.motion.decoder import Decoder
from dfm.core.motion.retarget import Retargeter
from dfm.core.motion.target import Target, TargetMaker
from dfm.core.render.bank import Bank
from dfm.core.render.choices import Choices, choose
from dfm.core.render.choosing import slot_distances
from dfm.core.render.renderer import FaceFrame, Order, Reference, Renderer

LEAST_WEIGHT = 1e-4
FINEST = 1e-3
"""Coefficients that differ by less than this draw the same face to the eye."""


@dataclass(frozen=True, eq=False)
class Gallery:
    """The references of one face, and which of them help at the places (N,) of its track, ascending."""

    bank: Bank
    places: NDArray[np.int64]
    choices: Choices

    def at(self, place: int) -> tuple[tuple[Reference, float], ...]:
        """The references that help at a place of the track, with how far each is faded in."""
        row = self._row(place)
        if row is None:
            return ()
        pictures = self.bank.references
        chosen = zip(self.choices.numbers[row], self.choices.presence[row], strict=True)
        return tuple((pictures[number], float(share)) for number, share in chosen)

    def fingerprint(self, place: int) -> bytes:
        """What tells these references from others."""
        row = self._row(place)
        if row is None:
            return b""
        faded = np.rint(self.choices.presence[row] * 100).astype("<i4")
        chosen = self.bank.frames[self.choices.numbers[row]].astype("<i4")
        return bytes(chosen.tobytes() + faded.tobytes())

    def _row(self, place: int) -> int | None:
        row = int(np.searchsorted(self.places, place))
        return row if row < len(self.places) and self.places[row] == place else None


@dataclass(frozen=True)
class EditedFace:
    """One face with its edits: what it should do, and who moves and draws it, told the wanted points of
    as many frames before each as `past` says."""

    track: FaceTrack
    edits: tuple[Edit, ...]
    target: Target
    retargeter: Retargeter
    renderer: Renderer
    carriers: Poses
    gallery: Gallery | None = None
    past: int = 0
    person: str = ""
    """The digest of the person's file, where the face has one."""

    def shows(self, index: int) -> bool:
        """Whether an edit changes the face in this media frame."""
        place = self.track.at(index)
        return place is not None and bool(self.target.weight[place] >= LEAST_WEIGHT)

    @cached_property
    def shown(self) -> NDArray[np.int32]:
        """The media frames in which an edit changes the face, ascending."""
        return self.track.frames[self.target.weight >= LEAST_WEIGHT]

    def fingerprint(self, index: int) -> bytes:
        """What tells the drawn face of a frame from what other edits make of it; empty where none shows."""
        place = self.track.at(index)
        if place is None or self.target.weight[place] < LEAST_WEIGHT:
            return b""
        shape = b"".join(self._shape(each) for each in (*self._before(place), place))
        regional = self._regional(place)
        parts = b"" if regional is None else np.rint(regional / FINEST).astype("<i4").tobytes()
        helped = b"" if self.gallery is None else self.gallery.fingerprint(place)
        whose = f"{self.track.number} {self.renderer.name} {self.person}"
        return whose.encode() + shape + parts + helped

    def frame(self, index: int) -> FaceFrame | None:
        """The face in a media frame, or None where no edit shows or the face was not found."""
        place = self.track.at(index)
        if place is None or self.target.weight[place] < LEAST_WEIGHT:
            return None
        points, own = self.track.points[place], self.track.expression[place]
        return FaceFrame(
            points=points,
            target=self._moved(place),
            change=self.target.expression[place] - own,
            weight=float(self.target.weight[place]),
            references=() if self.gallery is None else self.gallery.at(place),
            regional=self._regional(place),
            past=tuple(self._moved(each) for each in self._before(place)),
            wanted=np.asarray(self.target.expression[place], np.float32),
        )

    def _moved(self, place: int) -> NDArray[np.float32]:
        """The wanted points (478, 3) at a place of the track; its own where no edit shows."""
        points = self.track.points[place]
        if self.target.weight[place] < LEAST_WEIGHT:
            return np.asarray(points, np.float32)
        return self.retargeter.move(
            points,
            self.track.pose(place),
            self.track.expression[place],
            self.target.expression[place],
            float(self.target.keep[place]),
            float(self.target.lip_scale[place]),
            self.carriers.part(slice(place, place + 1)),
            float(self.target.lip_drop[place]),
        )

    def _before(self, place: int) -> tuple[int, ...]:
        """The places of the frames just before one that its renderer is told of, ascending, as far as the
        face is seen without a gap."""
        frames, first = self.track.frames, place
        while place - first < self.past and first > 0 and frames[first - 1] == frames[first] - 1:
            first -= 1
        return tuple(range(first, place))

    def _shape(self, place: int) -> bytes:
        """What tells the wanted points at a place of the track from others."""
        target = self.target
        rest = (
            target.weight[place], target.keep[place], target.lip_scale[place], target.lip_drop[place]
        )  # fmt: skip
        return bytes(np.rint(np.append(target.expression[place], rest) / FINEST).astype("<i4").tobytes())

    def _regional(self, place: int) -> NDArray[np.float32] | None:
        """The change that each region shows at a place of the track (3, 30); None where all show the same."""
        if self.target.regional is None:
            return None
        changes = self.target.regional[place]
        return None if (changes == changes[0]).all() else changes


class FacePlanner:
    """Plans one face again and again.

    `pixel_aspect` is that of the upright raster; `past` how many frames before each its renderer is told of;
    `person` the digest of the file that the decoder is from.
    """

    def __init__(
        self,
        track: FaceTrack,
        *,
        rate: Fraction,
        pixel_aspect: float,
        model: FaceModel,
        decoder: Decoder,
        renderer: Renderer,
        bank: Bank | None = None,
        past: int = 0,
        person: str = "",
    ) -> None:
        self._track, self._renderer, self._past = track, renderer, past
        self._model, self._bank, self._person = model, bank, person
        self._targets = TargetMaker(
            track.frames, track.expression, rate, decoder, model, track.aperture
        )  # fmt: skip
        self._retargeter = Retargeter(model, track.neutral, pixel_aspect)
        self._carriers = steady(track.poses, track.frames, float(rate))

    def edited(self, edits: Sequence[Edit]) -> EditedFace:
        """The face under these edits."""
        target = self._targets.target(edits)
        gallery = None if self._bank is None else self._gallery(self._bank, target)
        return EditedFace(
            self._track,
            tuple(edits),
            target,
            self._retargeter,
            self._renderer,
            self._carriers,
            gallery,
            self._past,
            self._person,
        )

    def _gallery(self, bank: Bank, target: Target) -> Gallery:
        """Which references help each edited frame."""
        track = self._track
        places = np.flatnonzero(target.weight >= LEAST_WEIGHT)
        distance = slot_distances(
            self._model, target.expression[places], track.rotation[places], bank.expression, bank.rotation
        )
        return Gallery(bank, places, choose(distance, track.frames[places]))


class Painter:
    """Draws the edits of one video into its frames."""

    def __init__(self, info: MediaInfo, faces: Sequence[EditedFace]) -> None:
        self._info = info
        self._faces = tuple(faces)

    def touches(self, index: int) -> bool:
        """Whether any edit changes this media frame."""
        return any(face.shows(index) for face in self._faces)

    @property
    def touched(self) -> tuple[int, ...]:
        """The media frames that any edit changes, ascending."""
        return tuple(sorted({int(index) for face in self._faces for index in face.shown}))

    def fingerprint(self, index: int) -> bytes:
        """A digest (16 bytes) of what shapes the edited picture beside the video; empty where untouched."""
        parts = [face.fingerprint(index) for face in self._faces]
        if not any(parts):
            return b""
        return hashlib.blake2b(b"|".join([str(index).encode(), *parts]), digest_size=16).digest()

    @property
    def batch(self) -> int:
        """How many frames it likes to be given at a time."""
        return max((face.renderer.batch for face in self._faces), default=1)

    def paint(self, index: int, picture: VideoFrame) -> VideoFrame:
        """The edited picture of a media frame; the very same picture where no edit shows."""
        return self.paint_many([(index, picture)])[0]

    def paint_many(self, frames: Sequence[tuple[int, VideoFrame]]) -> list[VideoFrame]:
        """The edited pictures of several media frames, each as `paint` would draw it."""
        pictures = [picture for _, picture in frames]
        for face in self._faces:
            self._draw(face, [index for index, _ in frames], pictures)
        return pictures

    def _draw(self, face: EditedFace, indices: Sequence[int], pictures: list[VideoFrame]) -> None:
        """Draw one face into its media frames, in place of the pictures."""
        orders: dict[int, Order] = {}
        for place, index in enumerate(indices):
            in_frame = face.frame(index)
            order = None if in_frame is None else self._order(pictures, place, in_frame, face.renderer)
            if order is not None:
                orders[place] = order
        drawn = face.renderer.render_many(list(orders.values()))
        for (place, (before, region, _)), made in zip(orders.items(), drawn, strict=True):
            mask = np.ascontiguousarray(made.mask)
            pictures[place] = apply_rgb(pictures[place], region, self._info.rotation, before, made.rgb, mask)

    def _order(
        self, pictures: list[VideoFrame], place: int, face: FaceFrame, renderer: Renderer
    ) -> Order | None:
        """What to draw into a picture, which becomes one that can be edited; None where nothing shows."""
        picture = pictures[place] = editable(pictures[place])
        rotation = self._info.rotation
        width, height = picture.width, picture.height
        if rotation % 180:
            width, height = height, width
        region = renderer.region(face, width, height)
        return None if region is None else (read_rgb(picture, region, rotation), region, face)
