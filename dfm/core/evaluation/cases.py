"""One clip under every emotion: cut an excerpt, reenact it losslessly, look at the result, measure.

The excerpt is the longest stretch on which the main face is seen, or its beginning; an edit leaves some
frames free at both ends, which must stay as they were.
"""

import shutil
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.document.edits import Edit, ramp_frames
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError, InputError
from dfm.core.evaluation import measure, rooms
from dfm.core.evaluation.classifier import ExpressionClassifier
from dfm.core.evaluation.excerpt import write_excerpt
from dfm.core.evaluation.frames import Comparison, Findings, Strip, beside
from dfm.core.evaluation.measure import Seen
from dfm.core.evaluation.report import CaseRow
from dfm.core.evaluation.samples import Sample
from dfm.core.evaluation.settings import Settings
from dfm.core.evaluation.sheets import Cell, contact_sheet, write_picture
from dfm.core.jobs import Progress
from dfm.core.motion.prototypes import valence_arousal

FREE_FRAMES = 10
SHORTEST = 12

Cases = Generator[Progress, None, tuple[CaseRow, ...]]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A short clip with its analysis, its main face, and what the judge said of its frames so far."""

    analysis: Analysis
    face: Seen
    answers: dict[int, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def edit_span(self) -> Span:
        """The frames to edit: all but some at each end."""
        frames = self.analysis.media.frames
        free = min(FREE_FRAMES, frames // 6)
        return Span(free, frames - free)


def edit_clip(
    sample: Sample, analysis: Analysis, settings: Settings, judge: ExpressionClassifier | None
) -> Cases:
    """Measure a clip under every emotion of the settings; what fails becomes a row that says why."""
    folder = Path(tempfile.mkdtemp(prefix="dfm-evaluate-"))
    rows: list[CaseRow] = []
    strips: dict[str, list[Strip]] = {}
    try:
        excerpt = yield from _cut(sample, analysis, settings, folder)
        for name in settings.emotions:
            try:
                row, strips[name] = yield from _case(sample, excerpt, name, settings, judge, folder)
            except DfmError as error:
                row = CaseRow(sample.name, sample.person, name, failure=str(error))
            rows.append(row)
    except DfmError as error:
        rows = [CaseRow(sample.name, sample.person, name, failure=str(error)) for name in settings.emotions]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if settings.sheets is not None and any(strips.values()):
        write_picture(_sheet(sample.name, strips), settings.sheets / f"{sample.name}.png")
    return tuple(rows)


def _cut(
    sample: Sample, analysis: Analysis, settings: Settings, folder: Path
) -> Generator[Progress, None, Excerpt]:
    if not analysis.tracks:
        raise InputError(f"{sample.path.name} shows no face; choose another clip.")
    longest = max(analysis.tracks[0].spans, key=lambda span: span.length)
    if longest.length < SHORTEST:
        raise InputError(
            f"{sample.path.name} shows its face on {longest.length} frames; choose another clip."
        )
    span = Span(longest.start, min(longest.end, longest.start + settings.frames))
    path = write_excerpt(analysis.media, span, folder / "excerpt.mkv")
    found = yield from rooms.analysed(path, use_cache=False)
    if not found.tracks:
        raise InputError(f"{sample.path.name} shows no face in frames {span.start} to {span.end}.")
    return Excerpt(found, rooms.seen(found.tracks[0]))


def _case(
    sample: Sample, excerpt: Excerpt, name: str, settings: Settings, judge: ExpressionClassifier | None,
    folder: Path,
) -> Generator[Progress, None, tuple[CaseRow, list[Strip]]]:  # fmt: skip
    edit = Edit(name, settings.intensity, excerpt.edit_span, seed=settings.seed)
    target = folder / f"{name}.mkv"
    asked = yield from rooms.edited(excerpt.analysis, edit, target, settings.renderer)
    made = yield from rooms.analysed(target, use_cache=False)
    if not made.tracks:
        raise InputError(f"{sample.path.name} shows no face any more once it is {name}.")
    before, after = measure.in_common(excerpt.face, rooms.seen(made.tracks[0]))
    full = _full_strength(edit, excerpt.analysis)
    shown = judge if judge is not None and name in judge.names else None
    faces = (excerpt.face, after)
    comparison = Comparison(excerpt.analysis.media, faces, edit.span, full, shown, excerpt.answers)
    for pair in beside(excerpt.analysis.media, made.media):
        comparison.push(*pair)
        yield Progress(f"comparing {sample.name}, {name}", pair[0].index + 1, made.media.frames)
    findings = comparison.finish()
    row = _row(sample, edit, full, before, after, asked)
    return _with_findings(row, findings, shown), findings.strips


def _full_strength(edit: Edit, analysis: Analysis) -> Span:
    """The frames between an edit's transitions, or its middle frame where there are none."""
    ramp = ramp_frames(edit, analysis.media.frame_rate)
    full = Span(edit.span.start + ramp, max(edit.span.start + ramp, edit.span.end - ramp))
    middle = (edit.span.start + edit.span.end) // 2
    return full if full.length else Span(middle, middle + 1)


def _row(sample: Sample, edit: Edit, full: Span, before: Seen, after: Seen, asked: rooms.Asked) -> CaseRow:
    """The row of one case, as far as the two faces tell it."""
    inside, strong = before.within(edit.span), before.within(full)
    r, closure = measure.speech(before.only(inside), after.only(inside))
    direction, size = measure.blendshape_shift(edit.emotion, before.only(strong), after.only(strong))
    followed = np.array([frame for frame in inside if int(frame) in asked], np.int32)
    wanted: NDArray[np.float64] = np.array([asked[int(frame)] for frame in followed]).reshape(-1, 2)
    found = valence_arousal(measure.change(before.only(followed), after.only(followed)))
    concordance, error = measure.va_agreement(wanted, found)
    return CaseRow(
        clip=sample.name,
        person=sample.person,
        emotion=edit.emotion,
        frames=len(inside),
        closed_frames=measure.closed_frames(before.only(inside)),
        speech_r=r,
        closure_recall=closure,
        jitter=measure.jitter(before.only(strong), after.only(strong)),
        blendshape_direction=direction,
        blendshape_size=size,
        va_way=measure.va_shift(edit.emotion, before.only(strong), after.only(strong)),
        va_concordance=concordance,
        va_error=error,
    )


def _with_findings(row: CaseRow, findings: Findings, judge: ExpressionClassifier | None) -> CaseRow:
    row = replace(
        row,
        frames_changed_outside=float(findings.frames_changed_outside),
        pixels_changed_outside=float(findings.pixels_changed_outside),
        flicker=findings.flicker,
        flicker_by_source=findings.flicker_by_source,
    )
    if judge is None or not findings.judged_after:
        return row
    column = judge.names.index(row.emotion)
    before, after = np.stack(findings.judged_before), np.stack(findings.judged_after)
    return replace(
        row,
        judged_before=float(before[:, column].mean()),
        judged_after=float(after[:, column].mean()),
        judged_first=float((after.argmax(axis=1) == column).mean()),
    )


def _sheet(title: str, strips: dict[str, list[Strip]]) -> NDArray[np.uint8]:
    """The source on top, then a row for each emotion."""
    kept = {name: frames for name, frames in strips.items() if frames}
    first = next(iter(kept.values()))
    rows = [[Cell(strip.before, f"frame {strip.frame}") for strip in first]]
    for name, frames in kept.items():
        rows.append([Cell(strip.after, "" if column else name) for column, strip in enumerate(frames)])
    return contact_sheet(rows, title=title)
