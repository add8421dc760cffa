"""`dfm reenact`: change the mood of a face over spans of a video."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dfm.cli.files import check_target, publish, to_text
from dfm.cli.options import RENDERER, add_backend, add_device, add_quiet, add_seed
from dfm.cli.stepping import follow
from dfm.cli.text import warn
from dfm.core.errors import UsageError

if TYPE_CHECKING:
    from dfm.core.document.edits import Edit, EditRequest
    from dfm.core.document.persons import PersonFile
    from dfm.core.document.project import Project

HELP = "change the mood of a face over spans of a video"

_EXAMPLES = """\
LABEL      neutral happy sad surprise fear anger disgust contempt
INTENSITY  low, medium, high or a number from 0 to 1 (default: medium)
START, END seconds (1.5), a timecode (00:00:01.500), a frame (45f) or end; END itself is left out
REGION     brows (with the forehead), eyes (the lids) or mouth (the rest of the face)
WEIGHT     how much of the change the region gets: 0 (none) to 1 (all, the default)

instead of LABEL:
ref:PATH             the expression of the largest face in a photograph, or the style of a clip
ref:PATH#START-END   the style of a part of a clip
preset:NAME          what `dfm preset save` has kept
Their INTENSITY is 1 by default: as it was there. PATH may hold : @ # and -; only what can be read as an
intensity, a part or a span, at the end, is taken for one. Speech, gaze and blinks stay the person's own.

examples:
  dfm reenact talk.mp4 --edit happy:high@1.0-4.0 --edit sad:0.6@6-8 -o out.mp4
  dfm reenact talk.mp4 --edit surprised@2-end -o out.mp4 --layout side-by-side
  dfm reenact talk.mp4 --edit surprise:high@1-4,brows=0.5,mouth=0 -o out.mp4
  dfm reenact talk.mp4 --edit ref:smile.jpg@2-5 --edit ref:happy_take.mp4#1.0-2.5:0.8@6-8 -o out.mp4
  dfm reenact talk.mp4 --edit happy@1-4 --person anna.dfmperson -o out.mp4
  dfm reenact talk.dfm -o out.mp4
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _EXAMPLES
    parser.set_defaults(run=run)
    _declare_work(parser)
    _declare_drawing(parser)
    _declare_output(parser)
    add_backend(parser)
    add_quiet(parser)


def _declare_work(parser: argparse.ArgumentParser) -> None:
    """What becomes of what."""
    parser.add_argument(
        "video", metavar="VIDEO", type=Path, help="the video file, or a project of the editor (.dfm)"
    )
    parser.add_argument(
        "--edit",
        metavar="LABEL[:INTENSITY]@START-END[,REGION=WEIGHT...]",
        action="append",
        default=[],
        dest="edits",
        help="an edit; may be given several times, and beside those of a project",
    )
    parser.add_argument(
        "--person",
        metavar="FILE[@FACE]",
        action="append",
        default=[],
        dest="persons",
        help="let a face play emotions as a person does, learned by `dfm train decoder`; may be given "
        "several times (default FACE: that of --face)",
    )
    parser.add_argument(
        "-o", "--out", metavar="OUT", type=Path, required=True, help="the new video (.mp4, .mov, .mkv)"
    )


def _declare_drawing(parser: argparse.ArgumentParser) -> None:
    """How faces are changed."""
    parser.add_argument(
        "--renderer",
        metavar="NAME",
        help=f"how faces are drawn (default: a project's trained renderer, else {RENDERER})",
    )
    parser.add_argument(
        "--weights",
        metavar="NAME.dfmrenderer",
        type=Path,
        help="of --renderer trained: what `dfm train renderer` made",
    )
    add_device(parser)
    add_seed(parser)
    parser.add_argument(
        "--face", metavar="K", type=_face, help="number of the face (default: the largest over time)"
    )
    parser.add_argument(
        "--speech",
        choices=("keep", "replace"),
        default="keep",
        help="keep the mouth's own motion under the emotion, or replace it (default: %(default)s)",
    )


