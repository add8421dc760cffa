"""Every emotion at low, medium and high on a calm and a talking frame of many people: sheets and numbers.

There is no truth to compare with, so the sheets are for people to look at, and the numbers say where to look
first: which pictures are the worst, of what, and whether more intensity shows as more.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dfm.core import weights
from dfm.core.analyze import Analysis
from dfm.core.document.emotions import EMOTIONS, INTENSITIES
from dfm.core.errors import DfmError, InputError, MissingWeights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import Picture
from dfm.core.evaluation.flaws import badness, reason
from dfm.core.evaluation.likeness import UNMEASURED, Judges
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.moments import Moment, moments_of
from dfm.core.evaluation.samples import Sample, read_samples, unknown_people
from dfm.core.evaluation.scene import Scene
from dfm.core.evaluation.sheets import Cell, contact_sheet, write_picture
from dfm.core.evaluation.strengths_report import Shot, StrengthsReport
from dfm.core.faces.landmarks import LandmarkBackend, MediaPipeBackend
from dfm.core.jobs import Job, Progress
from dfm.core.planner import check_renderer

DEFAULT_PEOPLE = 10
SHOWN = 256
"""Height of a picture on a sheet."""
SHOWN_SHARE = 0.82
"""The middle of the square, which a sheet shows."""
_SHOWN_WORST = 360


@dataclass(frozen=True, slots=True)
class Pictured:
    """A shot with its picture and its source's."""

    shot: Shot
    source: Picture
    made: Picture


def show_strengths(
    clips: Path,
    *,
    renderer: str = "instant",
    limit: int | None = DEFAULT_PEOPLE,
    seed: int = 0,
    sheets: Path | None = None,
) -> Job[StrengthsReport]:
    """Draw and measure all emotions at all strengths, on people who were not trained on; two sheets of each
    person and one of the worst pictures go to the folder `sheets`."""
    check_renderer(renderer)
    samples = unknown_people(read_samples(clips))[:limit]
    if not samples:
        raise InputError(
            f"{clips} holds no clip that was not trained on: add some, or mark them in clips.csv."
        )
    judges = Judges()
    made: list[Pictured] = []
    failures: list[str] = []
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as backend:
        for count, sample in enumerate(samples, 1):
            try:
                made += yield from _clip(sample, renderer, seed, sheets, backend, judges)
            except MissingWeights:
                raise
            except DfmError as error:
                failures.append(f"{sample.name}: {error}")
            yield Progress("showing strengths", count, len(samples), "clips")
    shots = tuple(each.shot for each in made)
    report = StrengthsReport(renderer, seed, this_machine(), shots, tuple(failures), judges.missing)
    if sheets is not None and made:
        write_picture(_worst_sheet(report, made), sheets / "worst.png")
    return report


def _clip(
    sample: Sample, renderer: str, seed: int, sheets: Path | None, backend: LandmarkBackend, judges: Judges
) -> Job[list[Pictured]]:
    analysis: Analysis = yield from rooms.analysed(sample.path, use_cache=True)
    moments = moments_of(analysis, rooms.face_model())
    studio = rooms.Studio(renderer, analysis)
    made: list[Pictured] = []
    for moment in moments:
        scene = Scene(analysis, moment, studio, backend, judges)
        here: list[Pictured] = []
        for count, row in enumerate(EMOTIONS, 1):
            here += _edits(scene, sample.name, moment, row.name, seed)
            yield Progress(f"drawing {sample.name}, {moment.name}", count, len(EMOTIONS), "emotions")
        if sheets is not None:
            title = f"{sample.name}, {renderer}, {moment.name}"
            sheet = contact_sheet(list(_rows(here, scene.source, moment)), SHOWN, title)
            write_picture(sheet, sheets / f"{sample.name}-{moment.name}.png")
        made += here
    return made


def _edits(scene: Scene, clip: str, moment: Moment, emotion: str, seed: int) -> list[Pictured]:
    """An emotion at all its strengths; the neutral face has but one."""
    strengths = ("",) if emotion == EMOTIONS[0].name else tuple(INTENSITIES)
    drawn = {strength: scene.draw(emotion, strength, seed) for strength in strengths}
    full = drawn[strengths[-1]]
    return [
        Pictured(
            Shot(
                clip=clip,
                moment=moment.name,
                frame=moment.frame.index,
                emotion=emotion,
                strength=strength,
                found=scene.share(each, full) if strength else UNMEASURED,
                flaws=scene.flaws(each),
            ),
            scene.source,
            each.picture,
        )
        for strength, each in drawn.items()
    ]


def _rows(made: Sequence[Pictured], source: Picture, moment: Moment) -> Iterator[list[Cell]]:
    """The source with what has one strength only beside it, then a row for each emotion."""
    single = [each for each in made if not each.shot.strength]
    yield [Cell(_middle(source), f"source, frame {moment.frame.index}"), *map(_cell, single)]
    for name in dict.fromkeys(each.shot.emotion for each in made if each.shot.strength):
        yield [_cell(each) for each in made if each.shot.emotion == name]


def _cell(each: Pictured) -> Cell:
    return Cell(_middle(each.made), f"{each.shot.words}  {badness(each.shot.flaws):.1f}")


def _worst_sheet(report: StrengthsReport, made: Sequence[Pictured]) -> Picture:
    """The worst pictures beside their sources, with what is worst about each."""
    rows = []
    for shot in report.worst:
        one = next(each for each in made if each.shot is shot)
        place = f"{shot.clip[:28]}, {shot.moment}, frame {shot.frame}"
        words = f"{shot.words} {badness(shot.flaws):.1f}: {reason(shot.flaws)}"
        rows.append([Cell(_middle(one.source), place), Cell(_middle(one.made), words)])
    return contact_sheet(rows, _SHOWN_WORST, f"the worst, {report.renderer}")


def _middle(square: Picture) -> Picture:
    edge = round(len(square) * (1 - SHOWN_SHARE) / 2)
    return square[edge:-edge, edge:-edge]
