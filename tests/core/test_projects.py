"""A project knows its video by content: it is found beside the project, and never taken for another one."""

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.storage import write_project
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, UsageError
from dfm.core.media.info import content_id
from dfm.core.media.probe import probe
from dfm.core.projects import (
    MediaState,
    Opened,
    is_project,
    open_project,
    project_on,
    ready_project,
    refuse_nothing_to_do,
    relink,
)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """A file that stands for a video; nobody decodes it here."""
    path = tmp_path / "films" / "talk.mp4"
    path.parent.mkdir()
    path.write_bytes(b"a video")
    return path


@pytest.fixture
def saved(video: Path, tmp_path: Path) -> Path:
    """A project on that video, saved elsewhere."""
    path = tmp_path / "work" / "talk.dfm"
    path.parent.mkdir()
    write_project(project_of(video), path)
    return path


def project_of(video: Path) -> Project:
    edits = (Edit("happy", 0.6, Span(0, 30)),)
    return Project(str(video), edits, content_id(video), Fraction(30), 300)


def test_a_new_project_has_the_facts_of_its_video(short_clip: Path) -> None:
    info = probe(short_clip)
    project = project_on(info)
    assert (project.media, project.content_id) == (str(short_clip), content_id(short_clip))
    assert (project.rate, project.frames) == (info.frame_rate, info.frames)


def test_a_project_whose_video_is_there_is_ready(saved: Path, video: Path) -> None:
    assert open_project(saved) == Opened(project_of(video), MediaState.FOUND)
    assert open_project(saved).media_found
    assert ready_project(saved) == ready_project(project_of(video)) == project_of(video)


def test_a_video_that_lies_beside_the_project_is_found(saved: Path, video: Path) -> None:
    moved = video.rename(saved.parent / video.name)
    assert open_project(saved) == Opened(replace(project_of(moved), media=str(moved)), MediaState.FOUND)


def test_another_video_beside_the_project_is_not_taken_for_it(saved: Path, video: Path) -> None:
    project = project_of(video)
    (saved.parent / video.name).write_bytes(b"another video")
    video.unlink()
    assert open_project(saved) == Opened(project, MediaState.MISSING)


@pytest.mark.parametrize(
    ("content", "state", "sentence"),
    [
        (None, MediaState.MISSING, "is not there: put it back, or open the project in the editor"),
        (b"another video", MediaState.CHANGED, "is not the one that it was made with: put that back"),
    ],
)
def test_a_video_that_is_gone_or_changed_is_named_with_the_remedy(
    saved: Path, video: Path, content: bytes | None, state: MediaState, sentence: str
) -> None:
    project = project_of(video)
    video.unlink() if content is None else video.write_bytes(content)
    assert open_project(saved) == Opened(project, state)
    with pytest.raises(InputError, match=sentence) as caught:
        ready_project(saved)
    assert f"'{video}'" in str(caught.value)
    assert f"'{saved}'" in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_or_a_folder_is_no_video_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    for trick in (tmp_path / "pipe.mp4", tmp_path, Path("/dev/zero")):
        write_project(Project(str(trick)), tmp_path / "trick.dfm")
        assert open_project(tmp_path / "trick.dfm").media is MediaState.MISSING


def test_a_project_without_a_video_says_so(tmp_path: Path) -> None:
    write_project(Project(), tmp_path / "empty.dfm")
    assert open_project(tmp_path / "empty.dfm").media is MediaState.NONE
    with pytest.raises(InputError, match=r"There is no video in the project '.*empty.dfm'"):
        ready_project(tmp_path / "empty.dfm")


def test_a_video_that_moved_is_known_by_its_content(saved: Path, video: Path, tmp_path: Path) -> None:
    project = project_of(video)
    moved = video.rename(tmp_path / "other name.mov")
    assert relink(project, moved) == replace(project, media=str(moved))
    (tmp_path / "wrong.mp4").write_bytes(b"another video")
    with pytest.raises(InputError, match=r"wrong\.mp4' is not the video of this project: .* talk\.mp4"):
        relink(project, tmp_path / "wrong.mp4")
    with pytest.raises(InputError, match="cannot be read"):
        relink(project, tmp_path / "missing.mp4")


def test_a_project_that_never_knew_its_video_learns_it(video: Path) -> None:
    assert relink(Project(), video) == Project(str(video), content_id=content_id(video))


def test_projects_are_known_by_their_ending() -> None:
    assert is_project(Path("a/talk.DFM"))
    assert not is_project(Path("talk.mp4"))


def test_nothing_to_do_is_a_usage_error() -> None:
    edit = Edit("happy", 0.6, Span(0, 30))
    off = Project(edits=(replace(edit, enabled=False),))
    with pytest.raises(UsageError, match="has no edit"):
        refuse_nothing_to_do(Project(), ())
    with pytest.raises(UsageError, match="switched off"):
        refuse_nothing_to_do(off, ())
    refuse_nothing_to_do(off, [edit])
    refuse_nothing_to_do(Project(edits=(edit,)), ())
