"""The table of actions is whole: names and keys are used once, glyphs exist, what makes no sense is off."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from dfm.core.document.emotions import EMOTIONS
from dfm.ui.action_table import ROWS
from dfm.ui.actions import LINE, Row, tip
from dfm.ui.theme.icons import icon

REAL = [row for row in ROWS if row.text != LINE]


def test_names_are_used_once() -> None:
    assert [name for name, times in Counter(row.name for row in REAL).items() if times > 1] == []


def test_keys_are_used_once_and_understood() -> None:
    keys = Counter(keys.toString() for row in REAL for keys in row.shortcuts)
    assert [each for each, times in keys.items() if times > 1 or not each] == []


@pytest.mark.parametrize("row", [row for row in REAL if row.icon], ids=lambda row: row.name)
def test_glyphs_exist(qapp: QApplication, row: Row) -> None:
    assert not icon(row.icon).isNull()


def test_every_emotion_has_its_key() -> None:
    rows = {row.name: row for row in REAL}
    for emotion in EMOTIONS:
        assert rows[f"clip.add_{emotion.name}"].shortcuts == (QKeySequence(emotion.key),)


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ("Space", "play.play"),
        ("J", "play.back"),
        ("K", "play.stop"),
        ("L", "play.forward"),
        ("Home", "play.start"),
        ("End", "play.end"),
        ("Left", "play.last"),
        ("Ctrl+Z", "edit.undo"),
        ("Ctrl+O", "file.open"),
        ("F1", "help.keys"),
    ],
)
def test_keys_that_editors_expect(keys: str, name: str) -> None:
    assert [row.name for row in REAL if QKeySequence(keys) in row.shortcuts] == [name]


def test_tool_tips_name_the_key() -> None:
    rows = {row.name: row for row in REAL}
    assert tip(rows["file.export"]) == "Export Video (Ctrl+E)"
    assert tip(rows["clip.add_happy"]) == "Add happy at the playhead (2)"
    assert tip(rows["file.list"]) == "Export Edit List"
