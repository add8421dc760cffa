"""The whole demo: make the clip, change its moods, and show before and after beside each other."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis, analyze
from dfm.core.demo.clip import make_demo_clip
from dfm.core.document.edits import Edit, parse_edit
from dfm.core.document.publish import publish
from dfm.core.document.timebase import Span
from dfm.core.errors import WriteError
from dfm.core.jobs import Job, Progress
from dfm.core.media.picture import upright_rgb
from dfm.core.media.read import Frame, read_frames
from dfm.core.painter import Painter
from dfm.core.planner import DEFAULT_RENDERER, Planner
from dfm.core.reenact import Layout, ReenactRequest, reenact

CLIP, RESULT, BESIDE, STRIP = "demo.mp4", "result.mp4", "side-by-side.mp4", "demo.jpg"
EDITS = ("surprise:high@0.4-2.2", "sad:high@2.7-4.8")
SHOWN = ("happy", "surprise", "anger", "sad")
SHOWN_INTENSITY = 0.85
SHOWN_AT = Fraction(3, 2)
"""The moment, in seconds, that the strip of pictures shows."""
STRIP_SIDE = 300
LABEL_HEIGHT = 30
JPEG_QUALITY = 88

Picture = NDArray[np.uint8]


def demo(folder: Path) -> Job[Path]:
    """Make the clip, edit it, and show both beside each other; the path of that is returned."""
    clip = yield from make_demo_clip(folder / CLIP)
    analysis = yield from analyze(clip)
    write_strip(clip, analysis, folder / STRIP)
    yield Progress("stills", len(SHOWN), len(SHOWN), "pictures")
    edits = tuple(parse_edit(edit) for edit in EDITS)
    for name, layout in ((RESULT, Layout.FULL), (BESIDE, Layout.SIDE_BY_SIDE)):
        yield from reenact(ReenactRequest(clip, edits, folder / name, layout=layout, overwrite=True))
    return folder / BESIDE


def write_strip(clip: Path, analysis: Analysis, target: Path) -> None:
    """Write one moment of the clip as it is and in four moods, as a JPEG."""
    frame = _frame_at(analysis, int(SHOWN_AT * analysis.media.frame_rate))
    cells = [_cell(_face(frame.picture, analysis, frame.index), "source")]
    for emotion in SHOWN:
        edit = Edit(emotion, SHOWN_INTENSITY, Span(0, analysis.media.frames))
        painter = Painter(analysis.media, Planner(analysis, DEFAULT_RENDERER).plan([edit]))
        cells.append(_cell(_face(painter.paint(frame.index, frame.picture), analysis, frame.index), emotion))
    _write_jpeg(np.hstack(cells), target)


def _frame_at(analysis: Analysis, index: int) -> Frame:
    frames = read_frames(analysis.media, Span(index, index + 1))
    try:
        return next(frames)
    finally:
        frames.close()


def _face(picture: Any, analysis: Analysis, index: int) -> Picture:
    """A square around the largest face."""
    rgb = upright_rgb(picture, analysis.media.rotation, analysis.media.pixel_aspect)
    track = analysis.tracks[0]
    place = track.at(index)
    left, top, width, height = track.boxes[0 if place is None else place]
    side = int(min(1.3 * height, *rgb.shape[:2]))
    x = int(np.clip(left + width / 2 - side / 2, 0, rgb.shape[1] - side))
    y = int(np.clip(top + 0.44 * height - side / 2, 0, rgb.shape[0] - side))
    return rgb[y : y + side, x : x + side]


def _cell(picture: Picture, label: str) -> Picture:
    """The picture at the strip's size, with a word below it."""
    scaled = cv2.resize(picture, (STRIP_SIDE, STRIP_SIDE), interpolation=cv2.INTER_AREA)
    band = np.full((LABEL_HEIGHT, STRIP_SIDE, 3), 255, np.uint8)
    (wide, high), _ = cv2.getTextSize(label, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 1)
    place = ((STRIP_SIDE - wide) // 2, (LABEL_HEIGHT + high) // 2)
    cv2.putText(band, label, place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (40, 40, 40), 1, cv2.LINE_AA)
    return np.vstack([scaled.astype(np.uint8), band])


def _write_jpeg(picture: Picture, target: Path) -> None:
    quality: Sequence[int] = (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), quality)
    try:
        publish(target, data.tobytes())
    except OSError as error:
        raise WriteError(
            f"{target} could not be written ({error.strerror}): choose a folder that allows writing."
        ) from error
