"""Two pictures of one size joined into one, left and right as seen upright."""

import numpy as np
from av.video.frame import VideoFrame

from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import converted, editable, like
from dfm.core.media.planes import layout_of, plane_array


def side_by_side_size(info: MediaInfo) -> tuple[int, int]:
    """Width and height of the stored raster that `side_by_side` makes of this video's pictures."""
    return (info.width, info.height * 2) if info.rotation % 180 else (info.width * 2, info.height)


def side_by_side(left: VideoFrame, right: VideoFrame, rotation: int = 0) -> VideoFrame:
    """Both pictures, of one size, beside each other as seen upright; times and colours are the right's."""
    left, right = (_whole_cells(editable(each)) for each in (left, right))
    if left.format.name != right.format.name:
        left = converted(left, right.format.name)
    if rotation % 180 == 0:
        both = VideoFrame(right.width * 2, right.height, right.format.name)
    else:
        both = VideoFrame(right.width, right.height * 2, right.format.name)
    first, second = (left, right) if rotation in (0, 270) else (right, left)
    for number in range(len(both.planes)):
        _join(first, second, both, number, along=1 if rotation % 180 == 0 else 0)
    return like(right, both)


def _join(first: VideoFrame, second: VideoFrame, both: VideoFrame, number: int, along: int) -> None:
    """Copy one plane of two pictures into a larger one, along its rows (1) or below each other (0)."""
    target = plane_array(both, number, np.uint8)
    sources = [plane_array(each, number, np.uint8) for each in (first, second)]
    length = _row_bytes(both, number)
    if along:
        half = length // 2
        target[:, :half] = sources[0][:, :half]
        target[:, half:length] = sources[1][:, :half]
    else:
        half = both.planes[number].height // 2
        target[:half, :length] = sources[0][:, :length]
        target[half:, :length] = sources[1][:, :length]


def _row_bytes(picture: VideoFrame, number: int) -> int:
    """The bytes of a row that hold samples."""
    layout = layout_of(picture.format.name)
    assert layout is not None
    step = next((part.step for part in layout.parts if part.plane == number), 1)
    return picture.planes[number].width * step * np.dtype(layout.dtype).itemsize


def _whole_cells(picture: VideoFrame) -> VideoFrame:
    """Chroma of odd-sized pictures would fall between two samples when they are joined: keep all of it."""
    layout = layout_of(picture.format.name)
    if layout is None or layout.subsampling == (0, 0):
        return picture
    if (
        picture.width % (1 << layout.subsampling[0]) == 0
        and picture.height % (1 << layout.subsampling[1]) == 0
    ):
        return picture
    return converted(picture, "yuv444p" if layout.depth == 8 else f"yuv444p{layout.depth}le")
