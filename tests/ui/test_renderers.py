"""A trained renderer draws in one step; one that is no better is merely kept, one that is gone is told of."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dfm.core import places
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, add_edit
from dfm.core.document.renderers import RendererFile
from dfm.core.document.timebase import Span
from dfm.core.drawing import renderer_file
from dfm.core.jobs import Job, Progress
from dfm.core.training import renderer_recipe
from dfm.core.training.renderer_recipe import Objective, Recipe
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig
from dfm.ui import renderers as module
from dfm.ui.desk import Desk, Failure
from dfm.ui.dialogs.train_renderer import TrainRendererDialog
from dfm.ui.drawing import Drawing
from dfm.ui.exporting import ExportWish
from dfm.ui.jobs import JobRunner, JobState, Lane
from dfm.ui.renderers import Renderers
from dfm.ui.settings import RENDERER, Settings
from dfm.ui.studio import Studio
from dfm.ui.training import RendererWish, Verdict
from dfm.ui.verbs import NO_VIDEO, Verbs
from tests.core.nets import renderer_at
from tests.ui.answers import Wait, finish


@pytest.fixture
def studio(desk: Desk, jobs: JobRunner, wait: Wait, short_analysis: object) -> Iterator[Studio]:
    """A studio that has found the face of the short clip."""
    studio = Studio(desk, jobs)
    studio.use_device("cpu")
    wait(lambda: desk.rendered is not None)
    yield studio
    studio.close()


@pytest.fixture
def renderers(qtbot: QtBot, desk: Desk, jobs: JobRunner, studio: Studio) -> Renderers:
    """What chooses the renderer of that studio."""
    window = QWidget()
    qtbot.addWidget(window)
    return Renderers(desk, Verbs(desk, window), studio, jobs, window)


@pytest.fixture
def net(desk: Desk, tmp_path: Path) -> Path:
    """A renderer that learned the short clip."""
    return renderer_at(tmp_path / "talk.dfmrenderer", desk.project.content_id or "", "short.mp4")


@pytest.fixture
def told(desk: Desk) -> list[str]:
    """What the status line and the notices said."""
    found: list[str] = []
    desk.said.connect(found.append)
    desk.failed.connect(lambda failure: found.append(failure.sentence))
    return found


def test_a_trained_renderer_draws_in_one_step(
    qtbot: QtBot, renderers: Renderers, studio: Studio, desk: Desk, net: Path, wait: Wait, told: list[str]
) -> None:
    assert finish(qtbot, renderers.assign(net)) is JobState.DONE
    file = renderer_file(net)
    assert desk.project.renderer == file
    assert desk.history.steps[-1].label == "Draw with talk"
    assert studio.drawing == Drawing("trained", "cpu", file)
    assert (renderers.current, told[-1]) == ("trained", "Reenact Video draws with talk.dfmrenderer now.")
    wait(lambda: desk.rendered is not None and desk.rendered.trained == net)
    renderers.use("reference")
    assert (renderers.current, desk.history.steps[-1].label) == ("reference", "Draw without talk")
    assert desk.project.renderer == replace(file, in_use=False)
    renderers.use("trained")
    desk.undo()
    desk.undo()
    assert renderers.current == "trained"
    desk.undo()
    assert not any((desk.project.renderer, desk.project.persons))
    assert (desk.trained, renderers.current) == (None, "reference")
    desk.redo()
    wait(lambda: desk.trained)
    assert desk.knows_renderer


def test_frames_are_finished_and_exported_with_it(
    qtbot: QtBot, renderers: Renderers, studio: Studio, desk: Desk, net: Path, wait: Wait, told: list[str]
) -> None:
    finish(qtbot, renderers.assign(net))
    wait(lambda: desk.rendered is not None)
    desk.apply("Add", add_edit(desk.project, Edit("happy", 0.85, Span(10, 13), ramp=0)))
    studio.reenact()
    wait(lambda: studio.is_finished)
    assert desk.rendered is not None
    assert (desk.rendered.renderer, desk.rendered_spans) == ("trained", (Span(10, 13),))
    renderers.use("instant")
    wait(lambda: desk.rendered is not None and desk.rendered.renderer == "instant")
    assert not studio.is_finished
    renderers.use("trained")
    wait(lambda: studio.is_finished)
    target = net.with_name("out.mp4")
    assert finish(qtbot, studio.export(ExportWish(target, span=Span(9, 14)))) is JobState.DONE
    assert told[-1] == "Exported out.mp4, 5 frames."


def test_a_missing_file_is_told_and_reference_draws(
    qtbot: QtBot, renderers: Renderers, studio: Studio, desk: Desk, net: Path, wait: Wait, told: list[str]
) -> None:
    file, kept = renderer_file(net), net.rename(net.with_name("kept.dfmrenderer"))
    lost: list[Failure] = []
    renderers.renderer_lost.connect(lost.append)
    edit = Edit("happy", 0.85, Span(10, 12), ramp=0)
    desk.open(add_edit(replace(desk.project, renderer=file), edit), None, desk.media)
    wait(lambda: lost)
    assert "talk.dfmrenderer', the trained renderer of the project, is not there: put it" in lost[0].sentence
    assert lost[0].sentence.endswith("Until then Reference draws.")
    assert (renderers.current, desk.knows_renderer) == ("reference", True)
    wait(lambda: desk.rendered is not None)
    assert finish(qtbot, studio.export(ExportWish(net.with_name("out.mp4")))) is JobState.DONE
    assert "is not there" in told[-1]
    assert told[-1].endswith("'reference' drew instead.")
    finish(qtbot, renderers.assign(kept))
    assert renderers.current == "trained"
    assert len(lost) == 1


def test_a_file_that_came_back_may_be_chosen_where_it_is(
    qtbot: QtBot, renderers: Renderers, desk: Desk, net: Path, wait: Wait
) -> None:
    file, kept = renderer_file(net), net.rename(net.with_name("kept.dfmrenderer"))
    desk.apply("Draw with talk", replace(desk.project, renderer=file))
    wait(lambda: desk.trained and desk.trained.trouble)
    kept.rename(net)
    finish(qtbot, renderers.assign(net))
    assert desk.trained is not None
    assert (desk.trained.trouble, renderers.current) == ("", "trained")


def test_the_renderer_of_another_video_is_doubted(
    qtbot: QtBot, renderers: Renderers, desk: Desk, tmp_path: Path, told: list[str]
) -> None:
    finish(qtbot, renderers.assign(renderer_at(tmp_path / "ben.dfmrenderer", "c0ffee", "ben.mp4")))
    assert "learned from ben.mp4, not from this video: another person will look wrong" in told[-1]
    assert desk.trained is not None
    assert desk.trained.caution == told[-1]
    assert renderers.current == "trained"


def test_what_is_no_renderer_changes_nothing(
    qtbot: QtBot, renderers: Renderers, desk: Desk, tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "notes.dfmrenderer").write_text("draw well")
    assert finish(qtbot, renderers.assign(tmp_path / "notes.dfmrenderer")) is JobState.FAILED
    assert "is no trained renderer" in told[-1]
    assert desk.project.renderer is None


def test_another_renderer_counts_for_all_projects(
    renderers: Renderers, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderers.use("instant")
    assert (renderers.current, Settings().get(RENDERER)) == ("instant", "instant")
    asked: list[bool] = []
    monkeypatch.setattr(renderers, "choose", lambda: asked.append(True))
    renderers.use("trained")
    assert (asked, renderers.current) == ([True], "instant")


def test_without_a_video_nothing_is_asked(renderers: Renderers, desk: Desk, told: list[str]) -> None:
    desk.open(Project(), None, None)
    renderers.choose()
    renderers.ask_training()
    assert told[-2:] == [NO_VIDEO, NO_VIDEO]


def learns(face: float, go: threading.Event | None = None) -> object:
    """A training that ends at this distance beside 9, once it may."""

    def train(video: Path, wish: RendererWish) -> Job[object]:
        while go is not None and not go.wait(0.01):
            yield Progress("learn", 1, 60, "seconds")
        renderer_at(wish.target)
        yield Progress("learn", 60, 60, "seconds")
        score = SimpleNamespace(face=face, other_face=9.0)
        return SimpleNamespace(steps=100, kept=100, seconds=60.0, score=score)

    return train


@pytest.mark.parametrize(
    ("face", "in_use", "words"),
    [
        (8.1, True, "10 % nearer to the frames held out than Reference: Face-APD 8.10 against 9.00."),
        (9.2, False, "No better than Reference on the frames held out: Face-APD 9.20 against 9.00."),
    ],
)
def test_a_better_renderer_is_used_and_another_one_kept(
    renderers: Renderers, desk: Desk, tmp_path: Path, wait: Wait, monkeypatch: pytest.MonkeyPatch,
    face: float, in_use: bool, words: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "_train", learns(face))
    verdicts: list[Verdict] = []
    renderers.trained.connect(verdicts.append)
    job = renderers.train(RendererWish(1, 10, tmp_path / "talk.dfmrenderer"))
    assert (job.lane, job.title) == (
        Lane.TRAIN,
        f"Training a renderer for {Path(desk.project.media or '').name}",
    )
    wait(lambda: desk.project.renderer)
    assert desk.project.renderer == replace(renderer_file(tmp_path / "talk.dfmrenderer"), in_use=in_use)
    assert renderers.current == ("trained" if in_use else "reference")
    assert verdicts[0].words == words
    assert renderers.course is not None
    assert renderers.course.figures.text() == words


def test_a_training_goes_on_without_its_window_and_without_its_video(
    qtbot: QtBot, renderers: Renderers, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    monkeypatch.setattr(module, "_train", learns(8.0, go))
    job = renderers.train(RendererWish(1, 10, tmp_path / "talk.dfmrenderer"))
    course = renderers.course
    assert course is not None
    assert course.isVisible()
    course.close()
    renderers.ask_training()
    assert course.isVisible()
    course.close()
    assert job.show_course is not None
    job.show_course()
    assert course.isVisible()
    desk.open(Project(), None, None)
    go.set()
    assert finish(qtbot, job) is JobState.DONE
    assert (tmp_path / "talk.dfmrenderer").exists()
    assert desk.project.renderer is None


def test_a_small_net_is_learned_stopped_and_goes_on(
    qtbot: QtBot, renderers: Renderers, desk: Desk, tmp_path: Path, wait: Wait, told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    recipe = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
    monkeypatch.setitem(renderer_recipe.RECIPES, "small", recipe)
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    target = tmp_path / "talk.dfmrenderer"
    job = renderers.train(RendererWish(1, 10, target, "cpu"))
    wait(lambda: job.stage == "learn" and job.done > 0)
    job.cancel()
    assert finish(qtbot, job) is JobState.CANCELLED
    assert "What was learned is kept" in told[-1]
    assert not target.exists()
    assert list((places.cache_folder() / "training").glob("*.checkpoint"))
    asked: list[RendererWish] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, TrainRendererDialog):
            dialog.target.setText(str(target))
            dialog.accept()

    with monkeypatch.context() as patch:
        patch.setattr(Renderers, "train", lambda _, wish: asked.append(wish))
        patience = QTimer(renderers)
        patience.timeout.connect(answer)
        patience.start(50)
        renderers.ask_training()
        wait(lambda: asked)
        patience.stop()
    (wish,) = asked
    assert wish.resumed is not None
    assert wish.resumed >= 0.5
    job = renderers.train(replace(wish, minutes=0.01))
    assert finish(qtbot, job) is JobState.DONE
    wait(lambda: desk.project.renderer)
    assert desk.project.renderer is not None
    assert RendererFile(str(target), renderer_file(target).digest).is_same(desk.project.renderer)
    assert renderers.course is not None
    assert renderers.course.shows_pictures
