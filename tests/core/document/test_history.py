"""Every step can be taken back and made again; the same project is no step."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.history import MOST_STEPS, History, Step
from dfm.core.document.project import Project

projects = st.lists(st.integers(1, 5).map(lambda frames: Project(frames=frames)), min_size=1, max_size=9)


@given(projects)
def test_undo_to_the_start_and_redo_to_the_end_give_the_same_projects(some: list[Project]) -> None:
    first = Project()
    history = History.begin(first)
    for number, project in enumerate(some):
        history = history.record(f"Step {number}", project)
    back = history
    while back.can_undo:
        back = back.undo()
    assert back.project is first
    assert back.steps == history.steps
    while back.can_redo:
        back = back.redo()
    assert back == history
    assert back.project is history.project


def test_the_same_project_is_no_step() -> None:
    history = History.begin(Project(), "New")
    assert history.record("Nothing", replace(Project())) is history
    assert history.steps == (Step("New", Project()),)


def test_a_step_after_an_undo_replaces_what_was_undone() -> None:
    one, two, three = (Project(frames=number) for number in (1, 2, 3))
    history = History.begin(Project()).record("One", one).record("Two", two).undo().record("Three", three)
    assert [step.label for step in history.steps] == ["Open", "One", "Three"]
    assert not history.can_redo
    assert history.undo().project is one


def test_there_is_no_step_beyond_the_ends() -> None:
    history = History.begin(Project()).record("One", Project(frames=1))
    assert history.redo() == history
    assert history.go_to(-7).at == 0
    assert history.undo().undo() == history.undo()
    assert history.go_to(99) == history


def test_the_oldest_steps_are_forgotten() -> None:
    history = History.begin(Project())
    for number in range(1, MOST_STEPS + 5):
        history = history.record(f"{number}", Project(frames=number))
    assert len(history.steps) == MOST_STEPS
    assert history.project.frames == MOST_STEPS + 4
    assert history.go_to(0).project.frames == 5
