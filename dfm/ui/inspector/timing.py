"""The group of the timing: start, end and length as timecode, and how many frames the transitions take."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from dfm.core.document.edits import MOST_FRAMES, Edit, ramp_frames
from dfm.core.document.timebase import Span
from dfm.core.errors import UsageError
from dfm.ui.desk import Desk
from dfm.ui.inspector.changes import Changes
from dfm.ui.inspector.common import alike, common
from dfm.ui.inspector.groups import Group, Note, caption
from dfm.ui.inspector.value_field import ValueField
from dfm.ui.timecode import format_timecode, parse_timecode

TRIM, RAMP = "Trim {}", "Transitions of {}"

Trim = Callable[[Span, int], Span]
"""From an edit's span and a frame to the span that it asks for."""


def starting(span: Span, frame: int) -> Span:
    """The span from another start; the end stays."""
    if frame < 0:
        raise UsageError("The video starts at 00:00:00:00; type a time from there on.")
    if frame >= span.end:
        raise UsageError("The edit must start before it ends; type an earlier start.")
    return Span(frame, span.end)


def ending(span: Span, frame: int) -> Span:
    """The span up to another end; the start stays."""
    if frame <= span.start:
        raise UsageError("The edit must end after it starts; type a later end.")
    return Span(span.start, frame)


def lasting(span: Span, frames: int) -> Span:
    """The span of another length; the start stays."""
    if frames < 1:
        raise UsageError("The edit must last at least one frame; type a longer time.")
    return Span(span.start, span.start + frames)


class TimingGroup(Group):
    """Shows when the selected edits play, and changes it."""

    def __init__(self, desk: Desk, changes: Changes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._changes = desk, changes
        self.start = self._time_field("Start")
        self.end = self._time_field("End")
        self.length = self._time_field("Length")
        self.ramp: ValueField[int] = ValueField("Transitions, frames", self._read_frames, "{} frames".format)
        self.automatic = QCheckBox("Automatic transitions")
        self.note = Note()
        self._build()
        for field, trim in ((self.start, starting), (self.end, ending), (self.length, lasting)):
            self._connect(field, trim)
        self.ramp.entered.connect(self._set_ramp)
        self.ramp.stepped.connect(self._step_ramp)
        self.ramp.refused.connect(self.note.say)
        self.automatic.clicked.connect(self._set_automatic)

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Show the spans and transitions of these edits."""
        self.start.show_value(common(edit.span.start for edit in edits))
        self.end.show_value(common(edit.span.end for edit in edits))
        self.length.show_value(common(edit.span.length for edit in edits))
        unlike = alike(edits, lambda edit: (edit.ramp, edit.span.length))
        self.ramp.show_value(common(ramp_frames(edit, self._desk.rate) for edit in unlike))
        automatic = common(edit.ramp is None for edit in edits)
        self.automatic.setTristate(automatic is None)
        states = {None: Qt.CheckState.PartiallyChecked, True: Qt.CheckState.Checked}
        self.automatic.setCheckState(states.get(automatic, Qt.CheckState.Unchecked))

    @property
    def fields(self) -> tuple[ValueField[int], ...]:
        """The fields that can be typed into."""
        return self.start, self.end, self.length, self.ramp

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        places = (
            ("Start", self.start),
            ("End", self.end),
            ("Length", self.length),
            ("Transitions", self.ramp),
        )
        for at, (name, field) in enumerate(places):
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(caption(name))
            cell.addWidget(field)
            grid.addLayout(cell, at // 2, at % 2)
            grid.setColumnStretch(at % 2, 1)
        self.ramp.setToolTip("How long the emotion takes to come and to go; at most half of the edit")
        self.automatic.setToolTip("Two thirds of a second, or half of a short edit")
        self.automatic.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.column.addLayout(grid)
        self.column.addWidget(self.automatic)
        self.column.addWidget(self.note)

    def _time_field(self, name: str) -> ValueField[int]:
        field: ValueField[int] = ValueField(name, self._read_time(name), self._write_time)
        field.setToolTip(f"{name}: 00:00:03:12, 312, +10, 45f or 1.5s; Up and Down move by a frame")
        return field

    def _read_time(self, name: str) -> Callable[[str], int]:
        def read(text: str) -> int:
            if text.lower() == "end" and name == "End":
                return self._desk.frames
            field = {"Start": self.start, "End": self.end}.get(name, self.length)
            return parse_timecode(text, self._desk.rate, field.value or 0)

        return read

    def _write_time(self, frame: int) -> str:
        return format_timecode(frame, self._desk.rate)

    def _read_frames(self, text: str) -> int:
        number = text.lower().removesuffix("frames").removesuffix("frame").removesuffix("f").strip()
        if not (number.isascii() and number.isdecimal() and int(number) <= MOST_FRAMES):
            raise UsageError(f"'{text}' is no number of frames; write 20, or 0 for none.")
        return int(number)

    # Spans

    def _connect(self, field: ValueField[int], trim: Trim) -> None:
        field.entered.connect(lambda frame: self._trim(field, trim, frame, self._changes.step))
        field.stepped.connect(
            lambda by: (
                self._trim(field, trim, (field.value or 0) + by, self._changes.burst)
                if field.value is not None
                else None
            )
        )
        field.refused.connect(self.note.say)

    def _trim(
        self,
        field: ValueField[int],
        trim: Trim,
        frame: int,
        make: Callable[[str, Callable[[Edit], Edit]], None],
    ) -> None:
        """Trim every selected edit, or none where one of them cannot be."""
        try:
            for edit in self._desk.selected_edits:
                self._refuse_past_end(trim(edit.span, frame))
        except UsageError as error:
            field.refuse(str(error))
            return
        make(TRIM, lambda edit: replace(edit, span=trim(edit.span, frame)))

    def _refuse_past_end(self, span: Span) -> None:
        if span.end > self._desk.frames:
            end = format_timecode(self._desk.frames, self._desk.rate)
            raise UsageError(f"The video ends at {end}; type a time up to there.")

    # Transitions

    def _set_ramp(self, frames: int) -> None:
        self._changes.step(RAMP, lambda edit: replace(edit, ramp=frames))

    def _step_ramp(self, by: int) -> None:
        if self.ramp.value is not None:
            frames = max(self.ramp.value + by, 0)
            self._changes.burst(RAMP, lambda edit: replace(edit, ramp=frames))

    def _set_automatic(self) -> None:
        """Switch between automatic transitions and as many frames as they have now."""
        rate, automatic = self._desk.rate, any(edit.ramp is not None for edit in self._desk.selected_edits)
        self._changes.step(
            RAMP, lambda edit: replace(edit, ramp=None if automatic else ramp_frames(edit, rate))
        )
