"""Projects and their videos: whether the video is where the project says, and is still the same.

A video is known by its content, not by its name. It reads no frames and asks nobody where a video has gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from dfm.core.document.project import Project
from dfm.core.document.storage import SUFFIX, read_project
from dfm.core.errors import InputError, UsageError
from dfm.core.media.info import MediaInfo, content_id
from dfm.core.named_files import found_beside

_SHOW = "open the project in the editor and show where it is"


class MediaState(Enum):
    """What became of a project's video."""

    NONE = "the project has no video"
    FOUND = "it is there"
    MISSING = "it is not there"
    CHANGED = "another file has its name"


@dataclass(frozen=True, slots=True)
class Opened:
    """A project as read, its video's path brought up to date where it could be, and what became of that."""

    project: Project
    media: MediaState

    @property
    def media_found(self) -> bool:
        """Whether the project can be worked on as it is."""
        return self.media is MediaState.FOUND


def is_project(path: Path) -> bool:
    """Whether a file is a project by its name."""
    return path.suffix.lower() == SUFFIX


def project_on(info: MediaInfo) -> Project:
    """A new project on a video."""
    return Project(
        media=str(info.path.absolute()),
        content_id=content_id(info.path),
        rate=info.frame_rate,
        frames=info.frames,
    )


def open_project(path: Path) -> Opened:
    """Read a project and look for its video and its other files: where the project says, then beside it."""
    project = read_project(path)
    folder = path.absolute().parent
    renderer = project.renderer and found_beside(project.renderer, folder)
    persons = tuple(found_beside(each, folder) for each in project.persons)
    project = replace(project, persons=persons, renderer=renderer)
    state = media_state(project)
    if project.media is not None and state is not MediaState.FOUND:
        moved = replace(project, media=str(folder / Path(project.media).name))
        if project.content_id is not None and media_state(moved) is MediaState.FOUND:
            return Opened(moved, MediaState.FOUND)
    return Opened(project, state)


def media_state(project: Project) -> MediaState:
    """Look for a project's video where the project says."""
    if project.media is None:
        return MediaState.NONE
    found = _content_of(Path(project.media))
    if found is None:
        return MediaState.MISSING
    same = project.content_id is None or project.content_id == found
    return MediaState.FOUND if same else MediaState.CHANGED


def relink(project: Project, path: Path) -> Project:
    """Tell a project where its video is now; an InputError where that is another video."""
    found = _content_of(path)
    if found is None:
        raise InputError(f"The video '{path}' cannot be read: choose a file that is there.")
    if project.content_id is not None and project.content_id != found:
        name = Path(project.media or "its video").name
        raise InputError(
            f"'{path}' is not the video of this project: what it holds differs from {name}; choose that one."
        )
    return replace(project, media=str(path.absolute()), content_id=found)


def ready_project(source: Path | Project) -> Project:
    """A project whose video is there, to be rendered without asking; an InputError says what is amiss."""
    if isinstance(source, Project):
        name, opened = "the project", Opened(source, media_state(source))
    else:
        name, opened = f"the project '{source}'", open_project(source)
    video = f"The video '{opened.project.media}' of {name}"
    match opened.media:
        case MediaState.FOUND:
            return opened.project
        case MediaState.NONE:
            raise InputError(f"There is no video in {name}: open one in the editor and save the project.")
        case MediaState.MISSING:
            raise InputError(f"{video} is not there: put it back, or {_SHOW}.")
        case MediaState.CHANGED:
            raise InputError(f"{video} is not the one that it was made with: put that back, or {_SHOW}.")


def refuse_nothing_to_do(project: Project, more: Sequence[object]) -> None:
    """A UsageError where neither the project nor what is added to it changes anything."""
    if more or any(edit.enabled for edit in project.edits):
        return
    if project.edits:
        raise UsageError("Every edit of the project is switched off: switch one on in the editor.")
    raise UsageError("The project has no edit: add one in the editor, or as in --edit happy:high@1.0-4.0.")


def _content_of(path: Path) -> str | None:
    """The content's name, None where there is no such file; pipes and devices are no files."""
    try:
        return content_id(path) if path.is_file() else None
    except (OSError, ValueError):
        return None
