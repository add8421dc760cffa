"""The column left of the lanes: what each lane is, the legend of the curves, and one button a face."""

from collections import Counter

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from dfm.core.document.arrange import face_of
from dfm.core.document.casting import person_of
from dfm.ui.desk import Desk
from dfm.ui.theme import body_font, current_theme, label_font, theme_hub
from dfm.ui.theme.icons import icon
from dfm.ui.timeline.clip_look import mixed
from dfm.ui.timeline.curve_lane import curve_pen
from dfm.ui.timeline.lanes import Strip
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.timeline.thumbnail import face_thumbnail

WIDTH = 124
PADDING = 10
THUMB = 32
LINE = 14
CURVES = ("Valence (V)", "Arousal (A)")


class HeaderColumn(QWidget):
    """Lies beside the lanes, as high as they are."""

    def __init__(self, desk: Desk, scene: TimelineScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._scene = scene
        self._buttons: dict[int, FaceButton] = {}
        self.setObjectName("timeline_headers")
        scene.laid_out.connect(self._lay_out)
        desk.face_changed.connect(self._show_faces)
        desk.project_changed.connect(self._show_faces)
        desk.persons_changed.connect(self._show_faces)
        theme_hub.theme_changed.connect(self.update)
        self._lay_out()

    def button(self, face: int) -> "FaceButton":
        """The button that chooses a face."""
        return self._buttons[face]

    def show_thumbnails(self) -> None:
        """Cut every face out of the pictures that there are."""
        for face, button in self._buttons.items():
            if not button.has_picture:
                button.set_picture(face_thumbnail(self._desk.analysis, face, self._scene.film, THUMB * 2))

    def forget_thumbnails(self) -> None:
        """The pictures are those of another video."""
        for button in self._buttons.values():
            button.set_picture(None)
        self.show_thumbnails()

    def _lay_out(self) -> None:
        lanes = self._scene.lanes
        self.resize(WIDTH, int(max(lanes.height, self._scene.sceneRect().height())))
        for face in self._buttons.keys() - lanes.tracks.keys():
            self._buttons.pop(face).deleteLater()
        for face, strip in lanes.tracks.items():
            if face not in self._buttons:
                self._buttons[face] = FaceButton(face, self)
                self._buttons[face].clicked.connect(lambda _=False, face=face: self._desk.choose_face(face))
                self._buttons[face].show()
            self._buttons[face].setGeometry(0, int(strip.top), WIDTH - 1, int(strip.height))
        self._show_faces()
        self.update()

    def _show_faces(self) -> None:
        counts = Counter(face_of(edit) for edit in self._desk.project.edits)
        for face, button in self._buttons.items():
            button.show_state(chosen=face == self._desk.face, edits=counts[face], person=self._person(face))

    def _person(self, face: int) -> str:
        """Whom a face is played as, or nothing."""
        file, read = person_of(self._desk.project, face), self._desk.persons.get(face)
        return "" if file is None else file.name if read is None else read.name

    def _paint_title(self, painter: QPainter, strip: Strip, glyph: str, words: str) -> None:
        middle = int(strip.top + strip.height / 2)
        icon(glyph, "quiet").paint(painter, QRect(PADDING, middle - 8, 16, 16))
        painter.setFont(label_font())
        painter.setPen(QColor(current_theme().quiet))
        area = QRectF(PADDING + 22, strip.top, WIDTH, strip.height)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_legend(self, painter: QPainter, strip: Strip) -> None:
        """Names with a sample of their lines, and, where there is room, how measured and target differ."""
        theme = current_theme()
        quiet = QColor(theme.quiet)
        samples = [(name, curve_pen(theme, which, bold=True)) for which, name in enumerate(CURVES)]
        if strip.height >= 4 * LINE:
            samples += [("Measured", QPen(quiet, 1.1)), ("Target", QPen(quiet, 2.6))]
        painter.setFont(label_font())
        top = strip.top + (strip.height - LINE * len(samples)) / 2
        for at, (name, pen) in enumerate(samples):
            y = top + at * LINE
            painter.setPen(pen)
            painter.drawLine(QPointF(PADDING, y + LINE / 2), QPointF(PADDING + 18, y + LINE / 2))
            painter.setPen(pen.color())
            painter.drawText(QRectF(PADDING + 24, y, WIDTH, LINE), Qt.AlignmentFlag.AlignVCenter, name)

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, lanes = current_theme(), self._scene.lanes
        painter.fillRect(event.rect(), QColor(theme.panel))
        if not self._desk.frames:
            return
        self._paint_title(painter, lanes.film, "filmstrip", "Video")
        if lanes.sound is not None:
            self._paint_title(painter, lanes.sound, "waveform", "Sound")
        self._paint_legend(painter, lanes.curves)


class FaceButton(QAbstractButton):
    """Chooses the face that new edits change."""

    def __init__(self, face: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = face
        self._picture: QImage | None = None
        self._words = self._person = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setObjectName(f"face_{face}")

    @property
    def has_picture(self) -> bool:
        """Whether the face was cut out of a picture."""
        return self._picture is not None

    def set_picture(self, picture: QImage | None) -> None:
        """Show the face."""
        if picture is not self._picture:
            self._picture = picture
            self.update()

    def show_state(self, *, chosen: bool, edits: int, person: str = "") -> None:
        """Say whether the face is the chosen one, how many edits it has, and whom it is played as."""
        words = f"{edits} edit" + ("" if edits == 1 else "s")
        if (words, person) == (self._words, self._person) and chosen == self.isChecked():
            return
        self._words, self._person = words, person
        self.setChecked(chosen)
        named = f"Face {self._face}, {person}" if person else f"Face {self._face}"
        self.setAccessibleName(f"{named}, {self._words}" + (", chosen" if chosen else ""))
        self.setToolTip(
            f"{named}: new edits change this face" if chosen else f"Choose {named[0].lower()}{named[1:]}"
        )
        self.update()

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        theme = current_theme()
        round_area = QPainterPath()
        round_area.addRoundedRect(area, 6, 6)
        painter.fillPath(round_area, QColor(theme.raised))
        if self._picture is None:
            icon("account", "quiet").paint(painter, area.toRect().adjusted(5, 5, -5, -5))
        else:
            painter.setClipPath(round_area)
            painter.drawImage(area, self._picture)
            painter.setClipping(False)
        if self.isChecked():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawPath(round_area)

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 48)

    def nextCheckState(self) -> None:
        """The desk says which face is chosen."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        theme = current_theme()
        if self.isChecked():
            painter.fillRect(self.rect(), mixed(QColor(theme.panel), QColor(theme.accent), 0.12))
            painter.fillRect(0, 0, 3, self.height(), QColor(theme.accent))
        elif self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), QColor(theme.pressed if self.isDown() else theme.hover))
        middle = self.height() / 2
        self._paint_picture(painter, QRectF(PADDING, middle - THUMB / 2, THUMB, THUMB))
        left = PADDING + THUMB + 8
        painter.setFont(body_font())
        painter.setPen(QColor(theme.text))
        title = f"{self._face}  {self._person}" if self._person else f"Face {self._face}"
        room = int(self.width() - left - 4)
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, middle - 2), title)
        painter.setFont(label_font())
        painter.setPen(QColor(theme.quiet))
        painter.drawText(QPointF(left, middle + 13), self._words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 5, 5)
