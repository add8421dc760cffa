"""A lossless copy of a stretch of a video, so that an evaluation edits seconds and not minutes.

The samples, the timing and the colour properties are those of the original; sound is left out.
"""

from pathlib import Path

import av
from av.video.stream import VideoStream

from dfm.core.document.timebase import Span
from dfm.core.media.encoding import Encoding, add_video, for_encoder
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import copy_picture, editable
from dfm.core.media.read import read_frames


def write_excerpt(media: MediaInfo, span: Span, target: Path) -> Path:
    """Write frames `span` of a video as FFV1 in Matroska; returns the target."""
    frames = read_frames(media, span)
    stream: VideoStream | None = None
    first = 0
    try:
        with av.open(str(target), "w", format="matroska") as container:
            for frame in frames:
                if stream is None:
                    size, first = (media.width, media.height), frame.pts
                    stream = add_video(container, media, Encoding("ffv1"), size, media.time_base)
                picture = for_encoder(copy_picture(editable(frame.picture)), stream)
                picture.pts, picture.time_base = frame.pts - first, media.time_base
                container.mux(stream.encode(picture))
            if stream is not None:
                container.mux(stream.encode(None))
    finally:
        frames.close()
    return target
