"""Cross-expression reenactment of one clip: choose the pairs, read their frames, render, score."""

from dfm.core.analyze import Analysis
from dfm.core.errors import DfmError, InputError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import Picture, view_around
from dfm.core.evaluation.cross import Attempt, Shown, attempt, score
from dfm.core.evaluation.pairs import Pair, choose_pairs
from dfm.core.evaluation.report import CrossRow
from dfm.core.evaluation.samples import Sample
from dfm.core.evaluation.settings import Settings
from dfm.core.evaluation.sheets import contact_sheet, labelled, write_picture
from dfm.core.jobs import Job, Progress
from dfm.core.media.read import read_frame

SHOWN_PAIRS = 6


def cross_clip(sample: Sample, analysis: Analysis, settings: Settings) -> Job[CrossRow]:
    """The row of one clip; a clip without a fitting pair gets a row that says why."""
    try:
        attempts = yield from _attempts(sample, analysis, settings)
    except DfmError as error:
        return CrossRow(sample.name, failure=str(error))
    if settings.sheets is not None:
        write_picture(_sheet(sample.name, attempts), settings.sheets / f"{sample.name}-cross.png")
    found = score(attempts)
    return CrossRow(
        sample.name, len(attempts), found.face, found.mouth, found.aligned_face, found.aligned_mouth
    )


def _attempts(sample: Sample, analysis: Analysis, settings: Settings) -> Job[list[Attempt]]:
    pairs, shown = yield from choose_shown(sample, analysis, settings.seed)
    renderer, model = rooms.renderer_for(settings.renderer, analysis), rooms.face_model()
    aspect = float(analysis.media.upright_pixel_aspect)
    helpers = rooms.Helpers(settings.renderer, analysis)
    return [
        attempt(shown[pair.source], shown[pair.target], renderer, model, aspect, helpers.of(pair.target))
        for pair in pairs
    ]


def choose_shown(
    sample: Sample, analysis: Analysis, seed: int
) -> Job[tuple[tuple[Pair, ...], dict[int, Shown]]]:
    """The pairs of a clip's main person, and the faces of their frames; InputError where there are none."""
    if not analysis.tracks:
        raise InputError(f"{sample.path.name} shows no face; choose another clip.")
    track = analysis.tracks[0]
    pairs = choose_pairs(track.frames, track.rotation, track.blendshapes, seed)
    if not pairs:
        raise InputError(f"{sample.path.name} has no two frames of one pose that are far enough apart.")
    shown: dict[int, Shown] = {}
    places = sorted({place for pair in pairs for place in (pair.source, pair.target)})
    for count, place in enumerate(places, 1):
        frame, points = read_frame(analysis.media, int(track.frames[place])), track.points[place]
        shown[place] = Shown(view_around(frame, analysis.media, points), points, track.expression[place])
        yield Progress(f"reading pairs of {sample.name}", count, len(places))
    return pairs, shown


def _sheet(title: str, attempts: list[Attempt]) -> Picture:
    """Columns of pairs: the source laid over the target, what was rendered, the target as filmed."""
    kept = attempts[:SHOWN_PAIRS]
    lines = (
        ("source, aligned", [each.aligned for each in kept]),
        ("rendered with the target's mesh", [each.made for each in kept]),
        ("target", [each.real for each in kept]),
    )
    return contact_sheet(labelled(lines), title=title)
