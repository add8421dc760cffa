"""A face's own small picture, cut out of the filmstrip."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage

from dfm.ui.timeline.film_lane import FilmLane

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis

ROOM = 1.25
"""How much more than the face is shown."""


def face_thumbnail(analysis: "Analysis | None", face: int, film: FilmLane, side: int) -> QImage | None:
    """A square picture of a face, of so many pixels; None while there is no picture of it."""
    track = next((each for each in analysis.tracks if each.number == face), None) if analysis else None
    if analysis is None or track is None or not len(track.frames):
        return None
    width, height = analysis.media.upright_size
    for share in (0.5, 0.25, 0.75, 0.1, 0.9, 0.0):
        frame = int(track.frames[int(share * (len(track.frames) - 1))])
        found = film.picture_near(frame)
        place = track.at(found[0]) if found else None
        if found is None or place is None:
            continue
        image = found[1]
        across, down = image.width() / width, image.height() / height
        left, top, wide, high = (float(value) for value in track.boxes[place])
        box = QRectF(left * across, top * down, wide * across, high * down)
        reach = max(box.width(), box.height()) * ROOM / 2
        square = QRectF(box.center().x() - reach, box.center().y() - reach, 2 * reach, 2 * reach)
        cut = image.copy(square.toAlignedRect().intersected(image.rect()))
        aspect, smooth = (
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled = cut.scaled(side, side, aspect, smooth)
        return scaled.copy((scaled.width() - side) // 2, (scaled.height() - side) // 2, side, side)
    return None
