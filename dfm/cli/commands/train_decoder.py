"""`dfm train decoder`: learn how one person shows emotions, from videos of that person."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dfm.cli.files import check_target
from dfm.cli.options import add_device, add_quiet, add_seed
from dfm.cli.stepping import follow
from dfm.cli.text import duration, plural, size, warn

if TYPE_CHECKING:
    from dfm.core.persons import Preset
    from dfm.core.training.person import Trained

HELP = "how one person shows emotions, from videos of that person"

EXAMPLES = """\
The person is whoever is seen longest; where that is unclear the faces found are listed, and --face or
VIDEO@N names one. Beside NAME.dfmperson appear NAME.places.png (where the footage lies), NAME.loss.png
and NAME.tfevents (for TensorBoard).

examples:
  dfm train decoder --videos takes/ -o anna.dfmperson
  dfm train decoder --videos interview.mp4@2 toast.mov -o anna.dfmperson --name Anna
  dfm train decoder --videos takes/ -o anna.dfmperson --preset paper --device cuda
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.set_defaults(run=run)
    parser.add_argument(
        "--videos",
        metavar="DIR|VIDEO[@N]",
        nargs="+",
        required=True,
        help="videos of the person, or folders of them; @N is the person's number in a video",
    )
    parser.add_argument(
        "-o", "--out", metavar="NAME.dfmperson", type=Path, required=True, help="the file to make"
    )
    parser.add_argument("--face", metavar="N", type=_number, help="the person's number in the first video")
    parser.add_argument(
        "--preset",
        choices=("default", "paper"),
        default="default",
        help="the program's own small net, or the paper's, which takes hours (default: %(default)s)",
    )
    parser.add_argument("--name", metavar="WORDS", default="", help="what to call the person")
    parser.add_argument(
        "--epochs", metavar="N", type=_number, default=0, help="at most so many (default: the preset's)"
    )
    parser.add_argument("--resume", action="store_true", help="go on from where the last run broke off")
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    add_seed(parser)
    add_device(parser)
    add_quiet(parser)


def run(
    *,
    videos: Sequence[str],
    out: Path,
    face: int | None,
    preset: str,
    name: str,
    epochs: int,
    resume: bool,
    overwrite: bool,
    seed: int,
    device: str,
    quiet: bool,
) -> int:
    """Learn, then say from what and how much there was to learn."""
    from dfm.core.training.person import Settings, check_out, train

    check_out(out)
    check_target(out, overwrite=overwrite)
    paths, named = _named(videos)
    chosen: Preset = "paper" if preset == "paper" else "default"
    settings = Settings(chosen, seed, epochs, resume, device)
    found = follow(train(paths, out, settings, name=name, face=face, named=named), quiet=quiet)
    for warning in found.warnings:
        warn(f"warning: {warning}")
    print(told(found, out))
    return 0


def told(found: "Trained", out: Path) -> str:
    """What was learned, in a few lines."""
    from dfm.core.training.person_frames import told as dropped

    learned = found.learned
    kept = found.frames - found.dropped.total()
    epochs = len(found.courses["learn"].losses)
    thin = ", ".join(learned.thin) or "nothing"
    return "\n".join([
        f"{learned.name} ({learned.preset}): {out}, {size(found.size)}, "
        f"{learned.net.parameters:,} parameters, learned in {duration(found.seconds)} ({epochs} epochs)",
        f"footage      {duration(learned.seconds)} of {plural(learned.videos, 'video')}: "
        f"{kept} of {found.frames} frames ({dropped(found.dropped)})",
        f"hardly shown {thin}; there the decoder for anybody plays",
    ])  # fmt: skip


def _named(videos: Sequence[str]) -> tuple[list[Path], dict[Path, int]]:
    """The videos, and the faces that are named by @N at the end of what is no file's name by itself."""
    paths: list[Path] = []
    named: dict[Path, int] = {}
    for text in videos:
        found = re.fullmatch(r"(.+)@([1-9]\d*)", text)
        if found and not Path(text).exists():
            paths.append(Path(found[1]))
            named[paths[-1]] = int(found[2])
        else:
            paths.append(Path(text))
    return paths, named


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return int(text)
