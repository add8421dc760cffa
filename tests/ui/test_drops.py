"""A dropped file is a person, a renderer or something to open, and the veil says which."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QRect, QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfm.ui.desk import Desk
from dfm.ui.drops import DropVeil, Use, dropped_file, use_of


def dragged(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def test_the_first_file_of_this_machine_is_taken() -> None:
    assert dropped_file(dragged("https://example.org/a.mp4", "file:///b.mp4", "file:///c.mp4")) == Path(
        "/b.mp4"
    )
    assert dropped_file(dragged("https://example.org/a.mp4")) is None
    assert dropped_file(QMimeData()) is None


@pytest.mark.parametrize(
    ("name", "use", "words"),
    [
        ("anna.DFMPERSON", Use.PLAYING, "Drop to play face 1 as anna"),
        ("talk.dfmrenderer", Use.DRAWING, "Drop to draw with talk"),
        ("talk.mp4", Use.OPENING, "Drop to open"),
        ("talk.dfm", Use.OPENING, "Drop to open"),
    ],
)
def test_the_end_of_the_name_tells_what_a_file_is_for(
    qtbot: QtBot, desk: Desk, name: str, use: Use, words: str
) -> None:
    window, room = QWidget(), QRect(0, 0, 100, 60)
    qtbot.addWidget(window)
    window.show()
    veil = DropVeil(desk, window)
    assert use_of(Path(name), desk) is use
    veil.cover(room, Path(name))
    assert (veil.text(), veil.geometry(), veil.isVisible()) == (words, room, True)


def test_without_a_video_every_file_is_opened(qtbot: QtBot) -> None:
    for name in ("anna.dfmperson", "talk.dfmrenderer", "talk.mp4"):
        assert use_of(Path(name), Desk()) is Use.OPENING
