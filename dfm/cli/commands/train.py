"""`dfm train`: learn a person's decoder or renderer from videos, or the shipped models from clips."""

import argparse
import math
from pathlib import Path

from dfm.cli.commands import train_decoder
from dfm.cli.files import make_folder
from dfm.cli.options import add_device, add_quiet, add_seed
from dfm.cli.stepping import follow
from dfm.cli.train_renderer import declare as declare_renderer

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
    face_model = models.add_parser("face-model", help="the 3D face model")
    face_model.set_defaults(run=train_face_model)
    shading = models.add_parser("shading", help="the expression-dependent shading")
    shading.set_defaults(run=train_shading)
    reference = models.add_parser("reference", help="the net of the reference renderer")
    reference.set_defaults(run=train_reference)
    _declare_budget(reference)
    affect = models.add_parser("affect", help="what reads valence, arousal and emotion from a face")
    affect.set_defaults(run=train_affect)
    affect.add_argument(
        "--photos", metavar="DIR", type=Path, required=True, help="a folder of labelled photographs"
    )
    add_seed(affect)
    declare_renderer(models, _minutes)
    prototypes = models.add_parser("prototypes", help="how strongly each action unit plays in an emotion")
    prototypes.set_defaults(run=train_prototypes)
    prototypes.add_argument(
        "--ways",
        metavar="N",
        type=_steps,
        default=DEFAULT_WAYS,
        help="ways to play each emotion that are tried (default: %(default)d)",
    )
    prototypes.add_argument(
        "--emotion", metavar="LABEL", action="append", dest="emotions", help="only this one (repeatable)"
    )
    add_seed(prototypes)
    universal = models.add_parser("universal-decoder", help="what an emotion looks like on anybody")
    universal.set_defaults(run=train_universal)
    universal.add_argument(
        "--photos", metavar="DIR", type=Path, required=True, help="a folder of labelled photographs"
    )
    add_seed(universal)
    ablation = models.add_parser("ablation", help="compare variants of the reference net; writes no model")
    ablation.set_defaults(run=train_ablation)
    ablation.add_argument(
        "--steps", metavar="N", type=_steps, default=DEFAULT_STEPS, help="steps each (default: %(default)d)"
    )
    add_device(ablation)
    for each in (face_model, shading, reference, affect, prototypes, universal):
        each.add_argument("--clips", metavar="DIR", type=Path, required=True, help="the folder of clips")
        each.add_argument(
            "-o",
            "--out",
            metavar="DIR",
            type=Path,
            help="the folder of the model and its card (default: the program's resources)",
        )
    ablation.add_argument("--clips", metavar="DIR", type=Path, required=True, help="the folder of clips")
    for each in (face_model, shading, reference, affect, prototypes, universal, ablation):
        add_quiet(each)


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

    folder = _folder(out)
    follow(train(clips, folder), quiet=quiet)
    print(f"The face model and its card lie in {folder}")
    return 0


def train_shading(*, clips: Path, out: Path | None, quiet: bool) -> int:
    """Learn the shading."""
    from dfm.core.training.shading import train

    folder = _folder(out)
    follow(train(clips, folder), quiet=quiet)
    print(f"The shading and its card lie in {folder}")
    return 0


def train_reference(
    *, clips: Path, out: Path | None, minutes: float, device: str, size: str, resume: bool, quiet: bool
) -> int:
    """Learn the net of the reference renderer."""
    from dfm.core.training.reference import Budget, train

    folder = _folder(out)
    follow(train(clips, folder, Budget(minutes, device, resume, size=size)), quiet=quiet)
    print(f"The reference net and its card lie in {folder}")
    return 0


def train_affect(*, clips: Path, photos: Path, out: Path | None, seed: int, quiet: bool) -> int:
    """Learn to read affect."""
    from dfm.core.training.affect import train

    folder = _folder(out)
    follow(train(clips, photos, folder, seed=seed), quiet=quiet)
    print(f"The affect nets and their card lie in {folder}")
    return 0


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

    folder = _folder(out)
    follow(train(clips, photos, folder, seed=seed), quiet=quiet)
    print(f"The universal decoder and its card lie in {folder}")
    return 0


def train_ablation(*, clips: Path, steps: int, device: str, quiet: bool) -> int:
    """Compare variants of the reference net."""
    from dfm.core.training.ablation import ablate

    print(follow(ablate(clips, steps, device=device), quiet=quiet))
    return 0


def _folder(out: Path | None) -> Path:
    from dfm.core import places

    folder = places.resources_folder() if out is None else out
    make_folder(folder)
    return folder
