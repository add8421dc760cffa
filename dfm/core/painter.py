"""The one function that turns a frame into its edited frame, for export and preview alike.

A painter holds what was planned for one video: for every edited face the target coefficients, the mesh
mover and the renderer. It reads no files and keeps no frames.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame

from dfm.core.document.edits import Edit
from dfm.core.faces.alignment import Poses
from dfm.core.faces.model import FaceModel
from dfm.core.faces.smoothing import steady
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import apply_rgb, editable, read_rgb
from dfm.core.motion.decoder import Decoder
from dfm.core.motion.retarget import Retargeter
from dfm.core.motion.target import Target, target_of
from dfm.core.render.renderer import FaceFrame, Renderer

LEAST_WEIGHT = 1e-4


@dataclass(frozen=True)
class EditedFace:
    """One face with its edits: what it should do, and who moves and draws it."""

    track: FaceTrack
    edits: tuple[Edit, ...]
    target: Target
    retargeter: Retargeter
    renderer: Renderer
    carriers: Poses

    def frame(self, index: int) -> FaceFrame | None:
        """The face in a media frame, or None where no edit shows or the face was not found."""
        place = self.track.at(index)
        if place is None or self.target.weight[place] < LEAST_WEIGHT:
            return None
        points, own = self.track.points[place], self.track.expression[place]
        wanted = self.target.expression[place]
        keep, lip_scale = float(self.target.keep[place]), float(self.target.lip_scale[place])
        carrier = self.carriers.part(slice(place, place + 1))
        moved = self.retargeter.move(points, self.track.pose(place), own, wanted, keep, lip_scale, carrier)
        return FaceFrame(points, moved, wanted - own, float(self.target.weight[place]))


def edited_face(
    track: FaceTrack,
    edits: Sequence[Edit],
    *,
    rate: Fraction,
    pixel_aspect: float,
    model: FaceModel,
    decoder: Decoder,
    renderer: Renderer,
) -> EditedFace:
    """Plan a face's edits; `pixel_aspect` is that of the upright raster."""
    target = target_of(edits, track.frames, track.expression, rate, decoder, model)
    retargeter = Retargeter(model, track.neutral, pixel_aspect)
    carriers = steady(track.poses, track.frames, float(rate))
    return EditedFace(track, tuple(edits), target, retargeter, renderer, carriers)


class Painter:
    """Draws the edits of one video into its frames."""

    def __init__(self, info: MediaInfo, faces: Sequence[EditedFace]) -> None:
        self._info = info
        self._faces = tuple(faces)

    def touches(self, index: int) -> bool:
        """Whether any edit changes this media frame."""
        for face in self._faces:
            place = face.track.at(index)
            if place is not None and face.target.weight[place] >= LEAST_WEIGHT:
                return True
        return False

    def paint(self, index: int, picture: VideoFrame) -> VideoFrame:
        """The edited picture of a media frame; the very same picture where no edit shows."""
        for face in self._faces:
            in_frame = face.frame(index)
            if in_frame is not None:
                picture = self._draw(picture, in_frame, face.renderer)
        return picture

    def _draw(self, picture: VideoFrame, face: FaceFrame, renderer: Renderer) -> VideoFrame:
        picture = editable(picture)
        rotation = self._info.rotation
        width, height = picture.width, picture.height
        if rotation % 180:
            width, height = height, width
        region = renderer.region(face, width, height)
        if region is None:
            return picture
        before = read_rgb(picture, region, rotation)
        drawn = renderer.render(before, region, face)
        return apply_rgb(picture, region, rotation, before, drawn.rgb, np.ascontiguousarray(drawn.mask))
