"""The preferences: theme, renderer, device, autosave, and the cache with its place and size.

A change counts at once and is remembered; only another place of the cache waits for the next start.
"""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from dfm.core import cache, places
from dfm.core.jobs import Job, Progress
from dfm.ui.desk import Failure
from dfm.ui.jobs import JobRunner
from dfm.ui.settings import (
    AUTOSAVE_SECONDS,
    CACHE_FOLDER,
    CACHE_GIGABYTES,
    DEVICE,
    RENDERER,
    THEME,
    Setting,
    Settings,
    Value,
)
from dfm.ui.widgets.words import size_words

THEMES = {"dark": "Dark", "light": "Light", "system": "As the system"}
RENDERERS = {
    "instant": "Instant: this frame alone, quickest",
    "reference": "Reference: borrows from other frames",
}
DEVICES = {"auto": "Choose by itself", "cpu": "Processor", "cuda": "NVIDIA graphics card"}
AUTOSAVES = {15: "15 seconds", 30: "30 seconds", 60: "A minute", 120: "2 minutes", 300: "5 minutes"}
MOST_GIGABYTES = 500


class PreferencesDialog(QDialog):
    """One page; what is changed is told by the key of its setting."""

    changed = Signal(str)
    """The key of the setting that has another value now."""

    def __init__(self, settings: Settings, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setMinimumWidth(520)
        self._settings, self._jobs = settings, jobs
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow("&Theme", self._choice(THEME, THEMES, "Theme"))
        form.addRow("&Save by itself after", self._choice(AUTOSAVE_SECONDS, AUTOSAVES, "Autosave"))
        form.addRow(_gap())
        form.addRow("&Renderer", self._choice(RENDERER, RENDERERS, "Renderer"))
        form.addRow("", _hint("A project may have its own: Tools > Draw With."))
        form.addRow("&Device", self._choice(DEVICE, DEVICES, "Device"))
        form.addRow("", _hint("The instant renderer always works on the processor."))
        form.addRow(_gap())
        form.addRow("&Cache in", self._cache_place())
        self._place_hint = _hint("It keeps analyses and finished frames, and can always be made again.")
        form.addRow("", self._place_hint)
        form.addRow("Keep at &most", self._cache_size())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch()
        column.addWidget(buttons)
        self._count_cache()
        self.finished.connect(self._forget_job)

    def _choice(self, setting: Setting[Value], words: dict[Value, str], name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for value, text in words.items():
            box.addItem(text, value)
        box.setCurrentIndex(list(words).index(self._settings.get(setting)))
        box.currentIndexChanged.connect(lambda at: self._change(setting, list(words)[at]))
        return box

    def _change(self, setting: Setting[Value], value: Value) -> None:
        self._settings.set(setting, value)
        self._settings.save()
        self.changed.emit(setting.key)

    # The cache

    def _cache_place(self) -> QWidget:
        self._place = QLineEdit(str(places.cache_folder()))
        self._place.setReadOnly(True)
        self._place.setAccessibleName("Folder of the cache")
        choose = QPushButton("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._ask_place)
        return _row(self._place, choose)

    def _cache_size(self) -> QWidget:
        self._most = QSpinBox()
        self._most.setRange(1, MOST_GIGABYTES)
        self._most.setSuffix(" GB")
        self._most.lineEdit().setTextMargins(6, 0, 0, 0)
        self._most.setValue(self._settings.get(CACHE_GIGABYTES))
        self._most.setAccessibleName("Most that the cache may keep")
        self._most.valueChanged.connect(lambda value: self._change(CACHE_GIGABYTES, value))
        self._used = QLabel("counting…")
        self._used.setProperty("look", "quiet")
        self._clear = QPushButton("Clear")
        self._clear.setToolTip("Remove everything that can be made again")
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self._clear_cache)
        return _row(self._most, self._used, self._clear)

    @Slot()
    def _ask_place(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder of the cache", self._place.text())
        if chosen:
            self.set_place(Path(chosen))

    def set_place(self, folder: Path) -> None:
        """Let the cache lie there from the next start on."""
        self._place.setText(str(folder))
        self._place_hint.setText("The cache moves there at the next start; what lies here can be cleared.")
        self._change(CACHE_FOLDER, str(folder))

    def _count_cache(self) -> None:
        self._job = self._jobs.ask("Count the cache", _kept_bytes, self._show_used, self._show_trouble)

    @Slot()
    def _clear_cache(self) -> None:
        self._clear.setEnabled(False)
        self._job = self._jobs.ask("Clear the cache", _cleared, self._on_cleared, self._show_trouble)

    def _forget_job(self) -> None:
        """Whoever closes the dialog need not hear of the cache."""
        self._job.cancel()

    def _on_cleared(self, freed: int) -> None:
        self._used.setText(f"{size_words(freed)} freed")
        self.changed.emit("cache")

    def _show_used(self, used: int) -> None:
        self._used.setText(f"{size_words(used)} kept now")
        self._clear.setEnabled(used > 0)

    def _show_trouble(self, failure: Failure) -> None:
        self._used.setText(failure.sentence)
        self._used.setWordWrap(True)
        self._clear.setEnabled(True)


def _kept_bytes() -> Job[int]:
    """How much is kept."""
    yield Progress("count", 0, None, "files")
    return sum(entry.size_bytes for entry in cache.entries())


def _cleared() -> Job[int]:
    """Remove what is kept; how much it was."""
    yield Progress("clear", 0, None, "files")
    return sum(entry.size_bytes for entry in cache.clear())


def _row(first: QWidget, *others: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(first, 1)
    for each in others:
        row.addWidget(each)
    return whole


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("look", "label")
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return label


def _gap() -> QWidget:
    gap = QWidget()
    gap.setFixedHeight(4)
    return gap
