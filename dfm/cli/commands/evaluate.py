"""`dfm evaluate`: how faithful, steady and recognisable the edited faces of a folder of clips are."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from dfm.cli.files import check_target, publish, to_text
from dfm.cli.options import RENDERER, add_json, add_quiet, add_seed
from dfm.cli.stepping import follow

EDITS, CROSS, STRENGTHS, AFFECT = "edits", "cross-expression", "strengths", "affect"
MOST_CLIPS = {EDITS: 16, CROSS: 16, STRENGTHS: 10, AFFECT: None}
HELP = "measure the quality of edits over a folder of clips"


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.set_defaults(run=run)
    parser.add_argument("clips", metavar="DIR", type=Path, help="the folder of clips, or one video")
    parser.add_argument(
        "--emotion", metavar="LABEL", action="append", dest="emotions", help="only this one (repeatable)"
    )
    parser.add_argument(
        "--limit",
        metavar="N",
        type=int,
        help=f"most clips (default: {MOST_CLIPS[EDITS]}, of strengths {MOST_CLIPS[STRENGTHS]})",
    )
    parser.add_argument(
        "--frames", metavar="N", type=int, default=120, help="frames of each clip (default: %(default)s)"
    )
    parser.add_argument(
        "--intensity", default="high", help="low, medium, high or 0 to 1 (default: %(default)s)"
    )
    parser.add_argument(
        "--renderer", metavar="NAME", default=RENDERER, help="how faces are drawn (default: %(default)s)"
    )
    parser.add_argument(
        "--protocol",
        choices=(EDITS, CROSS, STRENGTHS, AFFECT),
        default=EDITS,
        help="edit the clips, compare all renderers by frames redrawn from others, show all emotions at "
        "three strengths, or read faces of known emotion (default: %(default)s)",
    )
    parser.add_argument(
        "--photos", metavar="DIR", type=Path, help="of affect: a folder of labelled photographs, read as well"
    )
    parser.add_argument(
        "--estimator",
        metavar="NAME",
        default="blendshape",
        help="of affect: who reads (default: %(default)s)",
    )
    parser.add_argument("--sheets", metavar="DIR", type=Path, help="also make contact sheets in this folder")
    parser.add_argument(
        "--no-cross", action="store_false", dest="cross", help="leave out cross-expression reenactment"
    )
    parser.add_argument("--report", metavar="OUT.json", type=Path, help="also write the numbers as JSON")
    add_seed(parser)
    add_json(parser)
    add_quiet(parser)


def run(
    *,
    clips: Path,
    emotions: Sequence[str] | None,
    limit: int | None,
    frames: int,
    intensity: str,
    renderer: str,
    protocol: str,
    photos: Path | None,
    estimator: str,
    sheets: Path | None,
    cross: bool,
    report: Path | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> int:
    """Evaluate, then print the tables."""
    if report is not None:
        check_target(report, overwrite=True)

    from dfm.core.document.edits import parse_intensity
    from dfm.core.evaluation.evaluate import evaluate

    if protocol == AFFECT:
        from dfm.core.evaluation.affect_readings import read_affect

        read = follow(read_affect(clips, photos, estimator), quiet=quiet)
        return _tell(to_text(read.to_json()), read.text(), report, as_json=as_json)
    limit = MOST_CLIPS[protocol] if limit is None else limit
    if protocol == STRENGTHS:
        from dfm.core.evaluation.strengths import show_strengths

        shown = follow(
            show_strengths(clips, renderer=renderer, limit=limit, seed=seed, sheets=sheets), quiet=quiet
        )
        return _tell(to_text(shown.to_json()), shown.text(), report, as_json=as_json)
    if protocol == CROSS:
        from dfm.core.evaluation.contest import compare_renderers

        contest = follow(compare_renderers(clips, limit=limit, seed=seed, sheets=sheets), quiet=quiet)
        return _tell(to_text(contest.to_json()), contest.text(), report, as_json=as_json)
    job = evaluate(
        clips,
        emotions=emotions,
        limit=limit,
        frames=frames,
        intensity=parse_intensity(intensity),
        renderer=renderer,
        seed=seed,
        sheets=sheets,
        cross=cross,
    )
    found = follow(job, quiet=quiet)
    return _tell(to_text(found.to_json()), found.text(), report, as_json=as_json)


def _tell(content: str, text: str, report: Path | None, *, as_json: bool) -> int:
    """Write the report where one is wanted, and print it or its tables."""
    if report is not None:
        publish(report, content)
    print(content if as_json else text, end="")
    return 0
