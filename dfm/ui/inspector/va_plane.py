"""The valence-arousal plane as a pyqtgraph plot: its layers, how they look, and where things lie in pixels.

This module loads pyqtgraph: import it only once the plane is to be shown. It draws what it is given and
knows nothing of mouse, keys or the desk.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsLineItem, QWidget

from dfm.core.document.emotions import EMOTIONS, Emotion, Region, region
from dfm.ui.inspector.va_density import REACH, tinted
from dfm.ui.theme import Theme, current_theme, label_font

WHOLE = QRectF(-1.51, -1.24, 2.78, 2.48)
"""What of the plane shows, arousal upwards: the unit disc and the words around it."""
LEAST_RADIUS = 0.028
PERSON_PIXELS, PERSON_ALPHA = 3.0, 150
NAME_GAP = 0.06
WORDS = (
    ("unpleasant", (-0.98, 0.0), (0.0, 0.0)),
    ("pleasant", (0.98, 0.0), (1.0, 0.0)),
    ("excited", (0.0, 1.0), (0.5, 1.0)),
    ("calm", (0.0, -1.0), (0.5, 0.0)),
)
"""The words at the ends of the axes: text, place, and which part of the text lies there."""
TITLES = (("valence →", (1.25, -1.22), (1.0, 1.0)), ("↑ arousal", (-1.49, 1.22), (0.0, 0.0)))

Places = NDArray[np.float64]


class Plane:
    """The plot and its layers, from the back: cloud, a person's places, axes, spokes, discs, way, points, the
    frame's dot."""

    def __init__(self, parent: QWidget) -> None:
        self.widget = pg.PlotWidget(parent=parent)
        self.box = self.widget.getViewBox()
        self._set_up_plot()
        self._cloud = self._add(pg.ImageItem())
        self._person = self._add(pg.ScatterPlotItem(antialias=True, pxMode=True, size=PERSON_PIXELS))
        self._circle = self._add(QGraphicsEllipseItem(-1, -1, 2, 2))
        self._axes = [self._add(QGraphicsLineItem(*ends)) for ends in ((-1, 0, 1, 0), (0, -1, 0, 1))]
        self._felt = [row for row in EMOTIONS if row.valence or row.arousal]
        self._spokes = {
            row: self._add(QGraphicsLineItem(0, 0, row.valence, row.arousal)) for row in self._felt
        }
        self._discs = {row: self._add(QGraphicsEllipseItem()) for row in EMOTIONS}
        self._own = self._add(QGraphicsEllipseItem())
        self._names = {row: self._text(row.name, (0, 0), (0.5, 0.5)) for row in self._felt}
        self._words = [self._text(*word) for word in (*WORDS, *TITLES)]
        self._way = self._add(pg.PlotCurveItem(antialias=True, connect="finite"))
        self._points = self._add(pg.ScatterPlotItem(antialias=True, pxMode=True))
        self._dot = self._add(pg.ScatterPlotItem(antialias=True, pxMode=True))
        self._shares: Places | None = None
        self._shown: tuple[Emotion | None, float, Region | None, bool] = (None, 0.6, None, False)
        self._pinned: tuple[Places, NDArray[np.bool_]] = (np.zeros((0, 2)), np.zeros(0, bool))
        self.dress(current_theme())

    # What shows

    def dress(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.widget.setBackground(QColor(theme.field))
        for line in (self._circle, *self._axes):
            line.setPen(_pen(theme.edge, 1))
        for row, spoke in self._spokes.items():
            spoke.setPen(_pen(row.colour, 1, 90))
        for at, word in enumerate(self._words):
            word.setColor(QColor(theme.quiet if at < len(WORDS) else theme.faint))
        self._way.setPen(_pen(theme.text, 1.5))
        self._way.setShadowPen(_pen(theme.field, 3.5, 170))
        self._dot.setPen(_pen(theme.field, 1.5))
        self._dot.setBrush(QColor(theme.text))
        self._person.setPen(None)
        self._person.setBrush(_tint(theme.person, PERSON_ALPHA))
        self.show_measured(self._shares)
        self.show_regions(*self._shown)
        self.show_points(*self._pinned)

    def show_regions(self, row: Emotion | None, strength: float, own: Region | None, is_custom: bool) -> None:
        """Show every label's region at a strength, and the edits' own, which belongs to one of them."""
        self._shown = (row, strength, own, is_custom)
        theme = current_theme()
        for emotion, disc in self._discs.items():
            chosen = emotion is row and not is_custom
            _place(disc, region(emotion, strength))
            disc.setPen(_pen(emotion.colour, 1.0, 200))
            disc.setBrush(_tint(emotion.colour, 100 if chosen else 60))
        for emotion, name in self._names.items():
            name.setColor(QColor(theme.text if emotion is row else theme.quiet))
        self._place_names()
        self._own.setVisible(own is not None)
        if own is not None:
            colour = row.colour if row is not None else theme.quiet
            _place(self._own, own)
            style = Qt.PenStyle.DashLine if is_custom else Qt.PenStyle.SolidLine
            self._own.setPen(_pen(colour, 2.0, 255, style))
            self._own.setBrush(_tint(colour, 150))

    def show_way(self, places: Places) -> None:
        """Show ways (n, 2) through the plane, with a row of NaN between two."""
        self._way.setData(places[:, 0], places[:, 1])

    def show_points(self, places: Places, pinned: NDArray[np.bool_]) -> None:
        """Show the points (n, 2) that shape the way: pinned ones always, the others from near."""
        self._pinned = (places, pinned)
        theme = current_theme()
        seen = pinned | self.is_near
        pens = [_pen(theme.accent if pin else theme.text, 1.5) for pin in pinned[seen]]
        brushes = [QColor(theme.accent if pin else theme.field) for pin in pinned[seen]]
        sizes = np.where(pinned[seen], 10.0, 8.0)
        self._points.setData(pos=places[seen], pen=pens, brush=brushes, size=sizes)

    def show_dot(self, place: tuple[float, float] | None) -> None:
        """Show where the present frame lies."""
        self._dot.setData(pos=np.zeros((0, 2)) if place is None else np.array([place]), size=11)

    def show_measured(self, shares: Places | None) -> None:
        """Show how often the face was where, as a cloud."""
        self._shares = shares
        if shares is None:
            self._cloud.clear()
            return
        quiet = QColor(current_theme().quiet)
        self._cloud.setImage(tinted(shares, quiet.red(), quiet.green(), quiet.blue()), levels=(0, 255))
        self._cloud.setRect(QRectF(-REACH, -REACH, 2 * REACH, 2 * REACH))

    def show_person(self, places: Places) -> None:
        """Show places (n, 2) of a person's own footage as small dots."""
        self._person.setData(pos=places)

    def frame(self, area: QRectF) -> None:
        """Show a part of the plane."""
        self.box.setRange(area, padding=0)
        self.show_points(*self._pinned)
        self._place_names()
        for word in self._words:
            word.setVisible(not self.is_near)

    @property
    def is_near(self) -> bool:
        """Whether only a part of the plane shows."""
        return bool(self.box.viewRect().width() < 0.9 * WHOLE.width())

    # Where things lie

    def to_pixels(self, valence: float, arousal: float) -> QPointF:
        """A place of the plane in the parent's pixels."""
        scene = self.box.mapViewToScene(QPointF(valence, arousal))
        inside: QPointF = self.widget.viewportTransform().map(scene)
        return inside + QPointF(self.widget.pos())

    def to_place(self, pixels: QPointF) -> tuple[float, float]:
        """A place of the plane by the parent's pixels."""
        turned, _ = self.widget.viewportTransform().inverted()
        place = self.box.mapSceneToView(turned.map(pixels - QPointF(self.widget.pos())))
        return place.x(), place.y()

    # Building

    def _set_up_plot(self) -> None:
        plot = self.widget.plotItem
        for axis in ("left", "bottom"):
            plot.hideAxis(axis)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.layout.setContentsMargins(0, 0, 0, 0)
        self.box.setMouseEnabled(False, False)
        self.box.setAspectLocked(True)
        self.box.setDefaultPadding(0)
        self.box.disableAutoRange()
        self.box.setRange(WHOLE, padding=0)
        self.widget.setAntialiasing(True)
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _add(self, item: pg.GraphicsObject) -> pg.GraphicsObject:
        self.box.addItem(item, ignoreBounds=True)
        return item

    def _text(self, text: str, place: Sequence[float], anchor: Sequence[float]) -> pg.TextItem:
        item = self._add(pg.TextItem(text, anchor=tuple(anchor)))
        item.setFont(label_font())
        item.setPos(*place)
        return item

    def _place_names(self) -> None:
        """Put the labels' names beyond the ends of their spokes, or from near under their discs."""
        strength = self._shown[1]
        for row, name in self._names.items():
            if self.is_near:
                place = region(row, strength)
                name.setPos(place.valence, place.arousal - max(place.radius, LEAST_RADIUS))
                name.setAnchor((0.5, 0.0))
            else:
                far = 1 + NAME_GAP / float(np.hypot(row.valence, row.arousal))
                name.setPos(row.valence * far, row.arousal * far)
                name.setAnchor(_name_anchor(row))


def _name_anchor(row: Emotion) -> tuple[float, float]:
    """Which part of a name lies beyond its spoke: the name stands on the side that the spoke points to."""
    if row.valence > 0.5:
        return 0.5, 1.0
    return (1.0 if row.valence < -0.1 else 0.0), 0.5 + row.arousal / 3


def _place(disc: QGraphicsEllipseItem, where: Region) -> None:
    radius = max(where.radius, LEAST_RADIUS)
    disc.setRect(where.valence - radius, where.arousal - radius, 2 * radius, 2 * radius)


def _pen(colour: str, width: float, alpha: int = 255, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen whose width is in pixels, however near the plane is looked at."""
    pen = QPen(_tint(colour, alpha), width, style)
    pen.setCosmetic(True)
    return pen


def _tint(colour: str, alpha: int) -> QColor:
    tint = QColor(colour)
    tint.setAlpha(alpha)
    return tint
