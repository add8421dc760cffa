"""Contact sheets: what a result looks like, as rows of source and output frames with labels.

A sheet is for the eyes of whoever judges a change; sheets of other people's footage go to an ignored folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.document.publish import publish
from dfm.core.errors import WriteError

Picture = NDArray[np.uint8]

_LABEL = 22
_GAP = 4
_GROUND = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture (H, W, 3) RGB with the words above it; an empty label leaves the band blank."""

    picture: Picture
    label: str = ""


def contact_sheet(rows: Sequence[Sequence[Cell]], height: int = 256, title: str = "") -> Picture:
    """All cells at one height in px, row under row, left-aligned: one RGB picture."""
    bands = [_row(row, height) for row in rows if row]
    if title:
        bands.insert(0, _words(title, max([band.shape[1] for band in bands], default=320)))
    if not bands:
        return np.full((_LABEL, _LABEL, 3), _GROUND, np.uint8)
    width = max(band.shape[1] for band in bands)
    return np.concatenate([_widened(band, width) for band in bands], axis=0)


def before_and_after(frames: Sequence[tuple[str, Picture, Picture]], height: int = 256,
                     title: str = "") -> Picture:  # fmt: skip
    """A sheet of two rows: the source frames above, what was made of them below."""
    above = [Cell(source, label) for label, source, _ in frames]
    below = [Cell(made) for _, _, made in frames]
    return contact_sheet([above, below], height, title)


def around(rgb: Picture, points: NDArray[np.float32], heights: float = 1.9) -> Picture:
    """The square of a picture around a face's landmarks (K, 2 or 3), `heights` faces high, kept inside."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    side = int(min(max(float(high[1] - low[1]) * heights, 16.0), *rgb.shape[:2]))
    left, top = (int(value) for value in ((low + high) / 2 - side / 2).round())
    left = int(np.clip(left, 0, rgb.shape[1] - side))
    top = int(np.clip(top, 0, rgb.shape[0] - side))
    return rgb[top : top + side, left : left + side]


def labelled(lines: Sequence[tuple[str, Sequence[Picture]]]) -> list[list[Cell]]:
    """Rows of pictures, each with its label over the first one."""
    return [
        [Cell(picture, "" if column else label) for column, picture in enumerate(pictures)]
        for label, pictures in lines
    ]


def write_picture(picture: Picture, target: Path) -> None:
    """Publish an RGB picture as PNG or JPEG by its name's ending; makes the folder it lies in."""
    _, data = cv2.imencode(target.suffix or ".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        publish(target, data.tobytes())
    except OSError as error:
        raise WriteError(
            f"{target} could not be written ({error.strerror}); choose a folder you can write to."
        ) from error


def _row(row: Sequence[Cell], height: int) -> Picture:
    cells = []
    for cell in row:
        picture = _scaled(cell.picture, height)
        column = np.concatenate([_words(cell.label, picture.shape[1]), picture], axis=0)
        cells.append(_widened(column, column.shape[1] + _GAP))
    return np.concatenate(cells, axis=1)


def _scaled(picture: Picture, height: int) -> Picture:
    width = max(1, round(picture.shape[1] * height / picture.shape[0]))
    how = cv2.INTER_AREA if height < picture.shape[0] else cv2.INTER_CUBIC
    return cv2.resize(picture, (width, height), interpolation=how).astype(np.uint8)


def _words(text: str, width: int) -> Picture:
    band = np.full((_LABEL, width, 3), _GROUND, np.uint8)
    plain = text.encode("ascii", "replace").decode("ascii")
    cv2.putText(band, plain, (4, _LABEL - 7), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (235, 235, 235), 1, cv2.LINE_AA)
    return band


def _widened(picture: Picture, width: int) -> Picture:
    missing = width - picture.shape[1]
    return np.pad(picture, ((0, 0), (0, missing), (0, 0)), constant_values=_GROUND) if missing else picture
