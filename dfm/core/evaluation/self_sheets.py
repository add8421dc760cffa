"""What self-reenactment looks like: a contact sheet, maps of where it goes wrong, and a video side by side.

All go into one folder, named after the clip; sheets of other people's footage go to an ignored one.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dfm.core.document.timebase import Span
from dfm.core.evaluation.crops import SIDE
from dfm.core.evaluation.cross import Attempt
from dfm.core.evaluation.drivers import OWN, WORDS
from dfm.core.evaluation.metrics import pixel_distance
from dfm.core.evaluation.sheets import Cell, Picture, contact_sheet, labelled, write_picture
from dfm.core.jobs import Job, Progress
from dfm.core.media.encoding import LIMITED_RANGE
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Matrix
from dfm.core.media.read import Frame, read_frames
from dfm.core.media.write import VideoWriter

SHOWN = 6
WORST = 60.0
"""The distance in RGB from which on a map is at its brightest."""
LONGEST = 125
"""Frames of a video."""
_BAR = 18
Attempts = Mapping[str, Sequence[Attempt]]
"""What each driver made of the same frames, by its name."""


def write_sheet(title: str, made: Attempts, path: Path) -> None:
    """The frames as filmed, the source laid over them, and what each driver made of it."""
    own = made[OWN]
    kept = np.linspace(0, len(own) - 1, min(SHOWN, len(own))).round().astype(int)
    lines = [("as filmed", [own[each].real for each in kept])]
    lines.append(("source of A, aligned", [own[each].aligned for each in kept]))
    lines += [(WORDS[name], [attempts[each].made for each in kept]) for name, attempts in made.items()]
    write_picture(contact_sheet(labelled(lines), title=title), path)


def write_maps(title: str, made: Attempts, path: Path) -> None:
    """Beside a mean picture of the truth, for each driver how far from it each pixel is on average."""
    own = made[OWN]
    mean = np.mean([each.real for each in own], axis=0)
    cells = [Cell(np.asarray(mean + 0.5, np.uint8), "as filmed, mean")]
    for name, attempts in made.items():
        away = error_map(attempts)
        cells.append(Cell(coloured(away), f"{WORDS[name]}: {away.mean():.1f}"))
    scale = coloured(np.tile(np.linspace(0, WORST, len(mean), dtype=np.float32), (_BAR, 1)))
    words = f"{title}: mean distance in RGB; scale from 0 to {WORST:g} and more"
    sheet = contact_sheet([cells], title=words)
    ground = np.full((_BAR, sheet.shape[1], 3), sheet[0, 0], np.uint8)
    ground[:, : scale.shape[1]] = scale
    write_picture(np.concatenate([sheet, ground]), path)


def error_map(attempts: Sequence[Attempt]) -> NDArray[np.float32]:
    """How far from the truth each pixel (256, 256) is, averaged over the frames."""
    total = sum(pixel_distance(each.real, each.made) for each in attempts)
    return np.asarray(total / max(len(attempts), 1), np.float32)


def coloured(distance: NDArray[np.float32]) -> Picture:
    """Distances (H, W) as colours (H, W, 3), dark to bright."""
    grey = np.clip(distance / WORST * 255 + 0.5, 0, 255).astype(np.uint8)
    return np.asarray(cv2.applyColorMap(grey, cv2.COLORMAP_INFERNO)[..., ::-1], np.uint8)


def write_video(
    media: MediaInfo,
    span: Span,
    names: Sequence[str],
    draw: Callable[[Frame], Sequence[Attempt]],
    path: Path,
) -> Job[None]:
    """The media frames of a span as filmed and as each driver makes them, beside each other, with their
    sound; `draw` makes an attempt for each of the drivers of these names."""
    blank = np.zeros((SIDE, SIDE, 3), np.uint8)
    height, width = _joined(names, [blank] * (1 + len(names))).shape[:2]
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        VideoWriter(_plain(media), path, overwrite=True, size=(width, height), span=span) as writer,
        closing(read_frames(media, span)) as frames,
    ):
        for done, frame in enumerate(frames, 1):
            attempts = draw(frame)
            joined = _joined(names, [attempts[0].real, *(each.made for each in attempts)])
            writer.write(replace(frame, picture=VideoFrame.from_ndarray(joined, format="rgb24")))
            yield Progress("video side by side", done, span.length)


def _joined(names: Sequence[str], pictures: Sequence[Picture]) -> Picture:
    """One frame of the video; of even width and height, as most codecs want it."""
    words = ["as filmed", *(WORDS[name] for name in names)]
    sheet = contact_sheet([[Cell(picture, word) for picture, word in zip(pictures, words, strict=True)]])
    odd = [each % 2 for each in sheet.shape[:2]]
    return np.pad(sheet, ((0, odd[0]), (0, odd[1]), (0, 0)), mode="edge")


def _plain(media: MediaInfo) -> MediaInfo:
    """A video's times and sound, with pictures that are upright, square-pixelled and of everyday colours."""
    everyday = int(Matrix.BT709)
    return replace(
        media,
        rotation=0,
        display_matrix=None,
        pixel_aspect=Fraction(1),
        pix_fmt="yuv420p",
        bit_depth=8,
        color_range=LIMITED_RANGE,
        color_matrix=everyday,
        color_primaries=everyday,
        color_transfer=everyday,
        interlaced=False,
    )
