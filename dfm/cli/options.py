"""Arguments that several commands share, each declared once."""

import argparse
from pathlib import Path

RENDERER = "reference"
BACKENDS = ("mediapipe", "fan")


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """`--quiet`: say nothing on standard error but warnings and errors."""
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`: print what a script can read."""
    parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON instead of a table")


def add_video(parser: argparse.ArgumentParser) -> None:
    """The video to work on."""
    parser.add_argument("video", metavar="VIDEO", type=Path, help="the video file")


def add_out_folder(parser: argparse.ArgumentParser, purpose: str, default: Path | None = None) -> None:
    """`-o DIR`: the folder that results go to."""
    parser.add_argument("-o", "--out", metavar="DIR", type=Path, default=default, dest="out", help=purpose)


def add_backend(parser: argparse.ArgumentParser) -> None:
    """`--backend`: who finds the landmarks."""
    parser.add_argument(
        "--backend",
        choices=BACKENDS,
        default=BACKENDS[0],
        help="who finds the landmarks (default: %(default)s; fan needs `dfm models fetch`)",
    )


def add_device(parser: argparse.ArgumentParser) -> None:
    """`--device`: what the nets run on."""
    parser.add_argument(
        "--device",
        metavar="NAME",
        default="auto",
        help="what nets run on: auto, cpu or cuda (default: %(default)s)",
    )


def add_seed(parser: argparse.ArgumentParser) -> None:
    """`--seed`: what is random is random in the same way every time."""
    parser.add_argument(
        "--seed",
        metavar="N",
        type=seed_number,
        default=0,
        help="same seed, same result (default: %(default)s)",
    )


def seed_number(text: str) -> int:
    """A whole number from 0 on."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{value} is negative: use 0 or more")
    return value
