"""`dfm train`: learn a person's decoder or renderer from videos, or the shipped models from clips."""

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dfm.cli.commands import train_decoder
from dfm.cli.files import make_folder
from dfm.cli.options import add_device, add_out_folder, add_quiet, add_seed
from dfm.cli.stepping import follow
from dfm.cli.train_renderer import declare as declare_renderer
from dfm.core.jobs import Job

DEFAULT_MINUTES = 60.0
DEFAULT_STEPS = 600
DEFAULT_WAYS = 60

HELP = "learn how a person shows emotions, or how to draw them, from videos; or the shipped models"


def declare(parser: argparse.ArgumentParser) -> None:
    """The models that can be trained, and their arguments."""
    models = parser.add_subparsers(dest="_model", metavar="MODEL", required=True)
    decoder = models.add_parser(
        "decoder",
        help=train_decoder.HELP,
        epilog=train_decoder.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    train_decoder.declare(decoder)
    _declare_shipped(models, "face-model", "the 3D face model", train_face_model)
    _declare_shipped(models, "shading", "the expression-dependent shading", train_shading)
    words = "the net of the reference renderer"
    _declare_shipped(models, "reference", words, train_reference, _declare_budget)
    words = "what reads valence, arousal and emotion from a face"
    _declare_shipped(models, "affect", words, train_affect, _declare_photos)
    declare_renderer(models, _minutes)
    words = "how strongly each action unit plays in an emotion"
    _declare_shipped(models, "prototypes", words, train_prototypes, _declare_ways)
    words = "what an emotion looks like on anybody"
    _declare_shipped(models, "universal-decoder", words, train_universal, _declare_photos)
    _declare_ablation(models)


def _declare_shipped(
    models: Any,
    name: str,
    words: str,
    run: Callable[..., int],
    declare_own: Callable[[argparse.ArgumentParser], None] | None = None,
) -> None:
    """A model that the program ships, learned from a folder of clips into a folder, and its own arguments."""
    parser = models.add_parser(name, help=words)
    parser.set_defaults(run=run)
    if declare_own is not None:
        declare_own(parser)
    _add_clips(parser)
    add_out_folder(parser, "the folder of the model and its card (default: the program's resources)")
    add_quiet(parser)


def _add_clips(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clips", metavar="DIR", type=Path, required=True, help="the folder of clips")


def _declare_budget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--minutes",
        metavar="M",
        type=_minutes,
        default=DEFAULT_MINUTES,
        help="how long the net learns (default: %(default)g)",
    )
    add_device(parser)
    parser.add_argument(
        "--size",
        choices=("small", "large"),
        default="small",
        help="how large a net: small for two processor cores, large for a GPU (default: small)",
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint of the last run")


def _declare_photos(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--photos", metavar="DIR", type=Path, required=True, help="a folder of labelled photographs"
    )
    add_seed(parser)


def _declare_ways(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ways",
        metavar="N",
        type=_steps,
        default=DEFAULT_WAYS,
        help="ways to play each emotion that are tried (default: %(default)d)",
    )
    parser.add_argument(
        "--emotion", metavar="LABEL", action="append", dest="emotions", help="only this one (repeatable)"
    )
    add_seed(parser)


def _declare_ablation(models: Any) -> None:
    parser = models.add_parser("ablation", help="compare variants of the reference net; writes no model")
    parser.set_defaults(run=train_ablation)
    parser.add_argument(
        "--steps", metavar="N", type=_steps, default=DEFAULT_STEPS, help="steps each (default: %(default)d)"
    )
    add_device(parser)
    _add_clips(parser)
    add_quiet(parser)


def _minutes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a length of time: give minutes above 0")
    return value


def _steps(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of steps: give 1 or more")
    return int(text)


def train_face_model(*, clips: Path, out: Path | None, quiet: bool) -> int:
    """Learn the face model."""
    from dfm.core.training.face_model import train

    return _learn("The face model and its card lie", lambda folder: train(clips, folder), out, quiet=quiet)


def train_shading(*, clips: Path, out: Path | None, quiet: bool) -> int:
    """Learn the shading."""
    from dfm.core.training.shading import train

    return _learn("The shading and its card lie", lambda folder: train(clips, folder), out, quiet=quiet)


def train_reference(
    *, clips: Path, out: Path | None, minutes: float, device: str, size: str, resume: bool, quiet: bool
) -> int:
    """Learn the net of the reference renderer."""
    from dfm.core.training.reference import Budget, train

    budget = Budget(minutes, device, resume, size=size)
    words = "The reference net and its card lie"
    return _learn(words, lambda folder: train(clips, folder, budget), out, quiet=quiet)


def train_affect(*, clips: Path, photos: Path, out: Path | None, seed: int, quiet: bool) -> int:
    """Learn to read affect."""
    from dfm.core.training.affect import train

    words = "The affect nets and their card lie"
    return _learn(words, lambda folder: train(clips, photos, folder, seed=seed), out, quiet=quiet)


def train_prototypes(
    *, clips: Path, out: Path | None, emotions: list[str] | None, ways: int, seed: int, quiet: bool
) -> int:
    """Refine how emotions are played."""
    from dfm.core.training.prototypes import train

    folder = _folder(out)
    print(follow(train(clips, folder, seed=seed, ways=ways, emotions=emotions), quiet=quiet))
    print(f"How emotions are played lies in {folder}")
    return 0


def train_universal(*, clips: Path, photos: Path, out: Path | None, seed: int, quiet: bool) -> int:
    """Learn the decoder for anybody."""
    from dfm.core.training.universal import train

    words = "The universal decoder and its card lie"
    return _learn(words, lambda folder: train(clips, photos, folder, seed=seed), out, quiet=quiet)


def train_ablation(*, clips: Path, steps: int, device: str, quiet: bool) -> int:
    """Compare variants of the reference net."""
    from dfm.core.training.ablation import ablate

    print(follow(ablate(clips, steps, device=device), quiet=quiet))
    return 0


def _learn(words: str, make_job: Callable[[Path], Job[object]], out: Path | None, *, quiet: bool) -> int:
    """Learn into a folder, and say so."""
    folder = _folder(out)
    follow(make_job(folder), quiet=quiet)
    print(f"{words} in {folder}")
    return 0


def _folder(out: Path | None) -> Path:
    """The folder that was asked for, or that of the program's resources."""
    from dfm.core import places

    folder = places.resources_folder() if out is None else out
    make_folder(folder)
    return folder
