"""An emotion or a preset on its way from the palette to the timeline: what a drag carries and its looks."""

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from dfm.core.document.emotions import Emotion, emotion
from dfm.core.document.performance import Performance
from dfm.core.document.records import performance_record, read_performance
from dfm.core.document.storage import from_json, to_json
from dfm.core.errors import DfmError
from dfm.ui.palette.emotion_face import draw_face
from dfm.ui.theme import body_font, readable_on

EMOTION_MIME = "application/x-dfm-emotion"
"""The type of what is dragged; its data are the emotion's name in UTF-8."""
PERFORMANCE_MIME = "application/x-dfm-performance"
"""The type of a dragged preset; its data are the record of the performance as JSON."""

HEIGHT = 32
FACE = 24
GAP = 4
CORNER = 6.0
GRIP = QPoint(16, 16)
"""Where the pointer holds the picture: on the face."""


def emotion_mime(row: Emotion) -> QMimeData:
    """What a drag of an emotion carries; as plain text it is the emotion's name too."""
    data = QMimeData()
    data.setData(EMOTION_MIME, row.name.encode())
    data.setText(row.name)
    return data


def performance_mime(performance: Performance) -> QMimeData:
    """What a drag of a preset carries."""
    data = QMimeData()
    data.setData(PERFORMANCE_MIME, to_json(performance_record(performance)))
    data.setText(performance.name)
    return data


def performance_in(carried: QMimeData) -> Performance | None:
    """The performance that a drag carries, if it carries one."""
    if not carried.hasFormat(PERFORMANCE_MIME):
        return None
    try:
        return read_performance(from_json(bytes(carried.data(PERFORMANCE_MIME).data())))
    except (ValueError, DfmError):
        return None


def performance_drag(source: QWidget, performance: Performance) -> QDrag:
    """A drag of a preset, not yet begun."""
    drag = QDrag(source)
    drag.setMimeData(performance_mime(performance))
    row = emotion(performance.emotion)
    drag.setPixmap(clip_picture(row, source.devicePixelRatioF(), performance.name))
    drag.setHotSpot(GRIP)
    return drag


def emotion_drag(source: QWidget, row: Emotion) -> QDrag:
    """A drag of an emotion, not yet begun."""
    drag = QDrag(source)
    drag.setMimeData(emotion_mime(row))
    drag.setPixmap(clip_picture(row, source.devicePixelRatioF()))
    drag.setHotSpot(GRIP)
    return drag


def clip_picture(row: Emotion, ratio: float = 1.0, name: str = "") -> QPixmap:
    """A small clip with the emotion's face and name, a little transparent to show what lies below."""
    name = name or row.name.capitalize()
    font = body_font()
    font.setWeight(QFont.Weight.DemiBold)
    width = GAP + FACE + 2 * GAP + QFontMetrics(font).horizontalAdvance(name) + 3 * GAP
    pixmap = QPixmap(round(width * ratio), round(HEIGHT * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.92)
    painter.setPen(QPen(QColor(row.colour).darker(135), 1))
    painter.setBrush(QColor(row.colour))
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, HEIGHT - 1), CORNER, CORNER)
    draw_face(painter, QRectF(GAP, GAP, FACE, FACE), row.name, QColor(row.colour).lighter(118))
    painter.setFont(font)
    painter.setPen(QColor(readable_on(row.colour)))
    text = QRectF(FACE + 3 * GAP, 0, width, HEIGHT)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
    painter.end()
    return pixmap
