"""The mouth's inside is painted where lips part beyond what the frame shows, and nowhere else."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import INNER_LIPS, LOWER_INNER_LIP, LOWER_OUTER_LIP, UPPER_INNER_LIP
from dfm.core.media.picture import Region
from dfm.core.render.mouth import paint_cavity, stretch_borne
from dfm.core.render.renderer import FaceFrame

WHOLE = Region(0, 0, 320, 360)
SKIN = 180.0


def closed(points: NDArray[np.float32]) -> NDArray[np.float32]:
    out = points.copy()
    middle = (out[list(UPPER_INNER_LIP), 1] + out[list(LOWER_INNER_LIP), 1]) / 2
    out[list(UPPER_INNER_LIP), 1] = middle
    out[list(LOWER_INNER_LIP), 1] = middle
    return out


def opened(points: NDArray[np.float32], by: float) -> NDArray[np.float32]:
    out = points.copy()
    out[[*LOWER_INNER_LIP, *LOWER_OUTER_LIP], 1] += by
    return out


def paint(own: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float32]:
    skin = np.full((360, 320, 3), SKIN, np.float32)
    out = skin.copy()
    paint_cavity(out, skin, WHOLE, FaceFrame(own, wanted, np.zeros(30, np.float32), 1.0))
    return out


def test_closed_lips_show_nothing(points: NDArray[np.float32]) -> None:
    shut = closed(points)
    assert np.array_equal(paint(shut, shut), np.full((360, 320, 3), SKIN, np.float32))


def test_lips_that_the_frame_shows_open_are_left_alone(points: NDArray[np.float32]) -> None:
    own = opened(closed(points), 20)
    assert np.array_equal(paint(own, opened(own, 3)), np.full((360, 320, 3), SKIN, np.float32))


def test_a_mouth_that_opens_shows_a_dark_inside_below_lighter_teeth(points: NDArray[np.float32]) -> None:
    own = closed(points)
    wanted = opened(own, 28)
    out = paint(own, wanted)
    top, bottom, x = wanted[13, 1], wanted[14, 1], int(wanted[13, 0])
    column = out[:, x].mean(axis=1)
    teeth = column[int(top + 0.2 * (bottom - top))]
    inside = column[int(top + 0.6 * (bottom - top))]
    assert inside < 0.4 * SKIN
    assert teeth > 1.5 * inside


def test_nothing_is_painted_outside_the_lips(points: NDArray[np.float32]) -> None:
    own = closed(points)
    wanted = opened(own, 28)
    changed = np.abs(paint(own, wanted) - SKIN).max(axis=2) > 0
    rows, columns = np.nonzero(changed)
    outline = wanted[list(INNER_LIPS), :2]
    assert columns.min() >= outline[:, 0].min() - 3
    assert columns.max() <= outline[:, 0].max() + 3
    assert rows.min() >= outline[:, 1].min() - 3
    assert rows.max() <= outline[:, 1].max() + 3


def test_a_face_at_the_edge_of_the_picture_is_no_trouble(points: NDArray[np.float32]) -> None:
    away = points + np.array([-170, 0, 0], np.float32)
    assert np.isfinite(paint(closed(away), opened(closed(away), 28))).all()


def test_borrowed_mouths_bear_being_stretched_a_little(points: NDArray[np.float32]) -> None:
    shut = closed(points)
    wanted = opened(shut, 28)
    assert stretch_borne(wanted, wanted) == 1
    assert stretch_borne(opened(shut, 20), wanted) == 1
    assert 0 < stretch_borne(opened(shut, 14), wanted) < 1
    assert stretch_borne(opened(shut, 5), wanted) == 0
    assert stretch_borne(shut, shut) == 1
    assert stretch_borne(3 * opened(shut, 20), wanted) == 1  # however large the face is
