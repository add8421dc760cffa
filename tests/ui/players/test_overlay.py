"""Faces are found where they are: boxes around all landmarks, the smallest under the pointer first."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from dfm.ui.players.maker import mesh_edges
from dfm.ui.players.overlay import FaceMark, face_under, faces_at

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis


def test_faces_are_known_by_frame(short_analysis: "Analysis") -> None:
    track = short_analysis.tracks[0]
    marks = faces_at(short_analysis, int(track.frames[3]))
    assert [mark.number for mark in marks] == [track.number]
    assert all(marks[0].box.contains(QPointF(x, y)) for x, y in track.points[3][:, :2].tolist())
    assert len(marks[0].gaze) == 2
    assert faces_at(short_analysis, 10_000) == ()
    assert faces_at(None, 0) == ()


def test_the_smallest_face_under_the_pointer_is_meant() -> None:
    large = FaceMark(1, QRectF(0, 0, 100, 100), None, ())
    small = FaceMark(2, QRectF(40, 40, 20, 20), None, ())
    assert face_under((large, small), QPointF(50, 50)) == 2
    assert face_under((large, small), QPointF(5, 5)) == 1
    assert face_under((large, small), QPointF(500, 5)) is None


def test_every_edge_of_the_mesh_is_there_once() -> None:
    edges = mesh_edges()
    assert len(np.unique(edges, axis=0)) == len(edges)
    assert (edges[:, 0] < edges[:, 1]).all()
    assert edges.max() == 467
    assert 1200 < len(edges) < 1500
