"""The transport: buttons that play and step, the time that shows and can be typed, and the volume.

It shows what it is told and says what was pressed; it plays nothing.
"""

from fractions import Fraction

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from dfm.core.errors import UsageError
from dfm.ui.players.typed_time import read_time
from dfm.ui.theme import figures_font, theme_hub
from dfm.ui.theme.icons import icon
from dfm.ui.timecode import format_timecode

ICON = QSize(20, 20)
VOLUME_STEPS = 100
TYPED = frozenset("0123456789:;.,+-fs")
EDITING = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
    }
)
"""Keys that change or end what is being typed; all others stay shortcuts."""


def tool_button(glyph: str, name: str, tip: str, *, checkable: bool = False) -> QToolButton:
    """A button with an icon, reachable by Tab, with an accessible name and a tool tip."""
    button = QToolButton()
    button.setIcon(icon(glyph))
    button.setIconSize(ICON)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class TimecodeField(QLineEdit):
    """The time of the playhead; typing another one and Enter goes there, Esc goes nowhere."""

    entered = Signal(int)
    """The frame that was typed."""
    refused = Signal(str)
    """A sentence on what cannot be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = 0
        self._rate = Fraction(30)
        self.setProperty("look", "timecode")
        self.setAccessibleName("Time of the playhead")
        self.setToolTip("Type a time and press Enter: 00:00:03:12, 3.5 (seconds), 120f (a frame), +10")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dress()
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("00:00:00:00") + 24)
        self.returnPressed.connect(self._enter)
        self.textEdited.connect(self._forgive)
        theme_hub.theme_changed.connect(self._dress)

    def show_frame(self, frame: int, rate: Fraction) -> None:
        """Show a time, unless another one is being typed."""
        self._frame, self._rate = frame, rate
        if not self.isModified() or not self.hasFocus():
            self.setText(format_timecode(frame, rate))

    def _dress(self) -> None:
        self.setFont(figures_font(15))

    def _enter(self) -> None:
        try:
            frame = read_time(self.text(), self._rate, self._frame)
        except UsageError as error:
            self._mark("true")
            self.refused.emit(str(error))
            return
        self._leave()
        self.entered.emit(frame)

    def _leave(self) -> None:
        self._mark("false")
        self.setModified(False)
        self.setText(format_timecode(self._frame, self._rate))
        self.clearFocus()

    def _forgive(self) -> None:
        self._mark("false")

    def _mark(self, wrong: str) -> None:
        if self.property("wrong") != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    # Qt's own names

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.text().lower() in TYPED or event.key() in EDITING:
                event.accept()  # what a time is made of is typed; all other keys stay shortcuts
                return True
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.ActiveWindowFocusReason and not self.isModified():
            self.clearFocus()  # the window came to the front: nobody asked to type
        else:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.deselect()
        if self.isModified():
            self._leave()


class TransportBar(QWidget):
    """Buttons, time and volume in one row."""

    start_pressed = Signal()
    back_pressed = Signal()
    rewind_pressed = Signal()
    play_pressed = Signal()
    forward_pressed = Signal()
    on_pressed = Signal()
    end_pressed = Signal()
    loop_toggled = Signal(bool)
    frame_entered = Signal(int)
    refused = Signal(str)
    volume_changed = Signal(float)
    """From 0 to 1; 0 too while muted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(2)
        self._make_time()
        self._make_buttons()
        self._make_volume()

    def _make_time(self) -> None:
        self.time = TimecodeField()
        self.time.entered.connect(self.frame_entered)
        self.time.refused.connect(self.refused)
        self._length = QLabel("/ 00:00:00:00")
        self._length.setProperty("look", "quiet")
        self._length.setFont(figures_font())
        self._length.setAccessibleName("Length of the video")
        self._left = _side(self.time, self._length, align=Qt.AlignmentFlag.AlignLeft)
        self._left.setMinimumWidth(self.time.sizeHint().width())
        self._row.addWidget(self._left, 1)

    def _make_buttons(self) -> None:
        for glyph, name, tip, signal in (
            ("skip-previous", "To the start", "To the start (Home)", self.start_pressed),
            ("rewind", "Play backwards", "Play backwards, again for faster (J)", self.rewind_pressed),
            ("step-backward", "One frame back", "One frame back (Left, or K held and J)", self.back_pressed),
            ("play", "Play", "Play (Space)", self.play_pressed),
            ("step-forward", "One frame on", "One frame on (Right, or K held and L)", self.on_pressed),
            ("fast-forward", "Play faster", "Play, again for faster (L)", self.forward_pressed),
            ("skip-next", "To the end", "To the end (End)", self.end_pressed),
        ):
            button = tool_button(glyph, name, tip)
            button.clicked.connect(signal)
            self._row.addWidget(button)
            if glyph == "play":
                self._play = button
                button.setIconSize(QSize(28, 28))
                button.setObjectName("play_button")
        self.loop = tool_button("repeat", "Loop", "Loop (R)", checkable=True)
        self.loop.toggled.connect(self.loop_toggled)
        self._row.addSpacing(8)
        self._row.addWidget(self.loop)

    def _make_volume(self) -> None:
        self._speed = QLabel()
        self._speed.setProperty("look", "quiet")
        self._speed.setFont(figures_font())
        self._speed.setAccessibleName("Speed")
        self.mute = tool_button("volume-high", "Mute", "Mute", checkable=True)
        self.mute.toggled.connect(self._tell_volume)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, VOLUME_STEPS)
        self.volume.setValue(VOLUME_STEPS)
        self.volume.setFixedWidth(84)
        self.volume.setAccessibleName("Volume")
        self.volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.volume.valueChanged.connect(self._tell_volume)
        self._right = _side(self._speed, self.mute, self.volume, align=Qt.AlignmentFlag.AlignRight)
        self._right.setMinimumWidth(self.mute.sizeHint().width())
        self._row.addWidget(self._right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the length and the slider where there is no room for them beside the buttons."""
        super().resizeEvent(event)
        for side, least, spare in (
            (self._left, self.time, self._length),
            (self._right, self.mute, self.volume),
        ):
            wanted = least.sizeHint().width() + spare.sizeHint().width() + self._speed.sizeHint().width() + 8
            spare.setVisible(side.width() >= wanted)

    # What it shows

    def show_time(self, frame: int, rate: Fraction) -> None:
        """Show where the playhead is."""
        self.time.show_frame(frame, rate)

    def show_length(self, frames: int, rate: Fraction) -> None:
        """Show how long the video is."""
        self._length.setText(f"/ {format_timecode(frames, rate)}")

    def show_speed(self, speed: int) -> None:
        """Show whether and how fast it plays."""
        playing = speed != 0
        self._play.setIcon(icon("pause" if playing else "play"))
        self._play.setAccessibleName("Pause" if playing else "Play")
        self._play.setToolTip("Pause (Space)" if playing else "Play (Space)")
        self._speed.setText("" if speed in (0, 1) else f"{speed}×".replace("-", "−"))

    def show_loop(self, loops: bool, over: str) -> None:
        """Show whether it goes round, and over what."""
        with QSignalBlocker(self.loop):
            self.loop.setChecked(loops)
        self.loop.setToolTip(f"Looping over {over} (R)" if loops else f"Loop over {over} (R)")

    def allow_sound(self, allowed: bool, tip: str) -> None:
        """Let the volume be set, or say why there is none."""
        for widget, tells in ((self.mute, "Mute"), (self.volume, "Volume")):
            widget.setEnabled(allowed)
            widget.setToolTip(tells if allowed else tip)
        self._show_volume()

    def _tell_volume(self) -> None:
        self._show_volume()
        self.volume_changed.emit(0.0 if self.mute.isChecked() else self.volume.value() / VOLUME_STEPS)

    def _show_volume(self) -> None:
        silent = self.mute.isChecked() or not self.volume.value() or not self.mute.isEnabled()
        loud = self.volume.value() > VOLUME_STEPS // 2
        self.mute.setIcon(icon("volume-off" if silent else "volume-high" if loud else "volume-medium"))


def _side(*widgets: QWidget, align: Qt.AlignmentFlag) -> QWidget:
    """A side of the row; both take the same width, so that the buttons stay in the middle."""
    side = QWidget()
    side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    row = QHBoxLayout(side)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    if align is Qt.AlignmentFlag.AlignRight:
        row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    if align is Qt.AlignmentFlag.AlignLeft:
        row.addStretch(1)
    return side
