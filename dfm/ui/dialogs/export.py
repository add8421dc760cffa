"""Asks how the edited video is to be written: format, quality, which part, what else, and where.

The answer is an `ExportWish`; what was chosen is remembered for the next time. It writes nothing itself.
"""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from dfm.core.document.timebase import Span
from dfm.ui.dialogs.question import may_replace
from dfm.ui.exporting import (
    FORMATS,
    ExportWish,
    Format,
    Quality,
    estimated_bytes,
    format_of,
    free_target,
    rough_words,
)
from dfm.ui.jobs import failure_of
from dfm.ui.settings import (
    EXPORT_AUDIO,
    EXPORT_CODEC,
    EXPORT_QUALITY,
    EXPORT_SHOW_FOLDER,
    EXPORT_SIDE_BY_SIDE,
    Settings,
)
from dfm.ui.timecode import format_timecode
from dfm.ui.widgets.words import size_words

if TYPE_CHECKING:
    from dfm.core.media.info import MediaInfo

WIDTH = 560
ADDED = " edited"
"""What is added to the video's name."""


class ExportDialog(QDialog):
    """`wish` is what was asked for once the dialog is accepted."""

    def __init__(
        self, media: "MediaInfo", marked: Span | None, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export Video")
        self.setFixedWidth(WIDTH)
        self.wish: ExportWish | None = None
        self._media, self._marked, self._settings = media, marked, settings
        self._make_controls()
        self._lay_out()
        self._remember_last_time()
        self._listen()
        self._on_format()
        self.target.setFocus()
        stem_at = len(self.target.text()) - len(self._target().name)
        self.target.setSelection(stem_at, len(self._target().stem))

    # What is wished

    @property
    def chosen_format(self) -> Format:
        """The format that is chosen."""
        return FORMATS[self.format.currentIndex()]

    @property
    def chosen_quality(self) -> Quality:
        """The step of the slider."""
        return self.chosen_format.qualities[self.quality.value()]

    @property
    def chosen_span(self) -> Span | None:
        """The part to export, None for the whole."""
        return self._marked if self.part.isChecked() else None

    @property
    def shows_folder(self) -> bool:
        """Whether the folder is to be opened when all is done."""
        return self.show_folder.isChecked()

    @property
    def estimate(self) -> int:
        """About how many bytes the file will take."""
        return estimated_bytes(
            self._media,
            self.chosen_quality,
            self.chosen_span,
            audio=self.audio.isChecked(),
            side_by_side=self.side_by_side.isChecked(),
        )

    def _target(self) -> Path:
        return Path(self.target.text().strip()).expanduser()

    # Building

    def _make_controls(self) -> None:
        self.format = QComboBox()
        self.format.setAccessibleName("Format")
        for each in FORMATS:
            self.format.addItem(each.title)
        self.purpose = _quiet()
        self.quality = QSlider(Qt.Orientation.Horizontal)
        self.quality.setAccessibleName("Quality")
        self.quality.setPageStep(1)
        self.quality_words = _quiet()
        rate = self._media.frame_rate
        self.whole = QRadioButton(f"Whole video, {format_timecode(self._media.frames, rate)}")
        length = format_timecode(self._marked.length, rate) if self._marked else ""
        self.part = QRadioButton(f"From in to out, {length}" if length else "From in to out")
        self.part.setEnabled(self._marked is not None)
        self.part.setToolTip("" if self._marked else "Mark a part with I and O first")
        self._parts = QButtonGroup(self)
        for button in (self.whole, self.part):
            self._parts.addButton(button)
        self.audio = QCheckBox("&Sound")
        self.audio.setEnabled(bool(self._media.audio))
        self.audio.setToolTip("" if self._media.audio else "This video is silent")
        self.side_by_side = QCheckBox("&Input beside output")
        self.show_folder = QCheckBox("Open the &folder when done")
        self.target = QLineEdit()
        self.target.setAccessibleName("File")
        self.choose = QPushButton("&Choose…")
        self.choose.setAutoDefault(False)
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("look", "alarm")
        self.trouble.hide()
        self.size_words = _quiet()
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        self.export = QPushButton("&Export")
        self.export.setProperty("look", "primary")
        self.export.setDefault(True)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        form.addRow("&Format", _column(self.format, self.purpose))
        form.addRow("&Quality", _column(self.quality, self.quality_words))
        form.addRow("Part", _column(self.whole, self.part))
        form.addRow("With", _column(self.audio, self.side_by_side))
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.target, 1)
        place.addWidget(self.choose)
        form.addRow("Fi&le", _column(place, self.show_folder))
        for field, words in ((self.format, "&Format"), (self.quality, "&Quality"), (self.target, "Fi&le")):
            label = next(each for each in self._labels(form) if each.text() == words)
            label.setBuddy(field)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.size_words, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addLayout(buttons)

    def _labels(self, form: QFormLayout) -> list[QLabel]:
        rows = (form.itemAt(row, QFormLayout.ItemRole.LabelRole) for row in range(form.rowCount()))
        found = (item.widget() for item in rows if item is not None)
        return [label for label in found if isinstance(label, QLabel)]

    def _remember_last_time(self) -> None:
        get = self._settings.get
        last = format_of(get(EXPORT_CODEC))
        self.format.setCurrentIndex(FORMATS.index(last))
        self._fit_quality(None if get(EXPORT_QUALITY) < 0 else get(EXPORT_QUALITY))
        (self.part if self._marked else self.whole).setChecked(True)
        self.audio.setChecked(bool(self._media.audio) and get(EXPORT_AUDIO))
        self.side_by_side.setChecked(get(EXPORT_SIDE_BY_SIDE))
        self.show_folder.setChecked(get(EXPORT_SHOW_FOLDER))
        folder = self._media.path.parent
        folder = folder if os.access(folder, os.W_OK) else Path.home()
        self.target.setText(str(free_target(folder, self._media.path.stem + ADDED, last.suffix)))

    def _listen(self) -> None:
        self.format.currentIndexChanged.connect(self._on_format)
        self.quality.valueChanged.connect(self._show)
        self._parts.buttonToggled.connect(self._show)
        self.audio.toggled.connect(self._show)
        self.side_by_side.toggled.connect(self._show)
        self.target.textChanged.connect(self._show)
        self.choose.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)
        self.export.clicked.connect(self.accept)

    # Changing

    def _fit_quality(self, value: int | None) -> None:
        chosen = self.chosen_format
        self.quality.setRange(0, len(chosen.qualities) - 1)
        self.quality.setValue(chosen.nearest(value))
        self.quality.setEnabled(len(chosen.qualities) > 1)

    @Slot()
    def _on_format(self) -> None:
        if self.sender() is self.format:
            self._fit_quality(None)
            self.target.setText(str(self._target().with_suffix(self.chosen_format.suffix)))
        self._show()

    @Slot()
    def _show(self) -> None:
        self.purpose.setText(self.chosen_format.purpose)
        self.quality_words.setText(self.chosen_quality.words)
        self.size_words.setText(f"About {rough_words(self.estimate)}{self._room_words()}")
        self.trouble.hide()
        self.export.setEnabled(bool(self.target.text().strip()))

    def _room_words(self) -> str:
        """A warning where the disk has hardly room for the file."""
        try:
            free = shutil.disk_usage(self._target().parent).free
        except OSError:
            return ""
        return f", but only {size_words(free)} are free there" if free < 1.2 * self.estimate else ""

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Export Video",
            str(self._target()),
            f"{self.chosen_format.title} (*{self.chosen_format.suffix})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.target.setText(str(self._named(Path(chosen))))

    def _named(self, path: Path) -> Path:
        """A file's name with the end that its format needs."""
        suffix = self.chosen_format.suffix
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    def _may_write(self, wish: ExportWish) -> bool:
        """Whether the file can be written; asks before another one is replaced."""
        from dfm.core.errors import DfmError
        from dfm.core.media.encoding import Encoding
        from dfm.core.media.write import check_target

        try:
            encoding = Encoding(wish.codec, wish.quality)
            check_target(self._media.path, wish.target, encoding, overwrite=True)
        except (DfmError, OSError, ValueError) as error:
            self.trouble.setText(failure_of(error).sentence)
            self.trouble.show()
            self.adjustSize()
            return False
        return not wish.target.exists() or may_replace(wish.target, self)

    def _store(self) -> None:
        value = self.chosen_quality.value
        self._settings.set(EXPORT_CODEC, self.chosen_format.codec)
        self._settings.set(EXPORT_QUALITY, -1 if value is None else value)
        if self._media.audio:
            self._settings.set(EXPORT_AUDIO, self.audio.isChecked())
        self._settings.set(EXPORT_SIDE_BY_SIDE, self.side_by_side.isChecked())
        self._settings.set(EXPORT_SHOW_FOLDER, self.show_folder.isChecked())
        self._settings.save()

    # Qt's own names

    def accept(self) -> None:
        """Take the wish, where it can be fulfilled."""
        target = self._named(self._target()).absolute()
        wish = ExportWish(
            target,
            self.chosen_format.codec,
            self.chosen_quality.value,
            self.chosen_span,
            audio=self.audio.isChecked(),
            side_by_side=self.side_by_side.isChecked(),
            overwrite=target.exists(),
        )
        if self._may_write(wish):
            self.wish = wish
            self._store()
            super().accept()


def _quiet() -> QLabel:
    label = QLabel()
    label.setProperty("look", "quiet")
    return label


def _column(*parts: QWidget | QLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    for part in parts:
        column.addLayout(part) if isinstance(part, QLayout) else column.addWidget(part)
    return column
