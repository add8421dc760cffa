"""`dfm train decoder`: learn how one person shows emotions, from several videos, into a file NAME.dfmperson.

Beside the file appear NAME.places.png, NAME.loss.png and NAME.tfevents, and while it learns checkpoints.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.blendshape import Layers
from dfm.core.devices import chosen_device
from dfm.core.errors import UsageError, WriteError
from dfm.core.evaluation.sheets import write_picture
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import Job, Progress
from dfm.core.motion.person import Expressions, PersonDecoder, PersonNet, density_of
from dfm.core.motion.universal import load_universal
from dfm.core.persons import MOST_PLACES, PRESETS, SUFFIX, Learned, Preset, thin_emotions
from dfm.core.training.event_log import EventLog
from dfm.core.training.person_frames import Footage, collect
from dfm.core.training.person_lessons import OwnTask, PaperTask, hold_out, thinned
from dfm.core.training.person_loop import Course, Log, Plan, best_of, learn
from dfm.core.training.person_pictures import loss_curves, scatter
from dfm.core.training.person_tracks import choose_faces, faces_of, videos_among
from dfm.models.person_decoder import OwnDecoder, PaperDecoder

EPOCHS: Mapping[Preset, int] = {"default": 100, "paper": 1000}
PATIENCE = 15
SEARCH, LEARN = "find how long", "learn"
"""What the courses are called: one for each part that is held out, and the last one."""
WAYS = 6
"""In how many ways the coefficients of a performance vary together."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to learn: what a preset leaves open has its default; `epochs` 0 stands for the preset's number."""

    preset: Preset = "default"
    seed: int = 0
    epochs: int = 0
    resume: bool = False
    device: str = "auto"


@dataclass(frozen=True, eq=False)
class Trained:
    """What was learned from what: the file's content, its size in bytes, frames found and dropped by reason,
    the courses by name, the warnings, and the seconds that learning took, those before a break
    included."""

    learned: Learned
    size: int
    frames: int
    dropped: Counter[str]
    courses: Mapping[str, Course]
    warnings: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Where:
    """Where checkpoints lie, and who is told the losses."""

    checkpoint: Path
    log: Log = field(default=lambda tag, value, epoch: None)


def train(
    videos: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    name: str = "",
    face: int | None = None,
    named: Mapping[Path, int] | None = None,
    universal: Expressions | None = None,
) -> Job[Trained]:
    """Learn from videos, or folders of them, into the file `out`; `face` is the person's number in the first
    video, `named` that in others; `universal` is what the person is told apart from."""
    check_out(out)
    device = chosen_device(settings.device)
    warnings: list[str] = []
    files = videos_among(videos)
    numbers = dict(named or {}) | ({} if face is None else {files[0]: face})
    faces = yield from faces_of(files, warnings.append)
    model = load_face_model(weights.find("face_model"))
    chosen = choose_faces(faces, model.appearance, warnings.append, numbers)
    footage = collect(chosen, model)
    anybody = load_universal() if universal is None else universal
    courses = dict[str, Course]()
    with _log(beside(out, "tfevents"), append=settings.resume) as log:
        where = Where(beside(out, "checkpoint"), log.add)
        learned = yield from learn_person(
            footage, anybody, settings, where, device, name or out.name.removesuffix(SUFFIX), courses
        )
    seconds = sum(course.seconds for course in courses.values())
    publish(learned, out)
    _draw(learned, footage, courses, out)
    for course in courses:
        _of_course(where.checkpoint, course).unlink(missing_ok=True)
    return Trained(
        learned, out.stat().st_size, footage.frames, footage.dropped, courses, tuple(warnings), seconds
    )


def learn_person(
    footage: Footage,
    universal: Expressions,
    settings: Settings,
    where: Where,
    device: str = "cpu",
    name: str = "",
    courses: dict[str, Course] | None = None,
) -> Job[Learned]:
    """Learn from footage; the courses are put into `courses`."""
    if settings.preset not in PRESETS:
        raise UsageError(f"There is no preset '{settings.preset}'; choose from {', '.join(PRESETS)}.")
    courses = {} if courses is None else courses
    course = _learn_paper if settings.preset == "paper" else _learn_own
    yield Progress("learn", 0, None, "steps")
    net = yield from course(footage, universal, settings, where, torch.device(device), courses)
    thin = thin_emotions(density_of(footage.places, footage.emotions, footage.seconds))
    spread = np.linspace(0, len(footage) - 1, min(len(footage), MOST_PLACES)).astype(int)
    return Learned(
        name, settings.preset, net, footage.places[spread], thin, footage.length,
        len(np.unique(footage.video)), footage.resting,
    )  # fmt: skip


def _learn_own(
    footage: Footage, universal: Expressions, settings: Settings, where: Where, device: torch.device,
    courses: dict[str, Course],
) -> Job[PersonNet]:  # fmt: skip
    """Find on frames held out how long to learn, then learn from all."""
    some = thinned(footage)
    epochs = settings.epochs or EPOCHS["default"]
    ways = hold_out(some, settings.seed)
    for number, held in enumerate(ways, 1):
        torch.manual_seed(settings.seed)
        course = f"{SEARCH} {number} of {len(ways)}"
        plan = _plan(course, some, settings, where, epochs)
        courses[course] = yield from learn(OwnTask(some, universal, device, held), plan, where.log)
    best = best_of(list(courses.values()))
    torch.manual_seed(settings.seed)
    task = OwnTask(some, universal, device)
    plan = _plan(LEARN, some, settings, where, best)
    courses[LEARN] = yield from learn(task, plan, where.log)
    density = density_of(footage.places, footage.emotions, footage.seconds)
    net = PersonNet(layers_of(task.net), density, np.zeros((0, footage.slow.shape[1]), np.float32))
    model = load_face_model(weights.find("face_model"))
    residual = _residual(PersonDecoder(net, universal, model), some)
    return PersonNet(net.layers, density, ways_of(residual, some.trust))


