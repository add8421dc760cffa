"""The curve of a training is drawn above and below that of reference, in both themes."""

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from dfm.ui.course import Measured
from dfm.ui.theme import DARK, LIGHT, current_theme, theme_hub
from dfm.ui.widgets.distance_chart import EMPTY, LEFT, RIGHT, DistanceChart

COURSE = (Measured(100, 60.0, 9.5, 9.0), Measured(200, 120.0, 8.2, 9.0))


@pytest.fixture
def chart(qtbot: QtBot) -> DistanceChart:
    chart = DistanceChart()
    qtbot.addWidget(chart)
    chart.resize(400, chart.sizeHint().height())
    return chart


def rows_of(image: QImage, colour: str, across: int) -> list[int]:
    """Where a column of a picture is much like a colour."""
    wanted = QColor(colour)

    def distance(y: int) -> int:
        found = image.pixelColor(across, y)
        parts = ((found.red(), wanted.red()), (found.green(), wanted.green()), (found.blue(), wanted.blue()))
        return sum(abs(one - other) for one, other in parts)

    return [y for y in range(image.height()) if distance(y) < 60]


def test_without_a_measurement_it_says_what_comes(chart: DistanceChart) -> None:
    assert chart.accessibleDescription() == EMPTY
    assert not chart.grab().isNull()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_curve_falls(chart: DistanceChart, theme: object) -> None:
    theme_hub.use(LIGHT if theme is LIGHT else DARK)
    chart.show_course(COURSE)
    image = chart.grab().toImage()
    width = 400 - LEFT - RIGHT
    begin, end = (rows_of(image, current_theme().link, LEFT + int(width * part)) for part in (0.55, 0.95))
    assert min(begin) < min(end)
    assert "9.50 after 100 steps, 8.20 after 200; reference 9.00" in chart.accessibleDescription()


def test_one_measurement_and_equal_ones_are_drawn_too(chart: DistanceChart) -> None:
    for course in (COURSE[:1], (Measured(1, 0.0, 9.0, 9.0),)):
        chart.show_course(course)
        assert not chart.grab().isNull()
