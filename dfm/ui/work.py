"""The studio's jobs. They run in threads and load the engine there, so that the window need not wait."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.core.jobs import Job
from dfm.ui.drawing import Drawing
from dfm.ui.exporting import ExportWish

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.casting import Cast
    from dfm.core.document.persons import PersonFile
    from dfm.core.media.info import MediaInfo
    from dfm.core.rendered import Rendered
    from dfm.core.report import Report


def find(media: "MediaInfo") -> Job["Analysis"]:
    """Find shots and faces."""
    from dfm.core.analyze import analyze
    from dfm.core.devices import load_torch

    load_torch()
    return (yield from analyze(media.path))


def open_rendered(analysis: "Analysis", drawing: Drawing) -> Job["Rendered"]:
    """Open the store of a video's finished frames."""
    from dfm.core.rendered import Rendered

    yield from ()
    return Rendered(analysis.media, drawing.renderer, device=drawing.device, trained=_trained_file(drawing))


def count(
    analysis: "Analysis", edits: Sequence[Edit], rendered: "Rendered", persons: "Cast"
) -> Job[tuple[tuple[Span, ...], bool]]:
    """Which edited frames are finished, and whether they all are."""
    from dfm.core.rendered import is_finished, rendered_spans

    yield from ()
    spans = rendered_spans(analysis, edits, rendered, persons)
    return spans, is_finished(analysis, edits, rendered, persons)


def reenact(analysis: "Analysis", edits: Sequence[Edit], rendered: "Rendered", persons: "Cast") -> Job[int]:
    """Draw the frames that are not finished."""
    from dfm.core.rendered import render_edits

    return (yield from render_edits(analysis, edits, rendered, persons))


def export(
    wish: ExportWish,
    video: Path,
    edits: Sequence[Edit],
    persons: "Sequence[PersonFile]",
    drawing: Drawing,
) -> Job["Report"]:
    """Write the edited video as wished."""
    from dfm.core.reenact import Layout, ReenactRequest, reenact

    request = ReenactRequest(
        video,
        tuple(edits),
        wish.target,
        renderer=drawing.renderer,
        device=drawing.device,
        trained=_trained_file(drawing),
        layout=Layout.SIDE_BY_SIDE if wish.side_by_side else Layout.FULL,
        codec=wish.codec,
        quality=wish.quality,
        overwrite=wish.overwrite,
        span=wish.span,
        audio=wish.audio,
        persons=tuple(persons),
    )
    return (yield from reenact(request))


def _trained_file(drawing: Drawing) -> Path | None:
    """Where the trained renderer lies, if there is one; an InputError where it is not what it was."""
    from dfm.core.drawing import found_renderer

    return None if drawing.trained is None else found_renderer(drawing.trained)


def write_frame(
    media: "MediaInfo",
    analysis: "Analysis | None",
    edits: Sequence[Edit],
    rendered: "Rendered | None",
    persons: "Cast",
    frame: int,
    target: Path,
) -> Job[None]:
    """Write the output picture of a frame as it is seen: upright, with square pixels, in full size."""
    from dfm.core.media.screen import screen_rgb
    from dfm.core.preview import Preview
    from dfm.ui.pictures import write_picture

    preview = Preview(media)
    try:
        preview.set_analysis(analysis)
        preview.set_persons(persons)
        preview.set_edits(edits, rendered)
        yield from ()
        write_picture(screen_rgb(preview.output(frame).picture, media, media.display_size), target)
    finally:
        preview.close()


def write_list(project: Project, target: Path) -> Job[None]:
    """Write the edits as a table."""
    from dfm.core.edit_list import write_edit_list

    yield from ()
    write_edit_list(project, target)
