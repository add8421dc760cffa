"""From a video's analysis and its edits to the faces that a painter draws.

A planner keeps what does not depend on the edits, so that planning again after a change takes milliseconds.
It may be asked from several threads. It reads weights, and knows nothing of frames or of what they become.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

from dfm.core import digests, weights
from dfm.core.analyze import Analysis
from dfm.core.casting import NOBODY, Cast
from dfm.core.devices import check_device, chosen_device
from dfm.core.document.edits import Edit
from dfm.core.errors import InputError, UsageError
from dfm.core.faces.model import load_face_model
from dfm.core.faces.tracks import FaceTrack
from dfm.core.folds import instant_with_folds
from dfm.core.media.info import content_id
from dfm.core.motion.universal import load_universal
from dfm.core.painter import EditedFace, FacePlanner
from dfm.core.persons import Person
from dfm.core.render.bank import Bank
from dfm.core.render.renderer import Renderer
from dfm.core.render.shading import load_shading

RENDERERS = ("instant", "reference", "trained")
TRAINED = "trained"
DEFAULT_RENDERER = "reference"
PLANNERS_KEPT = 2
PLANS_KEPT = 8
"""Plans of single faces that are taken up again: the window asks for parts, an export for the whole."""


class Planner:
    """Plans the edits of one analysed video for one renderer."""

    def __init__(
        self,
        analysis: Analysis,
        renderer: str = DEFAULT_RENDERER,
        device: str = "auto",
        persons: Cast = NOBODY,
        trained: Path | None = None,
    ) -> None:
        """The device counts for renderers that run a net; faces without a person play as anybody does;
        `trained` is the file of the trained renderer."""
        check_renderer(renderer)
        check_device(device)
        check_trained(renderer, trained)
        self._analysis, self._name, self._device = analysis, renderer, device
        self._trained = trained
        self._persons = dict(persons)
        self._model = load_face_model(weights.find("face_model"))
        self._decoder = load_universal()
        self._shading = load_shading(weights.find("shading"))
        self._planners: dict[int, FacePlanner] = {}
        self._planned: dict[tuple[int, tuple[Edit, ...]], EditedFace] = {}
        self._lock = Lock()

    def plan(self, edits: Sequence[Edit]) -> list[EditedFace]:
        """Give every face with enabled edits its target; InputError where there is no such face."""
        by_face: dict[int, list[Edit]] = {}
        for edit in edits:
            if edit.enabled:
                by_face.setdefault(edit.face or 1, []).append(edit)
        with self._lock:
            return [self._face(number, tuple(by_face[number])) for number in sorted(by_face)]

    def _face(self, number: int, edits: tuple[Edit, ...]) -> EditedFace:
        found = self._planned.pop((number, edits), None) or self._planner(number).edited(edits)
        self._planned[number, edits] = found
        while len(self._planned) > PLANS_KEPT:
            del self._planned[next(iter(self._planned))]
        return found

    def _planner(self, number: int) -> FacePlanner:
        if number not in self._planners:
            media, track = self._analysis.media, _track(self._analysis, number)
            person = self._persons.get(number)
            self._planners[number] = FacePlanner(
                track,
                rate=media.frame_rate,
                pixel_aspect=float(media.upright_pixel_aspect),
                model=self._model,
                decoder=self._decoder if person is None else person.decoder,
                renderer=self._renderer(track),
                bank=Bank(self._model, track, media) if needs_references(self._name) else None,
                past=frames_before(self._name),
                person="" if person is None else person.digest,
            )
        return self._planners[number]

    def _renderer(self, track: FaceTrack) -> Renderer:
        instant = instant_with_folds(self._model, self._shading, track.shading_gain)
        if self._name == "instant":
            return instant
        from dfm.core.render.blending import load_blender  # torch takes a second to load
        from dfm.core.render.reference import ReferenceRenderer

        device = chosen_device(self._device)
        blender = load_blender(weights.find("reference"), device)
        reference = ReferenceRenderer(self._model, instant, blender)
        if self._trained is None or not draws(self._trained, self._analysis, track.number):
            return reference
        from dfm.core.render.trained import TrainedRenderer
        from dfm.core.render.trained_net import artist_of

        artist = artist_of(self._trained, digests.sha256(self._trained), device)
        return TrainedRenderer(self._model, reference, artist)


@dataclass(frozen=True, slots=True)
class _Part:
    """A person of a face, the same one as another of the same content."""

    face: int
    digest: str
    person: Person = field(compare=False)


def planner_of(
    analysis: Analysis,
    renderer: str = DEFAULT_RENDERER,
    device: str = "auto",
    persons: Cast = NOBODY,
    trained: Path | None = None,
) -> Planner:
    """The planner that all who work on this analysis with these persons and this trained renderer share."""
    check_trained(renderer, trained)
    digest = digests.sha256(trained) if trained else ""
    cast = tuple(_Part(face, persons[face].digest, persons[face]) for face in sorted(persons))
    return _shared(analysis, renderer, device, cast, trained, digest)


@lru_cache(maxsize=PLANNERS_KEPT)
def _shared(
    analysis: Analysis, renderer: str, device: str, cast: tuple[_Part, ...], trained: Path | None, digest: str
) -> Planner:
    """One planner for each file of a trained renderer as it is now."""
    return Planner(analysis, renderer, device, {part.face: part.person for part in cast}, trained)


def needs_references(renderer: str) -> bool:
    """Whether a renderer borrows from other frames of the video."""
    return renderer in ("reference", TRAINED)


def frames_before(renderer: str) -> int:
    """Of how many frames before each a renderer is told the wanted points."""
    return 2 if renderer == TRAINED else 0


def weights_of(renderer: str) -> tuple[str, ...]:
    """The names of the shipped weights that shape what a renderer draws."""
    return ("face_model", "shading", "decoder", *(("reference",) if needs_references(renderer) else ()))


def check_renderer(name: str) -> None:
    """Refuse a renderer that there is not."""
    if name not in RENDERERS:
        raise UsageError(f"There is no renderer '{name}'; choose from {', '.join(RENDERERS)}.")


def check_trained(renderer: str, trained: Path | None) -> None:
    """Refuse the trained renderer without its file, a file that is none, or one that would not be used."""
    if renderer != TRAINED:
        if trained is not None:
            raise UsageError(f"The renderer '{renderer}' takes no {trained}: add --renderer {TRAINED}.")
        return
    if trained is None:
        raise UsageError(
            f"The renderer '{TRAINED}' needs its file: make one with `dfm train renderer VIDEO -o "
            "NAME.dfmrenderer`, and name it with --weights."
        )
    from dfm.core.render.trained_file import facts_of  # it loads torch

    facts_of(trained)


def draws(trained: Path, analysis: Analysis, face: int) -> bool:
    """Whether a trained renderer draws a face: of the video that it learned only the one that it learned."""
    from dfm.core.render.trained_file import facts_of

    facts = facts_of(trained)
    return facts.face == face or facts.video != content_id(analysis.media.path)


def warnings_of(analysis: Analysis, trained: Path | None, faces: Iterable[int] = ()) -> list[str]:
    """What to say of drawing these faces of a video with the file of a trained renderer."""
    if trained is None:
        return []
    from dfm.core.render.trained_file import facts_of

    facts, video = facts_of(trained), content_id(analysis.media.path)
    if facts.video == video:
        others = [face for face in faces if face != facts.face]
        return [
            f"{trained} learned face {facts.face}: '{DEFAULT_RENDERER}' draws face {face}." for face in others
        ]
    return [caution_of(trained, video)]


def caution_of(trained: Path, video: str) -> str:
    """What to say of drawing a video, told by its content id, by a net that learned another one."""
    from dfm.core.render.trained_file import facts_of

    facts = facts_of(trained)
    if facts.video == video:
        return ""
    learned = f"from {facts.name}" if facts.name else "from many people"
    return f"{trained} learned {learned}, not from this video: another person will look wrong."


def check_drawing(renderer: str, device: str, trained: Path | None = None) -> None:
    """Refuse a renderer that there is not, or a device or a file that it would need and that is not here."""
    check_renderer(renderer)
    check_device(device)
    check_trained(renderer, trained)
    if needs_references(renderer):
        chosen_device(device)


def _track(analysis: Analysis, number: int) -> FaceTrack:
    path, count = analysis.media.path, len(analysis.tracks)
    if count == 0:
        raise InputError(
            f"{path} shows no face that could be found; use a video with a face at least 48 pixels high."
        )
    if number > count:
        raise InputError(f"{path} has no face {number}; it has {count}, numbered from 1 (see `dfm analyze`).")
    return analysis.tracks[number - 1]
