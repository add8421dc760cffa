"""Opens files in a thread: a project or a video becomes all that the desk needs, or one sentence."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dfm.core.document.project import Project
from dfm.core.jobs import Job, Progress

if TYPE_CHECKING:
    from dfm.core.autosave import Recovered
    from dfm.core.media.info import MediaInfo
    from dfm.core.projects import MediaState


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: a project, the project's own file if there is one, and what became of its video."""

    project: Project
    path: Path | None
    media: "MediaInfo | None"
    state: "MediaState"

    @property
    def is_changed(self) -> bool:
        """Whether another file has the video's name."""
        return self.state.name == "CHANGED"


def open_file(path: Path) -> Job[Found]:
    """Read a project, or begin one on a video."""
    from dfm.core.projects import MediaState, is_project, open_project, project_on

    yield Progress("opening", 0)
    if is_project(path):
        opened = open_project(path)
        return _found(opened.project, path, opened.media)
    info = _probe(path)
    return Found(project_on(info), None, info, MediaState.FOUND)


def open_recovered(recovered: "Recovered") -> Job[Found]:
    """Take up what a crash left."""
    from dfm.core.projects import media_state

    yield Progress("opening", 0)
    return _found(recovered.project, recovered.path, media_state(recovered.project))


def find_again(project: Project, video: Path) -> Job[Found]:
    """Take a file for the project's video; an InputError says that it is another."""
    from dfm.core.projects import MediaState, relink

    yield Progress("opening", 0)
    return _found(relink(project, video), None, MediaState.FOUND)


def list_recoverable() -> Job[tuple["Recovered", ...]]:
    """What crashes have left."""
    from dfm.core.autosave import recoverable

    yield Progress("opening", 0)
    return recoverable()


def make_demo() -> Job[Path]:
    """Make the demo clip, once."""
    from dfm.core import places
    from dfm.core.demo import make_demo_clip

    target = places.cache_folder() / "demo" / "talking portrait.mp4"
    if not target.exists():
        yield from make_demo_clip(target)
    return target


def _found(project: Project, path: Path | None, state: "MediaState") -> Found:
    """Bring the project's facts of its video up to date where the video is there."""
    from dfm.core.projects import MediaState

    if state is not MediaState.FOUND or project.media is None:
        return Found(project, path, None, state)
    info = _probe(Path(project.media))
    return Found(replace(project, rate=info.frame_rate, frames=info.frames), path, info, state)


def _probe(path: Path) -> "MediaInfo":
    from dfm.core.media.probe import probe

    return probe(path.absolute())
