"""How a clip is painted: tint, envelope with its ramps, face, name and strength.

The envelope is as high and as full as the edit is strong, and its slopes are the transitions. Colours, faces
and texts are kept between paintings. It knows neither scene nor project.
"""

from dataclasses import dataclass
from enum import Flag, auto

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
    QStaticText,
)

from dfm.core.document.edits import Edit
from dfm.core.document.emotions import emotion
from dfm.ui.palette.emotion_face import face_pixmap
from dfm.ui.theme import Theme, current_theme, label_font
from dfm.ui.timeline.clip_words import name_of, strength_of

LABEL = 17.0
FACE = 13
PADDING = 9.0
SPACE = 4.0
LEAST_TEXT = 26.0
LEVELS = 20


class Look(Flag):
    """What else shows on a clip."""

    PLAIN = 0
    HOVERED = auto()
    SELECTED = auto()
    FOCUSED = auto()


@dataclass(frozen=True, slots=True)
class Colours:
    """What an emotion of a strength is painted with."""

    body: QColor
    hovered: QColor
    edge: QColor
    fill: QColor
    slope: QPen
    text: QColor


@dataclass(frozen=True, slots=True)
class Words:
    """A text laid out once, and its width."""

    text: QStaticText
    width: float


class ClipLook:
    """Paints clips; one for all clips of a scene."""

    def __init__(self) -> None:
        self._font = QFont()
        self._strong, self._soft = QColor(), QColor()
        self._outline, self._ring = QPen(), QPen()
        self._theme: Theme | None = None
        self._colours: dict[tuple[str, int, bool], Colours] = {}
        self._words: dict[tuple[str, int], Words] = {}
        self._faces: dict[tuple[str, bool, float], QPixmap] = {}

    def paint(
        self, painter: QPainter, rect: QRectF, edit: Edit, ramp: float, look: Look, first_x: float
    ) -> None:
        """Paint a clip; `ramp` is the width of each transition, no text begins before `first_x`."""
        self._follow_theme()
        colours = self._colours_of(edit)
        if rect.width() < 5:
            painter.fillRect(rect, self._strong if Look.SELECTED in look else colours.edge)
            return
        painter.fillRect(rect, colours.hovered if Look.HOVERED in look else colours.body)
        self._envelope(painter, rect, edit, ramp, colours)
        if not edit.enabled:
            painter.fillRect(rect, QBrush(colours.edge, Qt.BrushStyle.BDiagPattern))
        if rect.width() >= FACE + PADDING:
            self._label(painter, rect, edit, colours, first_x)
        self._frame(painter, rect, look, colours)

    def _follow_theme(self) -> None:
        theme = current_theme()
        if self._theme is not theme:
            self._theme = theme
            self._font = label_font()
            self._strong = QColor(theme.text)
            self._soft = mixed(QColor(theme.text), QColor(theme.quiet), 0.5)
            self._outline = QPen(self._strong, 2)
            self._outline.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            self._ring = QPen(QColor(theme.accent), 2)
            self._ring.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            for kept in (self._colours, self._words, self._faces):
                kept.clear()

    def _envelope(self, painter: QPainter, rect: QRectF, edit: Edit, ramp: float, colours: Colours) -> None:
        """The shape of the edit's strength over time, under the label."""
        room = max(rect.height() - LABEL, 5.0)
        top = rect.bottom() - room * (0.3 + 0.7 * edit.intensity)
        left, right, bottom = rect.left(), rect.right(), rect.bottom()
        if ramp < 2:
            painter.fillRect(QRectF(left, top, rect.width(), bottom - top), colours.fill)
            return
        ridge = [QPointF(left, bottom), QPointF(left + ramp, top), QPointF(right - ramp, top)]
        ridge.append(QPointF(right, bottom))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.fill)
        painter.drawPolygon(QPolygonF(ridge))
        painter.setPen(colours.slope)
        painter.drawPolyline(QPolygonF(ridge))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _label(self, painter: QPainter, rect: QRectF, edit: Edit, colours: Colours, first_x: float) -> None:
        """Face, name and strength, as many as there is room for."""
        x = min(max(rect.left() + PADDING, first_x), rect.right() - FACE - 3)
        high = min(LABEL, rect.height())
        painter.drawPixmap(QPointF(x, rect.top() + (high - FACE) / 2 + 0.5), self._face(painter, edit))
        x += FACE + SPACE
        room = rect.right() - PADDING - x
        if room < LEAST_TEXT:
            return
        name = self._text(name_of(edit), room)
        painter.setPen(colours.text)
        painter.setFont(self._font)
        y = rect.top() + (high - name.text.size().height()) / 2
        painter.drawStaticText(QPointF(x, y), name.text)
        strength = self._text(strength_of(edit) if edit.enabled else "off", 1e6)
        if room - name.width - 2 * SPACE >= strength.width:
            painter.setPen(self._soft)
            painter.drawStaticText(QPointF(x + name.width + 2 * SPACE, y), strength.text)

    def _frame(self, painter: QPainter, rect: QRectF, look: Look, colours: Colours) -> None:
        """The outline: strong where selected, with the accent around it where the keyboard is."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if Look.FOCUSED in look:
            painter.setPen(self._ring)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
            rect = rect.adjusted(2, 2, -2, -2)
        if Look.SELECTED in look:
            painter.setPen(self._outline)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        else:
            painter.setPen(colours.edge)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if rect.width() >= 24 and (Look.SELECTED in look or Look.HOVERED in look):
            painter.setPen(self._strong)
            middle, reach = rect.center().y(), min(rect.height() / 4, 6.0)
            for x in (rect.left() + 4, rect.right() - 5):
                painter.drawLine(QLineF(x, middle - reach, x, middle + reach))

    def _colours_of(self, edit: Edit) -> Colours:
        key = (edit.emotion, round(edit.intensity * LEVELS), edit.enabled)
        found = self._colours.get(key)
        if found is None:
            found = self._colours[key] = _colours(current_theme(), *key)
        return found

    def _text(self, text: str, room: float) -> Words:
        key = (text, -1 if room > 200 else int(room))
        found = self._words.get(key)
        if found is None:
            metrics = QFontMetricsF(self._font)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            laid_out = QStaticText(shown)
            laid_out.setTextFormat(Qt.TextFormat.PlainText)
            laid_out.prepare(font=self._font)
            found = self._words[key] = Words(laid_out, metrics.horizontalAdvance(shown))
        return found

    def _face(self, painter: QPainter, edit: Edit) -> QPixmap:
        ratio = painter.device().devicePixelRatio()
        key = (edit.emotion, edit.enabled, ratio)
        found = self._faces.get(key)
        if found is None:
            colour = emotion(edit.emotion).colour if edit.enabled else current_theme().faint
            found = self._faces[key] = face_pixmap(edit.emotion, FACE, colour, ratio)
        return found


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour on the way from one to another."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def _colours(theme: Theme, name: str, level: int, enabled: bool) -> Colours:
    """The colours of an emotion on a theme's panel, fuller the stronger it is."""
    colour = QColor(emotion(name).colour if enabled else theme.faint)
    panel = QColor(theme.panel)
    body = mixed(panel, colour, 0.24 if enabled else 0.12)
    fill = mixed(body, colour, 0.25 + 0.75 * level / LEVELS if enabled else 0.25)
    edge = mixed(panel, colour, 0.75)
    slope = QPen(colour, 1.5)
    return Colours(
        body=body,
        hovered=mixed(body, QColor(theme.text), 0.08),
        edge=edge,
        fill=fill,
        slope=slope,
        text=QColor(theme.text if enabled else theme.quiet),
    )
