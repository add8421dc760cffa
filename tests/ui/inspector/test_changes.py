"""Changes: one drag is one step, a burst of keys is one step, and nothing is lost between them."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.ui.desk import Desk
from dfm.ui.inspector import changes as changing
from dfm.ui.inspector.changes import Change, Changes


def seeded(seed: int) -> Change:
    """A change of the take."""

    def change(edit: Edit) -> Edit:
        return replace(edit, seed=seed)

    return change


def steps(desk: Desk) -> list[str]:
    """The labels of the history, without its first."""
    return [step.label for step in desk.history.steps[1:]]


def test_a_drag_shows_at_once_and_is_one_step_at_its_end(editing_desk: Desk) -> None:
    changes = Changes(editing_desk)
    for seed in range(1, 9):
        changes.drag("Drag {}", seeded(seed))
        assert editing_desk.selected_edits[0].seed == seed
        assert steps(editing_desk) == []
    changes.end_drag()
    assert steps(editing_desk) == ["Drag Happy"]
    changes.end_drag()
    assert steps(editing_desk) == ["Drag Happy"]


def test_a_drag_that_is_given_up_leaves_nothing(editing_desk: Desk) -> None:
    changes = Changes(editing_desk)
    before = editing_desk.project
    changes.drag("Drag {}", seeded(5))
    changes.give_up_drag()
    changes.end_drag()
    assert editing_desk.project is before
    assert steps(editing_desk) == []


def test_a_burst_is_one_step_back_to_before_it(editing_desk: Desk) -> None:
    changes = Changes(editing_desk)
    before = editing_desk.project
    for seed in (1, 2, 3):
        changes.burst("Take of {}", seeded(seed))
    assert editing_desk.selected_edits[0].seed == 3
    assert steps(editing_desk) == ["Take of Happy"]
    editing_desk.undo()
    assert editing_desk.project == before


def test_a_pause_ends_a_burst(qtbot: QtBot, editing_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "BURST_MS", 20)
    changes = Changes(editing_desk)
    changes.burst("Take of {}", seeded(1))
    qtbot.wait(40)
    changes.burst("Take of {}", seeded(2))
    assert steps(editing_desk) == ["Take of Happy"] * 2


def test_another_step_in_between_ends_a_burst_and_is_kept(editing_desk: Desk) -> None:
    changes = Changes(editing_desk)
    changes.burst("Take of {}", seeded(1))
    changes.step("Switch off {}", lambda edit: replace(edit, enabled=False))
    changes.burst("Take of {}", seeded(2))
    assert steps(editing_desk) == ["Take of Happy", "Switch off Happy", "Take of Happy"]
    assert not editing_desk.selected_edits[0].enabled


def test_undo_in_the_middle_of_a_burst_takes_back_the_burst_alone(editing_desk: Desk) -> None:
    changes = Changes(editing_desk)
    changes.step("Switch off {}", lambda edit: replace(edit, enabled=False))
    changes.burst("Take of {}", seeded(1))
    editing_desk.undo()
    changes.burst("Take of {}", seeded(2))
    assert steps(editing_desk) == ["Switch off Happy", "Take of Happy"]


def test_a_burst_that_comes_back_to_where_it_began_takes_no_other_step_along(editing_desk: Desk) -> None:
    changes = Changes(editing_desk)
    changes.step("Switch off {}", lambda edit: replace(edit, enabled=False))
    for seed in (1, 0, 1, 0, 2):
        changes.burst("Take of {}", seeded(seed))
    assert steps(editing_desk) == ["Switch off Happy", "Take of Happy"]


def test_a_change_reaches_all_that_is_selected_and_nothing_else(editing_desk: Desk) -> None:
    changes = Changes(editing_desk)
    editing_desk.select({"e1", "e2"})
    changes.step("Take of {}", seeded(9))
    assert [edit.seed for edit in editing_desk.project.edits] == [9, 9]
    assert steps(editing_desk) == ["Take of 2 edits"]
    editing_desk.select(())
    changes.burst("Take of {}", seeded(1))
    changes.drag("Take of {}", seeded(1))
    assert not changes.is_dragging
    assert [edit.seed for edit in editing_desk.project.edits] == [9, 9]
