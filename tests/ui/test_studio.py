"""The studio at work on a real clip: what it does by itself, reenacting, exporting, and what goes wrong."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from dfm.core.casting import load_cast, person_file
from dfm.core.document.casting import set_person
from dfm.core.document.edits import Edit
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project, add_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk, Failure
from dfm.ui.exporting import ExportWish
from dfm.ui.jobs import JobRunner, JobState, Lane
from dfm.ui.studio import Studio
from tests.core.people import person_at
from tests.ui.answers import Wait

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.media.info import MediaInfo

HAPPY = Edit("happy", 0.85, Span(10, 30))


@pytest.fixture
def studio(desk: Desk, jobs: JobRunner, wait: Wait, short_analysis: "Analysis") -> Iterator[Studio]:
    """A studio that has found the face of the short clip."""
    studio = Studio(desk, jobs)
    wait(lambda: desk.rendered is not None)
    yield studio
    studio.close()


@pytest.fixture
def failures(desk: Desk) -> list[Failure]:
    """What the desk was told went wrong."""
    told: list[Failure] = []
    desk.failed.connect(told.append)
    return told


@pytest.fixture
def said(desk: Desk) -> list[str]:
    """What the status line said."""
    told: list[str] = []
    desk.said.connect(told.append)
    return told


def edited(desk: Desk, *edits: Edit) -> None:
    """Put edits into the project."""
    project = desk.project
    for edit in edits:
        project = add_edit(project, edit)
    desk.apply("Add", project)


def frames_of(spans: tuple[Span, ...]) -> set[int]:
    """The frames of some spans."""
    return {frame for span in spans for frame in range(span.start, span.end)}


def test_an_opened_video_is_analysed_by_itself(studio: Studio, desk: Desk) -> None:
    assert desk.analysis is not None
    assert len(desk.analysis.tracks) == 1
    assert desk.rendered_spans == ()


def test_reenacting_draws_what_is_not_finished_and_marks_it(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait, said: list[str]
) -> None:
    drawn: list[int] = []
    studio.reenacted.connect(drawn.append)
    edited(desk, replace(HAPPY, seed=11))
    job = studio.reenact()
    assert job is not None
    assert (job.lane, studio.reenactment) == (Lane.RENDER, job)
    wait(lambda: studio.is_finished and job.state.is_over)
    assert (job.state, studio.reenactment) == (JobState.DONE, None)
    assert frames_of(desk.rendered_spans) <= set(range(10, 30))
    assert len(frames_of(desk.rendered_spans)) == drawn[0] >= 17

    edited(desk, Edit("sad", 0.6, Span(40, 55)))
    wait(lambda: not studio.is_finished)
    assert max(frames_of(desk.rendered_spans)) < 30
    studio.reenact()
    wait(lambda: studio.is_finished)
    assert 12 <= drawn[1] <= 15
    desk.undo()
    wait(lambda: max(frames_of(desk.rendered_spans)) < 30)
    assert studio.reenact() is not None
    wait(lambda: len(drawn) == 3)
    assert drawn[2] == 0
    assert said[-1] == "Everything was reenacted already."


def test_there_is_nothing_to_reenact_without_an_edit_that_counts(
    studio: Studio, desk: Desk, jobs: JobRunner, said: list[str], failures: list[Failure], tmp_path: Path
) -> None:
    edited(desk, replace(HAPPY, enabled=False))
    assert studio.reenact() is None
    assert "drag an emotion" in said[-1]
    assert studio.export(ExportWish(tmp_path / "out.mp4")) is None
    assert "nothing to export" in said[-1]
    assert failures == []


def test_a_wish_to_reenact_waits_for_the_faces(
    desk: Desk, jobs: JobRunner, wait: Wait, short_analysis: "Analysis"
) -> None:
    studio = Studio(desk, jobs)
    edited(desk, replace(HAPPY, seed=12))
    assert studio.reenact() is None
    wait(lambda: studio.is_finished)
    assert desk.rendered_spans
    studio.close()


def test_a_wish_while_the_store_is_opened_draws_into_that_store(
    desk: Desk, jobs: JobRunner, wait: Wait, short_analysis: "Analysis"
) -> None:
    studio = Studio(desk, jobs)
    edited(desk, replace(HAPPY, seed=14))
    desk.analysis_changed.connect(lambda _: studio.reenact())
    wait(lambda: studio.is_finished)
    assert desk.rendered_spans
    studio.close()


def test_a_new_edit_is_not_taken_for_finished(studio: Studio, desk: Desk, wait: Wait) -> None:
    wait(lambda: studio.is_finished)  # there is nothing to draw
    edited(desk, replace(HAPPY, seed=15))
    assert not studio.is_finished


def test_reenacting_can_be_cancelled_and_taken_up_again(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait
) -> None:
    edited(desk, replace(HAPPY, span=Span(0, 60), seed=13))
    job = studio.reenact()
    assert job is not None
    wait(lambda: job.done >= 3)
    job.cancel()
    wait(lambda: job.state.is_over)
    assert job.state is JobState.CANCELLED
    wait(lambda: desk.rendered_spans != ())
    kept = len(frames_of(desk.rendered_spans))
    assert 3 <= kept < 60
    drawn: list[int] = []
    studio.reenacted.connect(drawn.append)
    studio.reenact()
    wait(lambda: studio.is_finished)
    assert drawn[0] + kept == len(frames_of(desk.rendered_spans))


def test_edits_that_changed_meanwhile_take_the_place_of_those_being_drawn(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait
) -> None:
    edited(desk, replace(HAPPY, span=Span(0, 60), seed=14))
    first = studio.reenact()
    assert first is not None
    assert studio.reenact() is first
    edited(desk, Edit("sad", 0.6, Span(20, 40)))
    second = studio.reenact()
    assert second is not None
    assert second is not first
    wait(lambda: first.state.is_over and second.state.is_over)
    assert (first.state, second.state) == (JobState.CANCELLED, JobState.DONE)


def test_another_video_stops_the_work_on_the_one_before(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait
) -> None:
    edited(desk, replace(HAPPY, span=Span(0, 60), seed=15))
    job = studio.reenact()
    assert job is not None
    desk.open(Project(), None, None)
    wait(lambda: job.state.is_over)
    assert job.state is JobState.CANCELLED
    assert (desk.rendered, desk.rendered_spans, studio.is_finished) == (None, (), False)
    wait(lambda: not jobs.jobs)


def test_exporting_a_part_without_sound(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait, tmp_path: Path, said: list[str]
) -> None:
    from dfm.core.media.probe import probe

    written: list[Path] = []
    studio.exported.connect(written.append)
    edited(desk, HAPPY)
    target = tmp_path / "part.mp4"
    wish = ExportWish(target, quality=25, span=Span(5, 35), audio=False, side_by_side=True)
    job = studio.export(wish)
    assert job is not None
    wait(lambda: job.state.is_over)
    assert written == [target]
    assert said[-1] == "Exported part.mp4, 30 frames."
    info = probe(target)
    assert (info.frames, info.audio, info.width) == (30, (), 640)
    assert job.total == 30


def test_exports_queue_and_a_cancelled_one_leaves_nothing(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait, tmp_path: Path
) -> None:
    edited(desk, HAPPY)
    one, other = (studio.export(ExportWish(tmp_path / name)) for name in ("one.mp4", "other.mp4"))
    assert one is not None
    assert other is not None
    wait(lambda: one.done > 0)
    assert other.state is JobState.QUEUED
    one.cancel()
    wait(lambda: other.state.is_over)
    assert (one.state, other.state) == (JobState.CANCELLED, JobState.DONE)
    assert [path.name for path in tmp_path.glob("*.*")] == ["other.mp4"]


def test_an_export_that_fails_says_one_sentence(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait, tmp_path: Path, failures: list[Failure]
) -> None:
    edited(desk, HAPPY)
    taken = tmp_path / "taken.mp4"
    taken.write_bytes(b"mine")
    job = studio.export(ExportWish(taken))
    assert job is not None
    wait(lambda: job.state.is_over)
    assert [failure.sentence for failure in failures] == [
        f"{taken} exists already: choose another name, or allow to overwrite it."
    ]
    assert taken.read_bytes() == b"mine"


@pytest.fixture
def moving_desk(short_clip: Path, tmp_path: Path) -> Desk:
    """A desk with a copy of the short clip that may vanish."""
    from dfm.core.media.probe import probe

    video = Path(shutil.copyfile(short_clip, tmp_path / "talk.mp4"))
    desk = Desk()
    desk.open(Project(media=str(video), frames=60), None, probe(video))
    return desk


def test_a_file_that_vanishes_is_told_in_one_sentence(
    moving_desk: Desk, jobs: JobRunner, wait: Wait, tmp_path: Path, short_analysis: "Analysis"
) -> None:
    failures: list[Failure] = []
    moving_desk.failed.connect(failures.append)
    studio = Studio(moving_desk, jobs)
    wait(lambda: moving_desk.rendered is not None)
    wait(lambda: not jobs.jobs)
    edited(moving_desk, replace(HAPPY, seed=16))
    (tmp_path / "talk.mp4").unlink()
    for job in (studio.reenact(), studio.export(ExportWish(tmp_path / "out.mp4"))):
        assert job is not None
        wait(lambda job=job: job.state.is_over)  # type: ignore[misc]
        assert job.state is JobState.FAILED
    assert len(failures) == 2
    assert all("talk.mp4" in failure.sentence for failure in failures)
    assert not any("unforeseen" in failure.sentence for failure in failures)
    assert list(tmp_path.glob("*.*")) == []
    studio.close()


def test_the_frame_at_the_playhead_is_saved_as_it_shows(
    studio: Studio, desk: Desk, jobs: JobRunner, wait: Wait, tmp_path: Path, failures: list[Failure]
) -> None:
    edited(desk, HAPPY)
    desk.move_playhead(20)
    for name in ("edited.png", "edited.jpg", "edited.tiff"):
        job = studio.export_frame(tmp_path / name)
        assert job is not None
        wait(lambda job=job: job.state.is_over)  # type: ignore[misc]
    desk.undo()
    job = studio.export_frame(tmp_path / "plain.png")
    assert job is not None
    wait(lambda: job.state.is_over)
    one, other = (QImage(str(tmp_path / name)) for name in ("edited.png", "plain.png"))
    assert (one.width(), one.height()) == (320, 320)
    assert one != other
    assert not QImage(str(tmp_path / "edited.jpg")).isNull()
    assert len(failures) == 1
    assert "call it .png or .jpg" in failures[0].sentence
    assert not (tmp_path / "edited.tiff").exists()


def test_a_video_without_a_face_is_told(
    jobs: JobRunner, wait: Wait, tmp_path: Path, short_media: "MediaInfo"
) -> None:
    import av
    import numpy as np

    from dfm.core.media.probe import probe

    video = tmp_path / "wall.mp4"
    with av.open(str(video), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width = stream.height = 160
        for _ in range(8):
            grey = av.VideoFrame.from_ndarray(np.full((160, 160, 3), 120, np.uint8), "rgb24")
            file.mux(stream.encode(grey))
        file.mux(stream.encode(None))
    desk = Desk()
    failures: list[Failure] = []
    desk.failed.connect(failures.append)
    desk.open(Project(media=str(video), frames=8), None, probe(video))
    studio = Studio(desk, jobs)
    wait(lambda: bool(failures))
    assert "wall.mp4 shows no face" in failures[0].sentence
    studio.close()
    wait(lambda: all(job.state.is_over for job in jobs.jobs))
    assert desk.analysis is not None
    assert desk.rendered is None
    studio.close()


def test_frames_are_finished_on_the_device_that_was_chosen(studio: Studio, desk: Desk, wait: Wait) -> None:
    first = desk.rendered
    assert first is not None
    assert first.device == "auto"
    studio.use_device("cpu")
    wait(lambda: desk.rendered is not None and desk.rendered.device == "cpu")
    assert desk.rendered is not None
    assert desk.rendered.renderer == first.renderer
    studio.use_device("cpu")
    assert desk.rendered is not None


def test_frames_are_finished_for_the_persons_that_there_are(
    studio: Studio, desk: Desk, wait: Wait, tmp_path: Path
) -> None:
    edited(desk, replace(HAPPY, seed=23))
    studio.reenact()
    wait(lambda: studio.is_finished)
    file = person_file(person_at(tmp_path / "anna.dfmperson"), 1)
    desk.apply("Face 1 is Anna", set_person(desk.project, file))
    assert not studio.is_finished
    assert studio.reenact() is None
    desk.set_persons(load_cast((file,)), {})
    wait(lambda: studio.is_finished)
    desk.undo()
    desk.set_persons({}, {})
    wait(lambda: studio.is_finished and bool(desk.rendered_spans))


def test_nothing_is_drawn_while_a_persons_file_is_missing(
    studio: Studio, desk: Desk, wait: Wait, failures: list[Failure], tmp_path: Path
) -> None:
    edited(desk, replace(HAPPY, seed=24))
    studio.reenact()
    wait(lambda: bool(desk.rendered_spans))
    desk.apply("Face 1 is Anna", set_person(desk.project, PersonFile(1, "/people/anna.dfmperson", "a")))
    desk.set_persons({}, {1: "It is not there: put it back."})
    wait(lambda: not desk.rendered_spans)
    assert studio.reenact() is None
    assert studio.export(ExportWish(tmp_path / "out.mp4")) is None
    assert studio.export_frame(tmp_path / "out.png") is None
    assert [failure.sentence for failure in failures] == ["It is not there: put it back."] * 3