def _declare_output(parser: argparse.ArgumentParser) -> None:
    """How the new video and the report are written."""
    parser.add_argument(
        "--layout",
        choices=("full", "side-by-side"),
        default="full",
        help="the new video alone, or beside the old one (default: %(default)s)",
    )
    parser.add_argument(
        "--codec",
        choices=("h264", "hevc", "prores", "ffv1"),
        default="h264",
        help="how the video is encoded (default: %(default)s)",
    )
    parser.add_argument(
        "--quality",
        metavar="Q",
        type=int,
        help="CRF of h264 and hevc, profile of prores (default: the codec's)",
    )
    parser.add_argument("--report", metavar="OUT.json", type=Path, help="write what was done as JSON")
    parser.add_argument("--overwrite", action="store_true", help="replace files that exist")


def run(
    *,
    video: Path,
    edits: Sequence[str],
    persons: Sequence[str],
    out: Path,
    renderer: str | None,
    weights: Path | None,
    device: str,
    seed: int,
    face: int | None,
    speech: str,
    layout: str,
    codec: str,
    quality: int | None,
    report: Path | None,
    overwrite: bool,
    backend: str,
    quiet: bool,
) -> int:
    """Reenact the video, then say where the result lies."""
    from dfm.core.document.edits import Speech

    media, wanted, project = _wanted(video, edits)
    if report is not None:
        check_target(report, overwrite=overwrite, others=(video, media, out))

    from dfm.core.drawing import chosen_renderer
    from dfm.core.reenact import Layout, ReenactRequest, reenact

    name, trained = chosen_renderer(project.renderer, renderer, weights)
    request = ReenactRequest(
        video=media,
        edits=wanted,
        target=out,
        renderer=name,
        device=device,
        trained=trained,
        seed=seed,
        face=face,
        speech=Speech(speech),
        layout=Layout(layout),
        codec=codec,
        quality=quality,
        overwrite=overwrite,
        backend=backend,
        persons=_cast(project.persons, persons, face or 1),
    )
    content = follow(reenact(request), quiet=quiet).to_json()
    if report is not None:
        publish(report, to_text(content))
    _tell(content, out, quiet=quiet)
    return 0


def _wanted(video: Path, texts: Sequence[str]) -> "tuple[Path, tuple[EditRequest | Edit, ...], Project]":
    """The video to work on and its edits, a project's own ones before those of the command line; and the
    project, an empty one for a mere video."""
    from dfm.core.document.edits import parse_edit
    from dfm.core.document.project import Project
    from dfm.core.projects import is_project, ready_project, refuse_nothing_to_do

    requests = tuple(parse_edit(text) for text in texts)
    if is_project(video):
        project = ready_project(video)
        refuse_nothing_to_do(project, requests)
        return Path(project.media or video), (*project.edits, *requests), project
    if not requests:
        raise UsageError(f"There is no edit for {video}: add one, as in --edit happy:high@1.0-4.0.")
    return video, requests, Project()


def _cast(own: "tuple[PersonFile, ...]", texts: Sequence[str], face: int) -> "tuple[PersonFile, ...]":
    """The persons of faces: a project's own ones, and those of the command line in their place."""
    from dfm.core.document.casting import recast
    from dfm.core.document.persons import parse_person

    asked = [parse_person(text, face) for text in texts]
    if len({person.face for person in asked}) < len(asked):
        raise UsageError("Two persons are given to one face: write --person FILE@FACE for each.")
    return recast(own, asked)


def _tell(content: dict[str, Any], out: Path, *, quiet: bool) -> None:
    """The warnings of the report, and where the result lies."""
    for warning in content.get("warnings", ()):
        warn(f"warning: {warning}")
    if not quiet:
        print(out)


def _face(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"faces are numbered from 1, so there is no face {value}")
    return value
