"""Squares around faces."""

import numpy as np

from dfm.core.affect.pictures import face_square


def test_the_face_fills_the_middle_of_the_square() -> None:
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[60:140, 100:180] = 255
    points = np.array([[100, 60, 0], [180, 140, 0]], np.float32)
    square = face_square(picture, points, 64, heights=2.0)
    assert square.shape == (64, 64, 3)
    assert square[20:44, 20:44].min() > 200
    assert square[:14].max() == 0


def test_a_face_at_the_edge_is_filled_up_with_its_border() -> None:
    picture = np.full((50, 50, 3), 80, np.uint8)
    square = face_square(picture, np.array([[-10, -10], [60, 60]], np.float32), 32)
    assert (square == 80).all()
