"""What is told of a reenactment: its edits, faces and persons as JSON, and a sentence for what was odd."""

from collections.abc import Sequence
from typing import Any

from dfm.core.analyze import Analysis
from dfm.core.casting import Cast
from dfm.core.document.edits import format_edit
from dfm.core.document.persons import PersonFile
from dfm.core.document.records import performance_facts
from dfm.core.document.timebase import Span
from dfm.core.painter import EditedFace


def gaps(faces: Sequence[EditedFace], analysis: Analysis) -> list[str]:
    """A sentence for each edit with frames on which its face was not found."""
    sentences = []
    for face in faces:
        number = face.track.number
        for edit in face.edits:
            shown = sum(_inside(edit.span, span) for span in face.track.spans)
            if shown == 0:
                sentences.append(
                    f"The edit {format_edit(edit)} changes nothing: face {number} is not seen there."
                )
            elif shown < edit.span.length:
                missing = edit.span.length - shown
                sentences.append(
                    f"The edit {format_edit(edit)} leaves {missing} of {edit.span.length} frames as they "
                    f"were: face {number} is not seen on them."
                )
    return sentences


def unplayed(persons: Sequence[PersonFile], cast: Cast, faces: Sequence[EditedFace]) -> list[str]:
    """A sentence for each person who plays nothing, and for what their footage hardly shows."""
    by_number = {face.track.number: face for face in faces}
    sentences = []
    for file in persons:
        if (face := by_number.get(file.face)) is None:
            sentences.append(f"{file.path} plays nothing: no edit changes face {file.face}.")
            continue
        asked = dict.fromkeys(edit.emotion for edit in face.edits if edit.performance is None)
        thin = [name for name in asked if name in cast[file.face].thin]
        if thin:
            sentences.append(
                f"{file.path} was learned from next to no footage of {', '.join(thin)}: that is played much "
                "as anybody plays it."
            )
    return sentences


def edit_to_json(face: EditedFace, index: int) -> dict[str, Any]:
    """An edit of a face, with the way that it took through the valence-arousal plane."""
    edit = face.edits[index]
    span, curve = face.target.curves[index]
    return {
        "text": format_edit(edit),
        "emotion": edit.emotion,
        "intensity": edit.intensity,
        "performance": None if edit.performance is None else performance_facts(edit.performance),
        "centre": None if edit.centre is None else list(edit.centre),
        "start_frame": edit.span.start,
        "end_frame": edit.span.end,
        "speech": edit.speech.value,
        "seed": edit.seed,
        "regions": dict(edit.regions.items()),
        "face": face.track.number,
        "va_start_frame": span.start,
        "va": [[round(float(v), 5), round(float(a), 5)] for v, a in curve],
    }


def face_to_json(face: EditedFace) -> dict[str, Any]:
    """A face that was edited."""
    track = face.track
    return {
        "number": track.number,
        "frames": len(track.frames),
        "model_residual": track.residual,
        "shading_gain": track.shading_gain,
    }


def person_to_json(file: PersonFile, cast: Cast) -> dict[str, Any]:
    """The person of a face."""
    person = cast[file.face]
    return {
        "face": file.face,
        "path": file.path,
        "name": person.name,
        "sha256": person.digest,
        "preset": person.preset,
        "seconds": person.seconds,
        "thin": list(person.thin),
    }


def _inside(span: Span, other: Span) -> int:
    common = span.intersect(other)
    return common.length if common else 0
