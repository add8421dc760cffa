"""Makes the images that the views show of a frame. Belongs to the one thread that makes pictures.

It asks the engine for pictures and turns them into images at the size of the views, so that painting them
costs nothing. The window loads it only in that thread. What draws edits is loaded once the faces are known,
so that the first picture of a video need not wait for it.
"""

import time
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Region
from dfm.core.media.screen import screen_rgb
from dfm.core.media.seek import PictureSource
from dfm.ui.players.drawn import Drawn
from dfm.ui.players.framing import Cut
from dfm.ui.players.modes import Origin, Side
from dfm.ui.players.orders import Scene, Want

if TYPE_CHECKING:
    from dfm.core.preview import Preview

DIFFERENCE_GAIN = 4.0


class PictureMaker:
    """Makes the images of one video."""

    def __init__(self, scene: Scene, info: MediaInfo) -> None:
        self.info = info
        self.scrub = scene.scrub
        self._source = PictureSource(info, scene.scrub)
        self._preview: Preview | None = None

    def serves(self, scene: Scene) -> bool:
        """Whether a scene is of this very video."""
        return scene.media is self.info and scene.scrub is self.scrub

    def follow(self, scene: Scene) -> None:
        """Draw what this scene says from now on."""
        if self._preview is None and scene.analysis is not None:
            from dfm.core.preview import Preview

            self._preview = Preview(self.info)
        if self._preview is not None:
            self._preview.set_analysis(scene.analysis)
            self._preview.set_persons(scene.persons)
            self._preview.set_edits(scene.edits, scene.rendered)

    def touches(self, frame: int) -> bool:
        """Whether the edits change a frame."""
        return self._preview is not None and self._preview.touches(frame)

    def picture(self, frame: int) -> VideoFrame:
        """A frame of the video."""
        return self._source.picture(frame)

    def image(self, picture: VideoFrame, cut: Cut) -> QImage:
        """The image of a picture."""
        return image_of(self._pixels(picture, cut))

    def make(self, frame: int, picture: VideoFrame, want: Want, ready: QImage | None = None) -> Drawn:
        """All images that are wanted of a frame; `ready` is that of the input where it is made already."""
        sides = want.mode.sides
        if sides == (Side.INPUT,):
            return Drawn(frame, want, {Side.INPUT: ready or self.image(picture, want.cut)})
        begun = time.perf_counter_ns()
        output, origin = self._output(frame, picture)
        took = (time.perf_counter_ns() - begun) / 1e6
        return Drawn(frame, want, self._images(picture, output, want, ready), origin, took)

    def warm_up(self, scene: Scene, near: int) -> None:
        """Draw some face once, so that the user's first edit shows at once."""
        if self._preview is None or scene.analysis is None or not scene.analysis.tracks:
            return
        track = scene.analysis.tracks[0]
        frame = int(track.frames[np.abs(track.frames - near).argmin()])
        self._preview.set_edits((Edit("happy", 1.0, Span(frame, frame + 1), ramp=0, face=track.number),))
        self._preview.output_of(frame, self.picture(frame))
        self.follow(scene)

    def close(self) -> None:
        """Let go of the video."""
        self._source.close()
        if self._preview is not None:
            self._preview.close()

    def _output(self, frame: int, picture: VideoFrame) -> tuple[VideoFrame, Origin]:
        """The edited picture; the very same picture where no edit shows."""
        if self._preview is None:
            return picture, Origin.UNTOUCHED
        shown = self._preview.output_of(frame, picture)
        return shown.picture, Origin(shown.how.value)

    def _images(
        self, picture: VideoFrame, output: VideoFrame, want: Want, ready: QImage | None
    ) -> dict[Side, QImage]:
        if want.mode.sides == (Side.DIFFERENCE,):
            return {Side.DIFFERENCE: self._difference(picture, output, want.cut)}
        images = {Side.INPUT: ready} if ready is not None else {}
        if Side.INPUT in want.mode.sides and ready is None:
            images[Side.INPUT] = self.image(picture, want.cut)
        if output is picture and Side.INPUT in images:
            images[Side.OUTPUT] = images[Side.INPUT]
        else:
            images[Side.OUTPUT] = self.image(output, want.cut)
        return images

    def _difference(self, picture: VideoFrame, output: VideoFrame, cut: Cut) -> QImage:
        before = self._pixels(picture, cut)
        if output is picture:
            return image_of(np.zeros_like(before))
        between = cv2.absdiff(before, self._pixels(output, cut))
        return image_of(np.asarray(cv2.convertScaleAbs(between, alpha=DIFFERENCE_GAIN), np.uint8))

    def _pixels(self, picture: VideoFrame, cut: Cut) -> NDArray[np.uint8]:
        return screen_rgb(picture, self.info, cut.size, Region(*cut.part) if cut.part else None)


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """R'G'B' pixels (h, w, 3) as an image in the form that the screen takes without another conversion."""
    height, width = pixels.shape[:2]
    image = QImage(width, height, QImage.Format.Format_RGB32)
    room: Any = np.frombuffer(image.bits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)
    cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA, dst=room[:, :width])
    return image


def mesh_edges() -> NDArray[np.int32]:
    """The edges of the face mesh, each once: (E, 2) vertex numbers."""
    from dfm.core import weights
    from dfm.core.faces.model import load_face_model

    triangles = load_face_model(weights.find("face_model")).triangles
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    return np.unique(np.sort(sides, axis=1), axis=0).astype(np.int32)
