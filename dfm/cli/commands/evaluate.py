"""`dfm evaluate`: how faithful, steady and recognisable the edited faces of a folder of clips are."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from dfm.cli.files import check_target, publish, to_text
from dfm.cli.options import RENDERER, add_json, add_quiet, add_seed
from dfm.cli.protocols import EDITS, MOST_CLIPS, PROTOCOLS, SELF, STRENGTHS, Report, Wanted, job_of
from dfm.cli.stepping import follow
from dfm.cli.train_renderer import add_base, base_of

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
        help=f"most clips (default: {MOST_CLIPS[EDITS]}, of strengths and accuracy {MOST_CLIPS[STRENGTHS]}, "
        f"of self-reenactment {MOST_CLIPS[SELF]})",
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
        choices=PROTOCOLS,
        default=EDITS,
        help="edit the clips, compare all renderers by frames redrawn from others, show all emotions at "
        "three strengths, read faces of known emotion, ask how often edits of people who start neutral are "
        "recognised, make the ends of clips again from their beginnings, or compare a decoder with actors "
        "(default: %(default)s)",
    )
    _declare_of_protocols(parser)
    parser.add_argument(
        "--sheets",
        metavar="DIR",
        type=Path,
        help="also make contact sheets in this folder; of self-reenactment also maps of where it goes wrong, "
        "and videos beside each other",
    )
    parser.add_argument(
        "--no-cross", action="store_false", dest="cross", help="leave out cross-expression reenactment"
    )
    parser.add_argument("--report", metavar="OUT.json", type=Path, help="also write the numbers as JSON")
    add_seed(parser)
    add_json(parser)
    add_quiet(parser)


def _declare_of_protocols(parser: argparse.ArgumentParser) -> None:
    """What some protocols alone are told."""
    parser.add_argument(
        "--photos", metavar="DIR", type=Path, help="of affect: a folder of labelled photographs, read as well"
    )
    parser.add_argument(
        "--estimator",
        metavar="NAME",
        default="blendshape",
        help="of affect: who reads (default: %(default)s)",
    )
    parser.add_argument(
        "--decoder",
        metavar="NAME",
        action="append",
        dest="decoders",
        help="of self-reenactment: only this one (repeatable); of decoder: which one",
    )
    parser.add_argument(
        "--least-seconds",
        metavar="S",
        type=float,
        default=20.0,
        help="of self-reenactment: leave out shorter clips (default: %(default)g)",
    )
    parser.add_argument(
        "--epochs",
        metavar="N",
        type=int,
        default=0,
        help="of self-reenactment: for how long the paper's preset learns (default: as the paper's)",
    )
    parser.add_argument(
        "--weights",
        metavar="NAME.dfmrenderer",
        type=Path,
        help="of self-reenactment by --renderer trained: this file (default: learn each clip's first part)",
    )
    parser.add_argument(
        "--minutes",
        metavar="M",
        type=float,
        default=10.0,
        help="of the same: how long to learn from a clip at most (default: %(default)g)",
    )
    add_base(parser, "of the same: learn from there on, or from `none`")
    parser.add_argument(
        "--resume", action="store_true", help="of the same: go on with trainings that were stopped"
    )


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
    decoders: Sequence[str] | None,
    least_seconds: float,
    epochs: int,
    weights: Path | None,
    minutes: float,
    base: Path | None,
    resume: bool,
    report: Path | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> int:
    """Evaluate, then print the tables."""
    if report is not None:
        check_target(report, overwrite=True)

    named, shipped = base_of(base)
    wanted = Wanted(
        clips=clips,
        emotions=emotions,
        limit=MOST_CLIPS.get(protocol) if limit is None else limit,
        frames=frames,
        intensity=intensity,
        renderer=renderer,
        photos=photos,
        estimator=estimator,
        sheets=sheets,
        cross=cross,
        decoders=decoders,
        least_seconds=least_seconds,
        epochs=epochs,
        trained=weights,
        minutes=minutes,
        seed=seed,
        base=named,
        shipped=shipped,
        resume=resume,
    )
    found: Report = follow(job_of(protocol, wanted), quiet=quiet)
    return _tell(to_text(found.to_json()), found.text(), report, as_json=as_json)


def _tell(content: str, text: str, report: Path | None, *, as_json: bool) -> int:
    """Write the report where one is wanted, and print it or its tables."""
    if report is not None:
        publish(report, content)
    print(content if as_json else text, end="")
    return 0
