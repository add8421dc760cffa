"""Where a picture lies in a view: fitted, or magnified around a point of it. Pure geometry.

Views are measured in device pixels, pictures in square pixels of the upright raster. A magnified picture
never leaves an edge of the view bare that it could fill.
"""

from dataclasses import dataclass
from math import ceil, floor

from PySide6.QtCore import QPointF, QRect, QRectF, QSize

MOST_SCALE = 16.0
STICKS_TO_FIT = 1.02
"""Zooming out to within this factor of the fitting scale fits the picture."""


@dataclass(frozen=True, slots=True)
class Framing:
    """`scale` device pixels for one of the picture, None for as large as fits; (x, y) is the point of the
    picture in the middle of the view, as shares of its width and height."""

    scale: float | None = None
    x: float = 0.5
    y: float = 0.5


FIT = Framing()


def fitting_scale(picture: QSize, view: QSize) -> float:
    """The scale at which the whole picture just fits."""
    return min(view.width() / max(1, picture.width()), view.height() / max(1, picture.height()))


def scale_of(framing: Framing, picture: QSize, view: QSize) -> float:
    """The scale that a framing comes to in a view."""
    return fitting_scale(picture, view) if framing.scale is None else framing.scale


def place(framing: Framing, picture: QSize, view: QSize) -> QRectF:
    """Where the whole picture lies, in the view's device pixels; its corner is on a whole pixel."""
    scale = scale_of(framing, picture, view)
    width, height = max(1, round(picture.width() * scale)), max(1, round(picture.height() * scale))
    left = _start(framing.x, width, view.width())
    top = _start(framing.y, height, view.height())
    return QRectF(left, top, width, height)


def _start(share: float, length: int, room: int) -> int:
    if length <= room:
        return (room - length) // 2
    return round(min(0, max(room - length, room / 2 - share * length)))


def zoomed(framing: Framing, factor: float, at: QPointF, picture: QSize, view: QSize) -> Framing:
    """Magnify by a factor; what lies at the point `at` of the view stays there."""
    fit = fitting_scale(picture, view)
    least = min(fit, 1.0)
    scale = min(max(scale_of(framing, picture, view) * factor, least), max(MOST_SCALE, fit))
    if (factor < 1 and fit / STICKS_TO_FIT <= scale <= fit * STICKS_TO_FIT) or scale <= least:
        return FIT if least == fit else Framing(least)
    before = place(framing, picture, view)
    share_x = (at.x() - before.x()) / before.width()
    share_y = (at.y() - before.y()) / before.height()
    x = share_x + (view.width() / 2 - at.x()) / (picture.width() * scale)
    y = share_y + (view.height() / 2 - at.y()) / (picture.height() * scale)
    return settled(Framing(scale, x, y), picture, view)


def panned(framing: Framing, by: QPointF, picture: QSize, view: QSize) -> Framing:
    """Push the picture along by so many device pixels."""
    if framing.scale is None:
        return framing
    x = framing.x - by.x() / (picture.width() * framing.scale)
    y = framing.y - by.y() / (picture.height() * framing.scale)
    return settled(Framing(framing.scale, x, y), picture, view)


def settled(framing: Framing, picture: QSize, view: QSize) -> Framing:
    """The framing with its middle where the picture really comes to lie."""
    lies = place(framing, picture, view)
    x = (view.width() / 2 - lies.x()) / lies.width()
    y = (view.height() / 2 - lies.y()) / lies.height()
    return Framing(framing.scale, x, y)


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a picture that a view shows: `part` (x, y, width, height) in pixels of the upright raster,
    None for all of it, and the `size` in device pixels that it is to have."""

    size: tuple[int, int]
    part: tuple[int, int, int, int] | None = None


def cut_of(lies: QRectF, raster: QSize, view: QSize) -> Cut:
    """The cut that a view of this size needs of a picture that lies so."""
    if QRectF(0, 0, view.width(), view.height()).contains(lies):
        return Cut((int(lies.width()), int(lies.height())))
    left, right = _seen(lies.x(), lies.width(), raster.width(), view.width())
    top, bottom = _seen(lies.y(), lies.height(), raster.height(), view.height())
    part = (left, top, right - left, bottom - top)
    target = target_of(part, lies, raster)
    return Cut((target.width(), target.height()), part)


def _seen(start: float, length: float, pixels: int, room: int) -> tuple[int, int]:
    first = floor(max(0.0, -start) / length * pixels)
    last = ceil(min(length, room - start) / length * pixels)
    return min(first, pixels - 1), min(max(last, first + 1), pixels)


def target_of(part: tuple[int, int, int, int] | None, lies: QRectF, raster: QSize) -> QRect:
    """Where in the view a part of the picture lies, in whole device pixels."""
    if part is None:
        return lies.toRect()
    x, y, width, height = part
    across, down = lies.width() / raster.width(), lies.height() / raster.height()
    left, top = round(lies.x() + x * across), round(lies.y() + y * down)
    right, bottom = round(lies.x() + (x + width) * across), round(lies.y() + (y + height) * down)
    return QRect(left, top, max(1, right - left), max(1, bottom - top))
