"""`dfm train affect`: learn to read valence, arousal and emotion from clips and labelled photographs, measure
it on people held out, and write it with its model card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.blendshape import AffectWeights, BlendshapeEstimator, Layers
from dfm.core.affect.estimator import Affect
from dfm.core.affect.features import Average
from dfm.core.errors import InputError
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import Job, Progress
from dfm.core.training.affect_card import FoldResults, affect_card
from dfm.core.training.affect_faces import (
    ClipFace,
    PhotoFace,
    average_of,
    measure_clip,
    measure_photos,
    photo_rows,
)
from dfm.core.training.affect_loop import Recipe, learn
from dfm.core.training.affect_teacher import Teacher, ask, open_teacher, unasked
from dfm.core.training.cards import write_card
from dfm.core.training.dataset import clip_rows, gather, read_face
from dfm.models.affect_net import AffectNet

FILE = "affect.safetensors"
FOLDS = 4
FEWEST_PEOPLE = 4
CALM_LENGTH = 0.16
"""How far from the origin the calm frames of people held out may read, as a median over clips."""
KNEES = np.linspace(0, 0.6, 61)


@dataclass(frozen=True, eq=False)
class Company:
    """All whom the nets learn from, and who taught beside the labels ("" if nobody)."""

    clips: list[ClipFace]
    photos: list[PhotoFace]
    teacher: str


def train(
    clips: Path, photos: Path, out: Path, *, seed: int = 0, recipe: Recipe | None = None
) -> Job[FoldResults]:
    """Learn from the clips and photographs marked `train`, write nets and card into the folder `out`."""
    recipe = Recipe() if recipe is None else recipe
    model = load_face_model(weights.find("face_model"))
    company = yield from company_of(clips, photos, model)
    held = yield from _hold_out(company, model, seed, recipe)
    average = average_of(company.clips)
    nets = yield from learn(company.clips, company.photos, model, average, seed, recipe)
    learned = packed(nets, average, model, held.knee)
    out.mkdir(parents=True, exist_ok=True)
    learned.save(out / FILE)
    weights.record(out / FILE, "affect", "trained by dfm train affect")
    size = sum(each.numel() for each in nets[0].parameters())
    card = affect_card(company.clips, company.photos, company.teacher, held, recipe.nets, size)
    write_card(out / "affect.md", card)
    return held


def company_of(clips: Path, photos: Path, model: FaceModel) -> Job[Company]:
    """The measured faces of a folder of clips and of one of photographs, with the teacher's answers."""
    shown = yield from measure_photos(photo_rows(photos, "train"), model)
    archives = yield from gather(clips)
    teacher = open_teacher()
    found: list[ClipFace] = []
    for row, archive in zip(clip_rows(clips, "train"), archives, strict=True):
        face = read_face(archive)
        if face is None:
            continue
        answers = unasked() if teacher is None else (yield from ask(teacher, row.path, face))
        found.append(measure_clip(face, model, *answers))
        yield Progress("measure clips", len(found), len(archives), "clips")
    if len({clip.person for clip in found}) < FEWEST_PEOPLE:
        raise InputError(f"{clips} shows fewer than {FEWEST_PEOPLE} people for long enough: add clips.")
    return Company(found, shown, "" if teacher is None else Teacher.name)


def packed(nets: Sequence[AffectNet], average: Average, model: FaceModel, knee: float) -> AffectWeights:
    """Trained nets as the estimator reads them."""
    return AffectWeights(tuple(layers_of(net) for net in nets), average, model.expression_parity, knee)


def layers_of(net: AffectNet) -> Layers:
    """The weights and biases of a net's layers."""
    return tuple(
        (layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy())
        for layer in (net.enter, net.middle, net.leave)
    )


def _hold_out(company: Company, model: FaceModel, seed: int, recipe: Recipe) -> Job[FoldResults]:
    """Read everyone by a net that never saw them, and find the knee that keeps calm faces calm."""
    people = sorted({clip.person for clip in company.clips} | {photo.person for photo in company.photos})
    calm: list[NDArray[np.float32]] = []
    readings: list[tuple[int, Affect]] = []
    for fold in range(FOLDS):
        unseen = set(people[fold::FOLDS])
        seen = [clip for clip in company.clips if clip.person not in unseen]
        shown = [photo for photo in company.photos if photo.person not in unseen]
        average = average_of(seen)
        nets = yield from learn(seen, shown, model, average, seed, replace(recipe, nets=1))
        reader = BlendshapeEstimator(packed(nets, average, model, 0.0))
        calm += [
            np.linalg.norm(reader.estimate(clip.observed.part(clip.calm)).places, axis=1).astype(np.float32)
            for clip in company.clips
            if clip.person in unseen and len(clip.calm)
        ]
        readings += [
            (photo.label, reader.estimate(photo.observed))
            for photo in company.photos
            if photo.person in unseen
        ]
    return FoldResults(knee_for(calm), calm, readings)


def knee_for(lengths: Sequence[NDArray[np.float32]]) -> float:
    """The least knee with which the median over clips of the median distance is CALM_LENGTH at most."""
    medians = [float(np.median(each)) for each in lengths]
    for knee in KNEES:
        drawn = [(1 + knee) * each * each / max(each + knee, 1e-9) for each in medians]
        if not drawn or np.median(drawn) <= CALM_LENGTH:
            return float(knee)
    return float(KNEES[-1])
