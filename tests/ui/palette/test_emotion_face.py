"""Faces: eight that differ, in their colour, sharp at every size, on nothing but themselves."""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from dfm.core.document.emotions import EMOTIONS
from dfm.ui.palette import draw_face, face_pixmap


def drawn(name: str, size: int, colour: str = "#808080") -> NDArray[np.int16]:
    """A face's pixels (size, size, 4): blue, green, red, alpha."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_face(painter, QRectF(0, 0, size, size), name, colour)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(size, size, 4).astype(np.int16)


@pytest.mark.parametrize("size", [16, 24, 48])
def test_no_two_faces_look_alike_even_without_their_colours(qapp: QApplication, size: int) -> None:
    faces = {row.name: drawn(row.name, size)[..., :3] for row in EMOTIONS}
    for one, other in combinations(faces, 2):
        differing = (np.abs(faces[one] - faces[other]).max(axis=-1) > 48).mean()
        assert differing > 0.05, (one, other)


def test_a_face_has_the_colour_that_is_asked_for_and_clear_corners(qapp: QApplication) -> None:
    for row in EMOTIONS:
        face = drawn(row.name, 48, row.colour)
        assert face[[0, 0, -1, -1], [0, -1, 0, -1], 3].max() == 0
        cheek = QColor(*(int(part) for part in face[26, 4, 2::-1]))
        assert abs(cheek.hslHueF() - QColor(row.colour).hslHueF()) < 0.05
        assert cheek.alphaF() == 1


def test_a_face_lies_in_the_middle_of_its_rectangle(qapp: QApplication) -> None:
    image = QImage(60, 20, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_face(painter, QRectF(0, 0, 60, 20), "happy", "#F2B705")
    assert not painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.end()
    assert image.pixelColor(10, 10).alpha() == 0
    assert image.pixelColor(22, 10).alpha() == 255
    assert image.pixelColor(50, 10).alpha() == 0


def test_a_picture_is_sharp_on_a_dense_screen_and_drawn_once(qapp: QApplication) -> None:
    picture = face_pixmap("fear", 16, ratio=2.0)
    assert (picture.width(), picture.deviceIndependentSize().width()) == (32, 16)
    assert face_pixmap("fear", 16, ratio=2.0).cacheKey() == picture.cacheKey()
    assert face_pixmap("fear", 16, "#FFFFFF", 2.0).cacheKey() != picture.cacheKey()
