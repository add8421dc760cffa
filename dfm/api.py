"""The public Python API: the engine's jobs, run to their end in one call.

    report = dfm.reenact("talk.mp4", ["happy:high@1.0-4.0"], "out.mp4", on_progress=print)

Whoever wants to step a job, or to stop it half way, takes the generators of `dfm.core` themselves.
"""

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dfm.core.document.edits import Edit, EditRequest, Speech, parse_edit
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


def reenact(
    video: str | PathLike[str],
    edits: Sequence[str | EditRequest | Edit],
    target: str | PathLike[str],
    *,
    renderer: str = "instant",
    seed: int = 0,
    face: int | None = None,
    speech: Speech = Speech.KEEP,
    layout: Literal["full", "side-by-side"] = "full",
    codec: str = "h264",
    quality: int | None = None,
    overwrite: bool = False,
    backend: str = "mediapipe",
    on_progress: OnProgress | None = None,
) -> "Report":
    """Change the mood of a face over spans of a video, and write the new video to `target`.

    An edit is text, `LABEL[:INTENSITY]@START-END`, what `parse_edit` made of it, or an Edit in frames, which
    brings its own seed, speech and face.
    """
    from dfm.core.reenact import Layout, ReenactRequest
    from dfm.core.reenact import reenact as job

    request = ReenactRequest(
        video=Path(video),
        edits=tuple(parse_edit(edit) if isinstance(edit, str) else edit for edit in edits),
        target=Path(target),
        renderer=renderer,
        seed=seed,
        face=face,
        speech=speech,
        layout=Layout(layout),
        codec=codec,
        quality=quality,
        overwrite=overwrite,
        backend=backend,
    )
    return drain(job(request), on_progress)