def _learn_paper(
    footage: Footage, universal: Expressions, settings: Settings, where: Where, device: torch.device,
    courses: dict[str, Course],
) -> Job[PersonNet]:  # fmt: skip
    """Learn from all frames, for as long as the paper did."""
    torch.manual_seed(settings.seed)
    task = PaperTask(footage, device)
    plan = _plan(LEARN, footage, settings, where, settings.epochs or EPOCHS["paper"])
    courses[LEARN] = yield from learn(task, plan, where.log)
    density = density_of(footage.places, footage.emotions, footage.seconds).sum(axis=0, keepdims=True)
    return PersonNet(layers_of(task.net), density, np.zeros((0, footage.slow.shape[1]), np.float32))


def layers_of(net: OwnDecoder | PaperDecoder) -> Layers:
    """The weights and biases of a net's layers, on the CPU."""
    states = [each.state_dict() for each in net.layers]
    return tuple((each["weight"].cpu().numpy().copy(), each["bias"].cpu().numpy().copy()) for each in states)


def ways_of(residual: NDArray[np.floating], trust: NDArray[np.floating]) -> NDArray[np.float32]:
    """How residuals (N, 30), in deviations, vary together: (WAYS, 30), each column of unit length."""
    centred = residual - np.average(residual, axis=0, weights=trust + 1e-6)
    covariance = (centred * (trust[:, None] + 1e-6)).T @ centred / (trust + 1e-6).sum()
    values, vectors = np.linalg.eigh(covariance)
    found = (vectors * np.sqrt(np.maximum(values, 0))).T[::-1][:WAYS]
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=0), 1e-6), np.float32)


def beside(out: Path, ending: str) -> Path:
    """A file of a person's training that lies beside the person's file."""
    return out.with_name(f"{out.name.removesuffix(SUFFIX)}.{ending}")


def check_out(out: Path) -> None:
    """Refuse, before the work, a file that could not be written at its end."""
    if out.suffix != SUFFIX:
        raise UsageError(f"A person's file ends in {SUFFIX}: write it as {out.name}{SUFFIX}.")
    if out.is_dir():
        raise WriteError(f"{out} is a folder: name a file in it.")
    if not out.parent.is_dir():
        raise WriteError(f"The folder {out.parent} of {out.name} does not exist: make it first.")
    if not os.access(out.parent, os.W_OK):
        raise WriteError(f"The folder {out.parent} cannot be written to: choose another one.")


def publish(learned: Learned, out: Path) -> None:
    """Write the file whole or not at all."""
    try:
        learned.save(out)
    except OSError as error:
        raise WriteError(f"{out} cannot be written ({error.strerror}): choose another place.") from error


def _plan(course: str, footage: Footage, settings: Settings, where: Where, epochs: int) -> Plan:
    digest = hashlib.sha256(f"{settings.preset} {settings.seed}".encode())
    digest.update(footage.places.tobytes() + footage.coefficients.tobytes())
    patience = 0 if course == LEARN else PATIENCE
    return Plan(
        course, epochs, settings.seed, _of_course(where.checkpoint, course), digest.hexdigest(),
        settings.resume, patience,
    )  # fmt: skip


def _of_course(checkpoint: Path, course: str) -> Path:
    return (
        checkpoint
        if course == LEARN
        else checkpoint.with_name(f"{checkpoint.name}-{course.replace(' ', '-')}")
    )


def _residual(decoder: PersonDecoder, footage: Footage) -> NDArray[np.floating]:
    """What the slow part of the footage differs by from the decoder's mean, in its deviations (N, 30)."""
    mean = decoder.mean(footage.places, footage.emotions)
    return (footage.slow - mean) / decoder.spread(footage.places, footage.emotions)


def _log(path: Path, *, append: bool) -> EventLog:
    try:
        return EventLog(path, append=append)
    except OSError as error:
        raise WriteError(f"{path} cannot be written ({error.strerror}): choose another place.") from error


def _draw(learned: Learned, footage: Footage, courses: Mapping[str, Course], out: Path) -> None:
    """The pictures beside the file."""
    title = f"{learned.name}: {footage.length:.0f} s of footage, {len(footage)} frames"
    write_picture(scatter(footage.places, footage.seconds, learned.thin, title), beside(out, "places.png"))
    searches = [course for name, course in courses.items() if name != LEARN]
    curves: dict[str, Sequence[float]] = {"loss": courses[LEARN].losses}
    curves |= {f"held out {number}": course.measures for number, course in enumerate(searches, 1)}
    best = best_of(searches) if searches else 0
    title = f"{learned.name}, {learned.preset} preset"
    write_picture(loss_curves(curves, best, title), beside(out, "loss.png"))
