"""`dfm train renderer`, `renderer-base` and `renderer-ablation`: learn nets of the renderer `trained`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dfm.cli.files import check_target
from dfm.cli.options import add_device, add_quiet, add_seed, add_video
from dfm.cli.stepping import follow
from dfm.core.errors import UsageError

if TYPE_CHECKING:
    from dfm.core.training.renderer import Wish
    from dfm.core.training.renderer_loop import Learned

SIZES = ("small", "base", "large")
DEFAULT_MINUTES = 10.0
BASE_MINUTES = 240.0
ABLATION_STEPS = 1000
NO_BASE = Path("none")

_COURSE = """\
Beside NAME.dfmrenderer the course of the training is written: NAME.png (frames held out, as filmed and as
drawn), NAME.csv and NAME.curve.png. Ctrl-C stops it; --resume goes on from the same step. On several
graphics cards: torchrun --nproc-per-node N -m dfm train ...
"""


def declare(models: Any, minutes: Callable[[str], float]) -> None:
    """The two models and their arguments; `minutes` reads a length of time."""
    one = models.add_parser(
        "renderer", help="the net of the renderer `trained`, from the video to be drawn", epilog=_COURSE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    one.set_defaults(run=train_renderer)
    add_video(one)
    one.add_argument(
        "--face", metavar="K", type=int, default=1, help="number of the face (default: the largest over time)"
    )
    add_base(one, "start from what `dfm train renderer-base` made, or from `none`")
    many = models.add_parser(
        "renderer-base", help="a beginning for such nets, from many people", epilog=_COURSE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    many.set_defaults(run=train_renderer_base)
    many.add_argument("--clips", metavar="DIR", type=Path, required=True, help="the folder of clips")
    _declare_common(
        one, minutes, DEFAULT_MINUTES, "; it ends where nothing more is gained, and keeps the best"
    )
    _declare_common(many, minutes, BASE_MINUTES)
    _declare_ablation(models)


def _declare_ablation(models: Any) -> None:
    parser = models.add_parser("renderer-ablation", help="what each part of the renderer `trained` is worth")
    parser.set_defaults(run=train_ablation)
    parser.add_argument("videos", metavar="VIDEO", type=Path, nargs="+", help="the videos to learn from")
    parser.add_argument(
        "-o", "--out", metavar="DIR", type=Path, required=True, help="a folder for the nets and their courses"
    )
    parser.add_argument(
        "--steps",
        metavar="N",
        type=int,
        default=ABLATION_STEPS,
        help="steps that each variant learns (default: %(default)d)",
    )
    add_base(parser, "what the variants start from, or `none`")
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        help="only this variant: full, base (without one), or what is left out (repeatable)",
    )
    parser.add_argument("--size", choices=SIZES, help="as of `dfm train renderer`")
    add_device(parser)
    add_seed(parser)
    parser.add_argument("--resume", action="store_true", help="keep what was measured, and go on")
    add_quiet(parser)


def add_base(parser: argparse.ArgumentParser, words: str) -> None:
    """Adds --base; `base_of` reads it."""
    parser.add_argument(
        "--base",
        metavar="NAME.dfmrenderer",
        type=Path,
        help=f"{words} (default: the shipped one, where it is of this size)",
    )


def base_of(base: Path | None) -> tuple[Path | None, bool]:
    """The base that was named, and whether the shipped one is to be taken where none was."""
    return (None, False) if base == NO_BASE else (base, base is None)


def _declare_common(
    parser: argparse.ArgumentParser, minutes: Callable[[str], float], default: float, ending: str = ""
) -> None:
    parser.add_argument(
        "-o", "--out", metavar="NAME.dfmrenderer", type=Path, required=True, help="the file to write"
    )
    parser.add_argument(
        "--size",
        choices=SIZES,
        help="128, 256 or 512 pixels a side (default: small on a processor, base on a graphics card)",
    )
    parser.add_argument(
        "--minutes",
        metavar="M",
        type=minutes,
        default=default,
        help=f"how long to learn at most{ending} (default: %(default)g)",
    )
    parser.add_argument(
        "--steps",
        metavar="N",
        type=int,
        default=0,
        help="take exactly so many steps, if the minutes allow, and keep the last net",
    )
    parser.add_argument(
        "--without",
        metavar="PART",
        action="append",
        default=[],
        help="leave out reference, mouth, motion, perceptual, adversarial or colours, to learn its worth "
        "(repeatable)",
    )
    add_device(parser)
    add_seed(parser)
    parser.add_argument("--resume", action="store_true", help="go on from where the last run stopped")
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    add_quiet(parser)


def train_renderer(*, video: Path, face: int, base: Path | None, out: Path, overwrite: bool, quiet: bool,
                   **wanted: Any) -> int:  # fmt: skip
    """Learn from one video."""
    check_target(out, overwrite=overwrite or wanted["resume"], others=(video,))

    from dfm.core.training.renderer import train

    learned = follow(train(video, out, _wish(wanted, base), face), quiet=quiet)
    _tell(learned, out, quiet=quiet)
    return 0


def train_renderer_base(*, clips: Path, out: Path, overwrite: bool, quiet: bool, **wanted: Any) -> int:
    """Learn from a folder of clips."""
    check_target(out, overwrite=overwrite or wanted["resume"])

    from dfm.core.training.renderer import train_base

    learned = follow(train_base(clips, out, _wish(wanted, None)), quiet=quiet)
    _tell(learned, out, quiet=quiet)
    return 0


def train_ablation(*, videos: list[Path], out: Path, base: Path | None, size: str | None, steps: int,
                   only: list[str] | None, device: str, seed: int, resume: bool,
                   quiet: bool) -> int:  # fmt: skip
    """Compare variants."""
    from dfm.core.training.renderer import Wish
    from dfm.core.training.renderer_ablation import MINUTES, ablate, chosen

    named, shipped = base_of(base)
    wish = Wish(MINUTES, device, seed, resume, named, size, _counted(steps), shipped=shipped)
    print(follow(ablate(videos, out, wish, chosen(only)), quiet=quiet))
    return 0


def _counted(steps: int, least: int = 1) -> int:
    """A number of steps that is one."""
    if steps < least:
        raise UsageError(f"Nothing is learned in {steps} steps; give 1 or more.")
    return steps


def _wish(wanted: dict[str, Any], base: Path | None) -> "Wish":
    """The arguments that both commands share."""
    from dfm.core.training.renderer import Wish

    named, shipped = base_of(base)
    return Wish(
        minutes=wanted["minutes"],
        device=wanted["device"],
        seed=wanted["seed"],
        resume=wanted["resume"],
        base=named,
        size=wanted["size"],
        steps=_counted(wanted["steps"], least=0),
        without=tuple(wanted["without"]),
        shipped=shipped,
    )


def _ending(learned: "Learned") -> str:
    """Why it ended, and what is kept where that is not the last net."""
    why = ", until nothing more was gained" if learned.flat else ""
    return why + (
        f"; the net after {learned.kept} was best and is kept" if learned.kept < learned.steps else ""
    )


def _tell(learned: "Learned", out: Path, *, quiet: bool) -> None:
    """How well it does, and where it lies; of several processes the first tells it."""
    from dfm.core.training.ranks import is_first

    if is_first() and not quiet:
        score = learned.score
        print(
            f"{learned.steps} steps in {learned.seconds / 60:.1f} minutes{_ending(learned)}. "
            f"Frames held out: Face-APD {score.face:.2f}, Mouth-APD {score.mouth:.2f}; `reference` alone: "
            f"{score.other_face:.2f}, {score.other_mouth:.2f}"
        )
        print(out)
