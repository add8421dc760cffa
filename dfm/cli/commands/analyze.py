"""`dfm analyze`: who is to be seen in a video, when and how large, and where the shots change."""

import argparse
from pathlib import Path

from dfm.cli.files import check_target, make_folder, publish, to_text
from dfm.cli.options import add_backend, add_json, add_out_folder, add_quiet, add_video
from dfm.cli.stepping import follow

HELP = "find the faces and the shots of a video"


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.set_defaults(run=run)
    add_video(parser)
    add_json(parser)
    add_out_folder(parser, "also write analysis.json into this folder")
    parser.add_argument(
        "--no-cache", action="store_false", dest="use_cache", help="look again, and keep nothing"
    )
    add_backend(parser)
    add_quiet(parser)


def run(*, video: Path, as_json: bool, out: Path | None, use_cache: bool, backend: str, quiet: bool) -> int:
    """Analyse the video, then print what was found."""
    from dfm.core.analyze import analyze, to_json

    if out is not None:
        make_folder(out)
        check_target(out / "analysis.json", overwrite=True, others=(video,))
    found = follow(analyze(video, backend=backend, use_cache=use_cache), quiet=quiet)
    content = to_text(to_json(found))
    if out is not None:
        publish(out / "analysis.json", content)
    if as_json:
        print(content, end="")
        return 0
    from dfm.cli.analysis_table import analysis_table

    print(analysis_table(found))
    return 0
