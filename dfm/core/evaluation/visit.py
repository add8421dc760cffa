"""A person who starts neutral, with all that it takes to edit frames of them and to see what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.document.edits import Edit
from dfm.core.document.emotions import INTENSITIES
from dfm.core.document.timebase import Span
from dfm.core.evaluation import measure, rooms
from dfm.core.evaluation.accuracy_report import STRENGTH, AccuracyRow, Shift, StartRow
from dfm.core.evaluation.calm import Start, liveliest, start_of
from dfm.core.evaluation.classifier import ExpressionClassifier, judged
from dfm.core.evaluation.crops import Picture, cut, square_around, view_around
from dfm.core.evaluation.report import UNMEASURED
from dfm.core.evaluation.samples import Sample
from dfm.core.evaluation.sheets import Cell
from dfm.core.evaluation.sitting import Found, Sitting, shared
from dfm.core.faces.landmarks import LandmarkBackend
from dfm.core.jobs import Job, Progress
from dfm.core.media.read import Frame, read_frames

EVERY = 2
"""Of the frames that the judge sees, every so many are drawn at the lower strengths too."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Edited frames, what was asked of the face on average (30,), the face found again, and the judge's
    answers (N, C)."""

    frames: list[Frame]
    asked: NDArray[np.float32]
    found: Found
    answers: NDArray[np.float32]


class Visit:
    """One clip's main person; `row` says how they start."""

    def __init__(
        self,
        sample: Sample,
        analysis: Analysis,
        start: Start,
        renderer: str,
        seed: int,
        backend: LandmarkBackend,
        judge: ExpressionClassifier,
    ) -> None:
        self.row = StartRow(sample.name, sample.person, start.distance, start.neutral)
        self._media, self._track, self._start = analysis.media, analysis.tracks[0], start
        self._judge, self._seed = judge, seed
        self._studio, self._sitting = rooms.Studio(renderer, analysis), Sitting(analysis, backend)
        shown = self._track.frames[start.run]
        self._span = Span(int(shown[0]), int(shown[-1]) + 1)
        lively = liveliest(self._track.aperture[start.run])
        spoken = shown[lively]
        self._speaks = float(self._track.aperture[start.run][lively].std()) >= measure.SILENT
        self._speech = tuple(read_frames(self._media, Span(int(spoken[0]), int(spoken[-1]) + 1)))
        self._calm = self._sitting.find(start.frames)
        self._spoken = self._sitting.find(self._speech)

    def edited(self, name: str) -> tuple[AccuracyRow, list[Cell]]:
        """What came of an emotion held over the clip, and the edited faces as a row of a sheet."""
        full = self._drawn(name)
        weaker = {
            strength: self._sitting.find(self._draw(name, strength, self._start.frames[::EVERY])[0])
            for strength in INTENSITIES
            if strength != STRENGTH
        }
        talking = self._sitting.find(self._draw(name, STRENGTH, self._speech)[0])
        before, after = measure.in_common(self._spoken.seen, talking.seen)
        r, closure = measure.speech(before, after)
        row = AccuracyRow(
            clip=self.row.clip,
            person=self.row.person,
            emotion=name,
            before=self._probability(self._start.answers, name),
            after=self._probability(full.answers, name),
            named_before=self._named(self._start.answers),
            named=self._named(full.answers),
            speech_r=r if self._speaks else UNMEASURED,
            closure_recall=closure,
            closed_frames=measure.closed_frames(before),
            shifts=_shifts(name, self._calm, {**weaker, STRENGTH: full.found}, full.asked),
        )
        return row, self._line(full.frames, full.answers, name)

    def source(self) -> list[Cell]:
        """The source's faces as a row of a sheet."""
        return self._line(self._start.frames, self._start.answers, "source")

    def _drawn(self, name: str) -> Drawn:
        frames, asked = self._draw(name, STRENGTH, self._start.frames)
        found = self._sitting.find(frames)
        return Drawn(frames, asked, found, np.stack([self._answer(frame, found) for frame in frames]))

    def _draw(
        self, name: str, strength: str, frames: Sequence[Frame]
    ) -> tuple[list[Frame], NDArray[np.float32]]:
        """These frames under an edit that is held over the whole clip, and the mean change it asks for."""
        edit = Edit(name, INTENSITIES[strength], self._span, seed=self._seed, ramp=0)
        drawn = self._studio.draw_many(edit, frames)
        asked = np.mean([face.change for _, face in drawn], axis=0)
        return [frame for frame, _ in drawn], np.asarray(asked, np.float32)

    def _answer(self, frame: Frame, found: Found) -> NDArray[np.float32]:
        """What the judge says of an edited frame: of the face found there, or where the source's was."""
        at = np.flatnonzero(found.seen.frames == frame.index)
        points = found.seen.landmarks[at[0]] if len(at) else self._points(frame)
        return judged(self._judge, frame, self._media, points)

    def _probability(self, answers: NDArray[np.float32], name: str) -> float:
        return float(answers[:, self._judge.names.index(name)].mean())

    def _named(self, answers: NDArray[np.float32]) -> tuple[str, ...]:
        return tuple(self._judge.names[first] for first in answers.argmax(axis=1))

    def _line(self, frames: Sequence[Frame], answers: NDArray[np.float32], words: str) -> list[Cell]:
        """A row of a sheet: the faces, each with what the judge calls it."""
        said = [f"{name} {answer.max():.2f}"
                for name, answer in zip(self._named(answers), answers, strict=True)]  # fmt: skip
        said[0] = f"{words}: {said[0]}"
        return [Cell(self._square(frame), label) for frame, label in zip(frames, said, strict=True)]

    def _square(self, frame: Frame) -> Picture:
        points = self._points(frame)
        square = square_around(points, float(self._media.upright_pixel_aspect))
        return cut(view_around(frame, self._media, points), square)

    def _points(self, frame: Frame) -> NDArray[np.float32]:
        place = self._track.at(frame.index)
        assert place is not None  # only frames of the track are drawn
        return np.asarray(self._track.points[place], np.float32)


def visit(
    sample: Sample, renderer: str, seed: int, backend: LandmarkBackend, judge: ExpressionClassifier
) -> Job[Visit | None]:
    """The main person of a clip, or None for one who does not start neutral."""
    analysis: Analysis = yield from rooms.analysed(sample.path, use_cache=True)
    start = start_of(analysis, judge)
    yield Progress(f"reading {sample.name}", 1, 1, "clips")
    return Visit(sample, analysis, start, renderer, seed, backend, judge) if start.calm else None


def _shifts(
    name: str, source: Found, made: Mapping[str, Found], asked: NDArray[np.float32]
) -> dict[str, Shift]:
    """How far the face went at each strength, on the frames on which it was found at all of them."""
    before, *after = shared([source, *made.values()])
    if not len(before.seen.frames):
        return {}
    model = rooms.face_model()
    wanted = model.displacement(asked)
    out = {}
    for strength, each in zip(made, after, strict=True):
        gone = model.displacement((each.expression - before.expression).mean(axis=0))
        way = (each.places - before.places).astype(np.float64).mean(axis=0)
        out[strength] = Shift(
            blendshapes=measure.blendshape_shift(name, before.seen, each.seen)[1],
            affect=measure.va_way(name, way),
            shape=float((gone * wanted).sum() / max(np.square(wanted).sum(), 1e-9)),
        )
    return out
