"""A decoded picture as a screen shows it: upright, with square pixels, in its true colours, at any size.

It knows sizes and views in pixels, not windows; colours leave as R'G'B', for whichever toolkit paints them.
"""

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Region, converted, copy_picture, matrix_of, read_rgb
from dfm.core.media.planes import Family, layout_of

SCALED_AS_STORED = ("yuv420p", "yuv422p", "yuv444p", "yuvj420p", "yuvj422p", "yuvj444p")
AVERAGED_FROM = 2
"""Times that a picture shrinks from which on neighbours are averaged."""


def screen_rgb(
    picture: VideoFrame, info: MediaInfo, size: tuple[int, int], view: Region | None = None
) -> NDArray[np.uint8]:
    """The picture, or its part `view` (upright pixels), filling `size` (width, height): uint8 (h, w, 3).

    A size in the proportions of `info.display_size`, or those of the view, has square pixels.
    """
    size = (max(1, size[0]), max(1, size[1]))
    if view is None:
        return _fitted(_upright(_rgb(_shrunk(picture, info.rotation, size)), info.rotation), size)
    return _fitted(_cut(_upright(_rgb(picture), info.rotation), view), size)


def _shrunk(picture: VideoFrame, rotation: int, size: tuple[int, int]) -> VideoFrame:
    """Brought down to `size` before its colours are worked out, where that is less work."""
    width, height = size if rotation % 180 == 0 else (size[1], size[0])
    if picture.format.name not in SCALED_AS_STORED or width > picture.width or height > picture.height:
        return picture
    # a copy: decoders note where chroma lies, edited pictures do not, and the scaler would set them apart
    return converted(copy_picture(picture), picture.format.name, (width, height))


def _rgb(picture: VideoFrame) -> NDArray[np.uint8]:
    layout = layout_of(picture.format.name)
    if layout is not None and layout.family is Family.GRAY:
        whole = Region(0, 0, picture.width, picture.height)
        return np.asarray(np.clip(read_rgb(picture, whole, 0) + 0.5, 0, 255), np.uint8)
    coded = layout is None or layout.family is Family.YUV
    taken_as = int(matrix_of(picture)) if coded else None
    return np.asarray(converted(picture, "rgb24", taken_as=taken_as).to_ndarray(), np.uint8)


def _upright(pixels: NDArray[np.uint8], rotation: int) -> NDArray[np.uint8]:
    import cv2

    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if rotation not in turns:
        return pixels
    return np.asarray(cv2.rotate(pixels, turns[rotation]), np.uint8)


def _cut(pixels: NDArray[np.uint8], view: Region) -> NDArray[np.uint8]:
    """The part of the view that lies inside; at least one pixel."""
    height, width = pixels.shape[:2]
    left, top = min(max(0, view.x), width - 1), min(max(0, view.y), height - 1)
    right, bottom = max(left + 1, view.x + view.width), max(top + 1, view.y + view.height)
    inside: NDArray[np.uint8] = pixels[top:bottom, left:right]
    return inside


def _fitted(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Resized without jags; always contiguous and its own."""
    import cv2

    height, width = pixels.shape[:2]
    if (width, height) == size:
        return np.array(pixels, order="C")
    shrinks = width >= AVERAGED_FROM * size[0] and height >= AVERAGED_FROM * size[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)
