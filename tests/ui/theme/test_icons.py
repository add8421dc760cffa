"""Icons follow the theme and are sharp at every scale."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from dfm.ui.theme import DARK, LIGHT, theme_hub
from dfm.ui.theme.icons import icon, pixmap


def _colours(image: QImage) -> set[str]:
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    full = [image.pixelColor(x, y) for x, y in points if image.pixelColor(x, y).alpha() == 255]
    return {colour.name().upper() for colour in full}


def test_an_icon_takes_the_colour_of_the_theme_that_shows(qapp: QApplication) -> None:
    play = icon("play")
    assert _colours(play.pixmap(32, 32).toImage()) == {DARK.text}
    theme_hub.use(LIGHT)
    assert _colours(play.pixmap(32, 32).toImage()) == {LIGHT.text}
    assert _colours(icon("delete", "alarm").pixmap(32, 32).toImage()) == {LIGHT.alarm}


def test_what_cannot_be_used_is_faint(qapp: QApplication) -> None:
    image = icon("play").pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
    assert _colours(image) == {DARK.faint}


def test_icons_are_sharp_at_twice_the_size(qapp: QApplication) -> None:
    picture = pixmap("play", 16, ratio=2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)


def test_an_unknown_name_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icon("no-such-glyph")
    with pytest.raises((KeyError, AttributeError)):
        icon("play", "ultraviolet")
