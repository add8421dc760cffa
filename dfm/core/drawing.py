"""Which renderer draws a project: its own trained one while that is in use, unless another is asked for.

A trained renderer whose file is missing, or is another one than before, is an error: no face is drawn by
another net without being told.
"""

from pathlib import Path

from dfm.core import digests
from dfm.core.document.renderers import RendererFile
from dfm.core.named_files import check_found
from dfm.core.planner import DEFAULT_RENDERER, TRAINED, check_trained


def renderer_file(path: Path) -> RendererFile:
    """A file as the trained renderer of a project, as that is now; MissingWeights where it holds none."""
    check_trained(TRAINED, path)
    return RendererFile(str(path.absolute()), digests.sha256(path))


def found_renderer(file: RendererFile) -> Path:
    """Where a trained renderer lies; InputError where it is not there or is not the one that was chosen."""
    check_found(file, "the trained renderer of the project", "renderer")
    return Path(file.path)


def chosen_renderer(
    own: RendererFile | None, asked: str | None, trained: Path | None
) -> tuple[str, Path | None]:
    """The renderer and its trained file: what is asked for, else the project's own, else the default."""
    if trained is None and own is not None and (asked == TRAINED or (asked is None and own.in_use)):
        return TRAINED, found_renderer(own)
    return asked or DEFAULT_RENDERER, trained
