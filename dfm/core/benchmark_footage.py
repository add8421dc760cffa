"""The videos that the benchmark measures on: made from the demo clip, or the one that is given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dfm.core.analyze import analyze
from dfm.core.budgets import MINUTE, RATE, Course, Size
from dfm.core.demo import make_demo_clip
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.evaluation.footage import MOST_FRAMES, Shape, make_footage
from dfm.core.jobs import Job
from dfm.core.media.picture import upright_rgb
from dfm.core.media.read import read_frames


@dataclass(frozen=True, slots=True)
class Clips:
    """What is measured on: clips with sizes, clips for the memory by label, one for the bank; in words."""

    sized: tuple[tuple[Path, Size], ...]
    held: tuple[tuple[str, Path], ...]
    bank: Path
    words: str


def clips_of(video: Path, course: Course) -> Clips:
    """One video for everything, without the budgets of other footage."""
    size = replace(course.sizes[0], name=video.name, drawing="", analysis="", reenact="")
    return Clips(((video, size),), ((video.name, video),), video, str(video))


def course_footage(folder: Path, course: Course, long: bool) -> Job[Clips]:
    """The demo clip at every size, and of other lengths at that of the first."""
    first = course.sizes[0]
    seconds = course.held_long if long else course.held
    held = {f"{first.name}, {length} s": length for length in seconds}
    minute = {f"{first.name}, {MINUTE} s": MINUTE} if course.bank else {}
    wanted = {size.name: size.shape for size in course.sizes}
    wanted |= {name: replace(first.shape, frames=length * RATE) for name, length in (held | minute).items()}
    made = yield from demo_footage(folder, wanted)
    return Clips(
        tuple((made[size.name], size) for size in course.sizes),
        tuple((name, made[name]) for name in held),
        made[next(iter(minute), first.name)],
        "the demo clip as " + ", ".join(_described(size) for size in course.sizes),
    )


def _described(size: Size) -> str:
    shape = size.shape
    face = round(shape.height * shape.face_share)
    return f"{size.name} ({shape.frames // RATE} s at {RATE} frames/s, face {face} px high)"


def demo_footage(folder: Path, wanted: Mapping[str, Shape]) -> Job[dict[str, Path]]:
    """Clips from the demo clip by name."""
    demo = yield from make_demo_clip(folder / "demo.mp4")
    analysis = yield from analyze(demo)
    if not analysis.tracks:
        raise InputError(f"{demo} shows no face; give a video with one.")
    left, top, width, height = (float(value) for value in analysis.tracks[0].boxes.mean(axis=0))
    media = analysis.media
    frames = read_frames(media, Span(0, min(media.frames, MOST_FRAMES)))
    pictures = [upright_rgb(frame.picture, media.rotation, media.pixel_aspect) for frame in frames]
    made: dict[str, Path] = {}
    for number, (name, shape) in enumerate(wanted.items()):
        target = folder / f"footage{number}.mp4"
        made[name] = yield from make_footage(pictures, (left, top, width, height), shape, target)
    return made
