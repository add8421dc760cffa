"""Pictures kept on disk, each compressed on its own, so that any one is back within milliseconds.

The samples are kept as JPEG keeps them, a grey level or two off, in the picture's own matrix and range. A
store may be used from several threads. It knows keys, not what they stand for; `frame_key` is for the
frames of a video.
"""

from fractions import Fraction
from pathlib import Path
from threading import Lock

import av
import numpy as np
from av.codec import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from dfm.core.errors import WriteError
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Matrix, converted, copy_picture, is_full_range, like, matrix_of
from dfm.core.media.planes import FULL_RANGE, Family, Layout, layout_of, plane_array
from dfm.core.media.segments import Segment

STORED = {(1, 1): "yuv420p", (1, 0): "yuv422p", (0, 0): "yuv444p"}
RELABELLED = {f"yuvj{each}p": f"yuv{each}p" for each in ("420", "422", "444")}
NEUTRAL = 128
SPARE = 256
"""Bytes that a record takes beside its content, at most."""


def frame_key(index: int) -> bytes:
    """The key of a video's frame."""
    return index.to_bytes(8, "big")


class PictureStore:
    """Pictures by key, in one file that keeps to `most_bytes` by dropping the oldest half; close it.

    `quality` is JPEG's quantiser: 2 is best, 3 hardly differs, 8 takes half the room.
    """

    def __init__(
        self, path: Path, info: MediaInfo, *, quality: int = 3, most_bytes: int | None = None
    ) -> None:
        """Open the file or make it; WriteError where neither can be done."""
        self._path, self._most_bytes = path, most_bytes
        self._encoder, self._decoder = _Encoder(quality), _Decoder()
        self._largest = info.width * info.height // 4  # two bits a pixel
        self._lock = Lock()
        self._closed = False
        try:
            older = self._older_path
            self._older = Segment(older) if older.exists() else None
            self._newer = Segment(path)
        except OSError as error:
            raise self._explained(error) from error

    @property
    def bytes_used(self) -> int:
        """What all records take on the disk."""
        with self._lock:
            return self._newer.size + (self._older.size if self._older else 0)

    @property
    def has_room(self) -> bool:
        """Whether one more picture, as large as the largest so far, drops none."""
        with self._lock:
            return self._fits(self._largest) or self._older is None

    def __contains__(self, key: bytes) -> bool:
        with self._lock:
            return key in self._newer or (self._older is not None and key in self._older)

    def put(self, key: bytes, picture: VideoFrame) -> None:
        """Keep a picture, in place of one that has the same key; WriteError where it finds no room."""
        about, content = self._encoder.encode(picture)
        with self._lock:
            if self._closed:
                return
            try:
                self._make_room(len(content))
                self._newer.append(key, about, content)
                self._largest = max(self._largest, len(content))
            except OSError as error:
                raise self._explained(error) from error

    def get(self, key: bytes) -> VideoFrame | None:
        """The picture, without times, or None where it is not there or no longer whole."""
        with self._lock:
            found = None if self._closed else self._read(key)
        return self._decoder.decode(*found) if found else None

    def close(self) -> None:
        """Let go of the file, which stays; afterwards nothing is found or kept."""
        with self._lock:
            self._closed = True
            self._newer.close()
            if self._older is not None:
                self._older.close()

    @property
    def _older_path(self) -> Path:
        return self._path.with_name(self._path.name + ".older")

    def _read(self, key: bytes) -> tuple[bytes, bytes] | None:
        try:
            found = self._newer.read(key)
            return found if found or self._older is None else self._older.read(key)
        except OSError:
            return None

    def _fits(self, size: int) -> bool:
        return self._most_bytes is None or self._newer.size + size + SPARE <= self._most_bytes // 2

    def _make_room(self, size: int) -> None:
        """Two halves: when the newer one is full it becomes the older one, whose pictures go."""
        if self._fits(size):
            return
        if self._older is not None:
            self._older.close()
        self._newer.move(self._older_path)
        self._older, self._newer = self._newer, Segment(self._path)

    def _explained(self, error: OSError) -> WriteError:
        return WriteError(
            f"{self._path} cannot be written ({error.strerror or error}): free some space or choose another"
            " folder for the cache."
        )


