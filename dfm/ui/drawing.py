"""What finishes the frames: a renderer by its name, on a device, and the project's trained one.

Values alone. The user chooses a renderer for all projects; one that was trained for a project goes before it
while it is in use and can be read.
"""

from dataclasses import dataclass

from dfm.core.document.renderers import RendererFile

INSTANT, REFERENCE, TRAINED = "instant", "reference", "trained"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A renderer, the device of its nets, and the file of a trained one."""

    renderer: str = REFERENCE
    device: str = "auto"
    trained: RendererFile | None = None


@dataclass(frozen=True, slots=True)
class TrainedRead:
    """What became of the project's trained renderer: the face of its own video that it draws, what to say
    of it, and what is wrong with its file."""

    file: RendererFile
    face: int = 1
    caution: str = ""
    trouble: str = ""


def drawing_of(file: RendererFile | None, read: TrainedRead | None, preferred: str, device: str) -> Drawing:
    """What draws a project: its trained renderer, or `reference` where that cannot be used."""
    if file is None or not file.in_use:
        return Drawing(preferred, device)
    if read is not None and read.file.is_same(file) and read.trouble:
        return Drawing(REFERENCE, device)
    return Drawing(TRAINED, device, file)
