"""The public Python API: the engine's jobs, run to their end in one call.

    report = dfm.reenact("talk.mp4", ["happy:high@1.0-4.0"], "out.mp4", on_progress=print)

Whoever wants to step a job, or to stop it half way, takes the generators of `dfm.core` themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dfm.core.document.casting import recast
from dfm.core.document.edits import Edit, EditRequest, Speech, parse_edit
from dfm.core.document.performance import Performance
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project
from dfm.core.document.sources import Kind, Source
from dfm.core.document.timebase import parse_time
from dfm.core.jobs import Progress, drain

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.report import Report

OnProgress = Callable[[Progress], None]


def analyze(
    video: str | PathLike[str],
    *,
    backend: str = "mediapipe",
    use_cache: bool = True,
    on_progress: OnProgress | None = None,
) -> "Analysis":
    """Find the faces and shots of a video, or take them from the cache."""
    from dfm.core.analyze import analyze as job

    return drain(job(Path(video), backend=backend, use_cache=use_cache), on_progress)


def take_performance(
    source: str | PathLike[str],
    part: tuple[str, str] | None = None,
    *,
    on_progress: OnProgress | None = None,
) -> Performance:
    """The expression of a photograph, or the style of a clip or of a part of it, for `Edit(performance=…)`.

    A part is told by two times as in an edit's text: ("1.0", "2.5").
    """
    from dfm.core.performances import take_performance as job

    times = None if part is None else (parse_time(part[0]), parse_time(part[1]))
    return drain(job(Source(Kind.REFERENCE, str(source), times)), on_progress)


def reenact(
    video: str | PathLike[str] | Project,
    edits: Sequence[str | EditRequest | Edit],
    target: str | PathLike[str],
    *,
    renderer: str | None = None,
    weights: str | PathLike[str] | None = None,
    device: Literal["auto", "cpu", "cuda"] = "auto",
    seed: int = 0,
    face: int | None = None,
    speech: Speech = Speech.KEEP,
    layout: Literal["full", "side-by-side"] = "full",
    codec: str = "h264",
    quality: int | None = None,
    overwrite: bool = False,
    backend: str = "mediapipe",
    persons: Mapping[int, str | PathLike[str]] | None = None,
    on_progress: OnProgress | None = None,
) -> "Report":
    """Change the mood of a face over spans of a video, and write the new video to `target`.

    An edit is text, `LABEL[:INTENSITY]@START-END[,REGION=WEIGHT…]`, with `ref:PATH` or `preset:NAME` in the
    place of the label too, what `parse_edit` made of it, or an Edit in frames, which brings its own seed,
    speech, face and performance. A Project, or the path of its `.dfm` file, in the place of the video brings
    its edits along; `edits` are added to them and may be empty. `renderer` is a project's trained one or
    "reference" where it is not named, `weights` the file of a trained one.
    `persons` are the files (`.dfmperson`) of faces by their numbers, in the place of a project's own ones.
    """
    from dfm.core.drawing import chosen_renderer
    from dfm.core.reenact import Layout, ReenactRequest
    from dfm.core.reenact import reenact as job

    wanted = tuple(parse_edit(edit) if isinstance(edit, str) else edit for edit in edits)
    project = _source(video, wanted)
    name, trained = chosen_renderer(project.renderer, renderer, None if weights is None else Path(weights))
    asked = [PersonFile(face, str(path)) for face, path in (persons or {}).items()]
    request = ReenactRequest(
        video=Path(project.media or ""),
        edits=(*project.edits, *wanted),
        target=Path(target),
        renderer=name,
        device=device,
        trained=trained,
        seed=seed,
        face=face,
        speech=speech,
        layout=Layout(layout),
        codec=codec,
        quality=quality,
        overwrite=overwrite,
        backend=backend,
        persons=recast(project.persons, asked),
    )
    return drain(job(request), on_progress)


def _source(video: str | PathLike[str] | Project, wanted: Sequence[EditRequest | Edit]) -> Project:
    """The project to work on; a mere video is one without edits."""
    from dfm.core.projects import is_project, ready_project, refuse_nothing_to_do

    source = video if isinstance(video, Project) else Path(video)
    if isinstance(source, Path) and not is_project(source):
        return Project(media=str(source))
    project = ready_project(source)
    refuse_nothing_to_do(project, wanted)
    return project
