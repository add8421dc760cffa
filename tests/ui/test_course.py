"""The journal of a training is read while it is written, and known from other tables."""

from pathlib import Path

import pytest

from dfm.core.training.renderer_course import HEADINGS
from dfm.ui.course import Measured, course_files, is_course, read_course

LINES = (HEADINGS, "100,61.5,1.7,9.5,8.0,2.0,9.0,8.5,9.9,1", "200,120.0,1.5,8.7,7.5,2.0,9.0,8.5,9.9,1")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "talk.v2.dfmrenderer"


def test_files_lie_beside_the_result(target: Path) -> None:
    names = [each.name for each in course_files(target)]
    assert names == ["talk.v2.png", "talk.v2.csv", "talk.v2.curve.png"]


def test_what_was_measured_is_read(target: Path) -> None:
    assert read_course(target) == ()
    journal = course_files(target)[1]
    journal.write_text("\n".join([*LINES, "300,170.2,1.4"]))
    assert read_course(target) == (Measured(100, 61.5, 9.5, 9.0), Measured(200, 120.0, 8.7, 9.0))
    journal.write_text(HEADINGS + "\n")
    assert read_course(target) == ()


@pytest.mark.parametrize("content", ["", "name,age\nAnna,30\n", "\0\0", "steps\nmany,,,\n"])
def test_other_tables_are_none(target: Path, content: str) -> None:
    assert not is_course(target)
    course_files(target)[1].write_text(content)
    assert not is_course(target)
    assert read_course(target) == ()


def test_a_journal_is_known(target: Path) -> None:
    course_files(target)[1].write_text(HEADINGS + "\n")
    assert is_course(target)
