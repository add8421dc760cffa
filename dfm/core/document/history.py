"""Undo and redo: the projects that there were, in order, each with the name of the step that made it.

A history is a value too; every step holds a whole project, most of which it shares with its neighbours.
"""

from dataclasses import dataclass

from dfm.core.document.project import Project

MOST_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """What the user did, in a few plain words, and the project after it."""

    label: str
    project: Project


@dataclass(frozen=True, slots=True)
class History:
    """The steps from the oldest to the newest; `at` is the one that shows."""

    steps: tuple[Step, ...]
    at: int = 0

    @classmethod
    def begin(cls, project: Project, label: str = "Open") -> "History":
        """A history whose only step is the project as it was found."""
        return cls((Step(label, project),))

    @property
    def project(self) -> Project:
        """The project that shows."""
        return self.steps[self.at].project

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back that can be made again."""
        return self.at + 1 < len(self.steps)

    def record(self, label: str, project: Project) -> "History":
        """The history after one more step; what was taken back is gone. The same project is no step."""
        if project == self.project:
            return self
        steps = (*self.steps[: self.at + 1], Step(label, project))[-MOST_STEPS:]
        return History(steps, len(steps) - 1)

    def go_to(self, at: int) -> "History":
        """The history with another of its steps showing; the nearest one where there is no such step."""
        return History(self.steps, min(max(at, 0), len(self.steps) - 1))

    def undo(self) -> "History":
        """Take back the last step."""
        return self.go_to(self.at - 1)

    def redo(self) -> "History":
        """Make the next step again."""
        return self.go_to(self.at + 1)
