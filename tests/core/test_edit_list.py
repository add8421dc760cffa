"""The edit list says what is edited when, to people in a table and to programs in JSON."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest

from dfm.core.document.edits import Edit
from dfm.core.document.project import Marker, Project
from dfm.core.document.records import read_edit
from dfm.core.document.regions import Regions
from dfm.core.document.timebase import Span
from dfm.core.edit_list import edit_list_csv, edit_list_json, write_edit_list
from dfm.core.errors import UsageError, WriteError

PROJECT = Project(
    "/films/talk.mp4",
    (
        Edit("happy", 0.6, Span(30, 120), id="=1+1"),
        Edit("sad", 1.0, Span(150, 300), face=2, centre=(0.1, 0.2), regions=Regions(mouth=0.25)),
    ),
    rate=Fraction(30000, 1001),
    frames=450,
    markers=(Marker(45, "the joke"),),
)


def test_the_table_has_one_line_an_edit() -> None:
    first, second = csv.DictReader(io.StringIO(edit_list_csv(PROJECT).decode(), newline=""))
    assert first == {
        "number": "1",
        "face": "",
        "emotion": "happy",
        "intensity": "0.6",
        "start": "30",
        "end": "120",
        "speech": "keep",
        "seed": "0",
        "ramp": "",
        "enabled": "True",
        "brows": "1.0",
        "eyes": "1.0",
        "mouth": "1.0",
        "start_time": "00:00:01.001",
        "end_time": "00:00:04.004",
    }
    assert (second["number"], second["face"], second["emotion"]) == ("2", "2", "sad")
    assert (second["brows"], second["mouth"]) == ("1.0", "0.25")


def test_no_text_of_a_project_can_become_a_formula_of_the_table() -> None:
    assert b"=" not in edit_list_csv(PROJECT)


def test_the_json_holds_everything() -> None:
    record = json.loads(edit_list_json(PROJECT))
    assert (record["video"], record["rate"], record["frames"]) == ("talk.mp4", "30000/1001", 450)
    assert tuple(read_edit(edit) for edit in record["edits"]) == PROJECT.edits
    assert record["edits"][0]["end_time"] == "00:00:04.004"
    assert record["markers"] == [{"frame": 45, "label": "the joke"}]


def test_times_are_left_open_where_the_rate_is_unknown() -> None:
    record = json.loads(edit_list_json(Project(edits=PROJECT.edits)))
    assert record["edits"][0]["start_time"] is None


def test_the_ending_of_the_file_chooses_the_form(tmp_path: Path) -> None:
    write_edit_list(PROJECT, tmp_path / "list.CSV")
    write_edit_list(PROJECT, tmp_path / "list.json")
    assert (tmp_path / "list.CSV").read_bytes() == edit_list_csv(PROJECT)
    assert (tmp_path / "list.json").read_bytes() == edit_list_json(PROJECT)
    assert len(list(tmp_path.iterdir())) == 2
    with pytest.raises(UsageError, match=r"let it end in \.csv or \.json"):
        write_edit_list(PROJECT, tmp_path / "list.txt")
    with pytest.raises(WriteError, match="cannot be written"):
        write_edit_list(PROJECT, tmp_path / "missing" / "list.csv")