class _Encoder:
    """Pictures to JPEG; its state is made anew when their size or format changes."""

    def __init__(self, quality: int) -> None:
        self._quality = quality
        self._context: VideoCodecContext | None = None
        self._count = 0
        self._lock = Lock()

    def encode(self, picture: VideoFrame) -> tuple[bytes, bytes]:
        """What describes the picture's colours, and its samples."""
        stored = _storable(picture)
        about = bytes(
            (
                picture.format.name in RELABELLED,
                int(stored.color_range),
                int(stored.colorspace),
                int(stored.color_primaries),
                int(stored.color_trc),
            )
        )
        with self._lock:
            context = self._context_for(stored)
            self._count += 1
            stored.pts, stored.time_base = self._count, context.time_base
            stored.pict_type = PictureType.NONE
            stored.color_range = 1  # the samples are kept as they are: this is how the encoder lets them be
            return about, b"".join(bytes(each) for each in context.encode(stored))

    def _context_for(self, picture: VideoFrame) -> VideoCodecContext:
        wanted = (picture.width, picture.height, picture.format.name)
        context = self._context
        if context is None or (context.width, context.height, context.pix_fmt) != wanted:
            context = CodecContext.create("mjpeg", "w")
            assert isinstance(context, VideoCodecContext)
            context.width, context.height, context.pix_fmt = wanted
            context.time_base, context.color_range, context.thread_count = Fraction(1, 25), 1, 1
            quality = str(self._quality)
            context.options = {"huffman": "default", "strict": "unofficial", "qmin": quality, "qmax": quality}
            self._context = context
        return context


class _Decoder:
    """JPEG to pictures."""

    def __init__(self) -> None:
        self._context: VideoCodecContext | None = None
        self._lock = Lock()

    def decode(self, about: bytes, content: bytes) -> VideoFrame | None:
        """The picture in the colours that `about` describes; None where it does not decode."""
        with self._lock:
            if self._context is None:
                context = CodecContext.create("mjpeg", "r")
                assert isinstance(context, VideoCodecContext)
                context.thread_count = 1
                self._context = context
            try:
                pictures = self._context.decode(Packet(content))
            except av.error.FFmpegError:
                self._context = None
                return None
        return _described(pictures[0], about) if pictures else None


def _described(picture: VideoFrame, about: bytes) -> VideoFrame:
    relabelled, picture.color_range, picture.colorspace, picture.color_primaries, picture.color_trc = about
    picture.pts = None
    original = {stored: name for name, stored in RELABELLED.items()}
    return copy_picture(picture, original[picture.format.name]) if relabelled else picture


def _storable(picture: VideoFrame) -> VideoFrame:
    """A picture of its own in one of the three formats that are stored."""
    name = picture.format.name
    if name in STORED.values():
        return copy_picture(picture)
    if name in RELABELLED:
        stored = copy_picture(picture, RELABELLED[name])
        stored.color_range = FULL_RANGE
        return stored
    layout = layout_of(name)
    if layout is not None and layout.family is Family.GRAY:
        return _coloured(picture)
    if layout is not None and layout.family is Family.YUV:
        stored = like(picture, converted(picture, STORED.get(layout.subsampling, "yuv444p")))
        stored.color_range = FULL_RANGE if is_full_range(picture) else picture.color_range
        return stored
    return _from_rgb(picture, layout)


def _from_rgb(picture: VideoFrame, layout: Layout | None) -> VideoFrame:
    """R'G'B', or a format that only a conversion helps, as Y'CbCr of the full range."""
    rgb = layout is not None or picture.format.name.startswith(("rgb", "bgr", "gbr", "pal"))
    taken_as = None if rgb else int(matrix_of(picture))
    stored = converted(picture, "yuv444p", matrix=Matrix.BT709, color_range=FULL_RANGE, taken_as=taken_as)
    like(picture, stored)
    stored.colorspace, stored.color_range = Matrix.BT709, FULL_RANGE
    return stored


def _coloured(picture: VideoFrame) -> VideoFrame:
    """A grey picture with chroma that says nothing."""
    grey = converted(picture, "gray")
    stored = like(picture, VideoFrame(grey.width, grey.height, "yuv420p"))
    source, luma = plane_array(grey, 0, np.uint8), plane_array(stored, 0, np.uint8)
    length = min(source.shape[1], luma.shape[1])
    luma[:, :length] = source[:, :length]
    for plane in (1, 2):
        plane_array(stored, plane, np.uint8)[:] = NEUTRAL
    return stored
