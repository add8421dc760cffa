"""Test footage of any size and length, made from a short clip of one face.

The clip is scaled until the face has the wanted height, mirrored outwards to fill the frame, and played to
and fro until it is long enough, so that motion and texture stay those of real pictures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from dfm.core.jobs import Job, Progress

Picture = NDArray[np.uint8]
MOST_FRAMES = 150


@dataclass(frozen=True, slots=True)
class Shape:
    """Width and height of the footage in pixels, its frames, and the face's share of the height."""

    width: int
    height: int
    frames: int
    face_share: float = 1 / 3
    rate: Fraction = Fraction(30)


def make_footage(pictures: list[Picture], face: tuple[float, float, float, float], shape: Shape,
                 target: Path) -> Job[Path]:  # fmt: skip
    """Write H.264 footage from upright RGB pictures whose face fills `face` (left, top, width, height)."""
    place = _placement(face, shape)
    frames = [_placed(picture, place, shape) for picture in pictures[: min(MOST_FRAMES, shape.frames)]]
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=shape.rate)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "16"}
        for index, order in enumerate(to_and_fro(len(frames), shape.frames)):
            frame = frames[order]
            frame.pts, frame.time_base = index, 1 / shape.rate
            container.mux(stream.encode(frame))
            yield Progress(f"making {shape.width}x{shape.height} footage", index + 1, shape.frames)
        container.mux(stream.encode(None))
    return target


def to_and_fro(count: int, length: int) -> Iterator[int]:
    """0, 1, .. count-1, .. 1, 0, 1 .. : `length` indices without a jump."""
    period = max(1, 2 * (count - 1))
    for index in range(length):
        step = index % period
        yield min(step, period - step) if count > 1 else 0


def _placement(face: tuple[float, float, float, float], shape: Shape) -> NDArray[np.float64]:
    left, top, width, height = face
    scale = shape.height * shape.face_share / max(height, 1.0)
    return np.array(
        [
            [scale, 0, shape.width / 2 - scale * (left + width / 2)],
            [0, scale, shape.height * 0.45 - scale * (top + height / 2)],
        ],
        np.float64,
    )


def _placed(picture: Picture, place: NDArray[np.float64], shape: Shape) -> av.VideoFrame:
    filled = cv2.warpAffine(
        picture, place, (shape.width, shape.height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    ).astype(np.uint8)
    return av.VideoFrame.from_ndarray(filled, format="rgb24").reformat(format="yuv420p")


def repeated(clip: Path, target: Path, times: int) -> Job[Path]:
    """Write a video that shows a clip without B-frames so many times over, without coding it again."""
    with av.open(str(target), "w") as output:
        stream: VideoStream | None = None
        shift = 0
        for count in range(times):
            with av.open(str(clip)) as source:
                stream = stream or output.add_stream_from_template(source.streams.video[0])
                last = 0
                for packet in source.demux(video=0):
                    if packet.dts is None or packet.pts is None:
                        continue
                    last = max(last, packet.pts + (packet.duration or 1))
                    packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, stream
                    output.mux(packet)
                shift += last
            yield Progress("repeating footage", count + 1, times, "times")
    return target
