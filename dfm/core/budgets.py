"""What the benchmark measures of each renderer, on which footage, and what is promised."""

from dataclasses import dataclass

from dfm.core.errors import UsageError
from dfm.core.evaluation.footage import Shape

RATE = 30
MINUTE = 60
HD, FULL_HD, ULTRA_HD = (1280, 720), (1920, 1080), (3840, 2160)


@dataclass(frozen=True, slots=True)
class Size:
    """Footage of a name: its shape, the budget of a frame's drawing in ms as words, and whether analysis and
    the whole of reenact are measured too, with the budgets of those in frames/s."""

    name: str
    shape: Shape
    drawing: str
    whole: bool = True
    analysis: str = ""
    reenact: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Sizes, the seconds of the videos whose memory is measured (it must not grow with them), the same with
    `--long`, and the budget of building a reference bank, "" for renderers without one."""

    sizes: tuple[Size, ...]
    held: tuple[int, ...]
    held_long: tuple[int, ...]
    bank: str = ""


def _shape(raster: tuple[int, int], seconds: int, face: float | None = None) -> Shape:
    """Footage of so many seconds with a face so many pixels high, a third of the height where it is None."""
    frames = seconds * RATE
    return Shape(*raster, frames) if face is None else Shape(*raster, frames, face / raster[1])


def course_of(renderer: str) -> Course:
    """What is measured of a renderer; UsageError where there is none of this name."""
    if renderer not in COURSES:
        raise UsageError(f"There is no renderer '{renderer}'; choose from {', '.join(COURSES)}.")
    return COURSES[renderer]


COURSES = {
    "instant": Course(
        (
            Size("720p", _shape(HD, 10), "12 or less", analysis="60 or more", reenact="30 or more"),
            Size("1080p", _shape(FULL_HD, 10), "25 or less"),
        ),
        held=(10, 100),
        held_long=(60, 600),
    ),
    "reference": Course(
        (
            Size("720p", _shape(HD, 5, 256), "60 or less", analysis="60 or more", reenact="15 or more"),
            Size("4K", _shape(ULTRA_HD, 2, 1000), "110 or less", whole=False),
        ),
        held=(10, 30),
        held_long=(60, 600),
        bank="3 or less",
    ),
    "trained": Course(
        (Size("720p", _shape(HD, 5, 256), "150 or less", analysis="60 or more", reenact="8 or more"),),
        held=(10, 30),
        held_long=(60, 600),
        bank="3 or less",
    ),
}
