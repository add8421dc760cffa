"""`dfm train face-model`: learn the 3D face model from a folder of clips, measure it on people held out,
and write it with its model card."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.errors import InputError
from dfm.core.faces.alignment import align, to_camera
from dfm.core.faces.canonical import read_canonical_mesh
from dfm.core.faces.fit import fit_track
from dfm.core.faces.model import FaceModel
from dfm.core.jobs import Job, Progress
from dfm.core.training.cards import write_card
from dfm.core.training.dataset import gather, read_faces
from dfm.core.training.face_basis import TrackedFace, learn_face_model

FILE = "face_model.safetensors"
FOLDS = 4


@dataclass(frozen=True)
class HeldOut:
    """Over people the model never saw: residual as % of the face's height, and the share of the
    expression's variance that 30 coefficients explain, and the same by blendshapes alone."""

    residual_percent: float
    explained: float
    by_blendshapes: float


def train(clips: Path, out: Path) -> Job[HeldOut]:
    """Learn from the clips marked `train` and write model and card into the folder `out`."""
    archives = yield from gather(clips)
    faces = list(read_faces(archives))
    people = sorted({face.person for face in faces})
    if len(people) < FOLDS:
        raise InputError(f"{clips} shows {len(people)} people for long enough: at least {FOLDS} are needed.")
    mesh = read_canonical_mesh(weights.find("face_landmarker"))
    results: list[HeldOut] = []
    for fold in range(FOLDS):
        yield Progress("measure on people held out", fold, FOLDS, "folds")
        unseen = set(people[fold::FOLDS])
        model = learn_face_model([face for face in faces if face.person not in unseen], mesh)
        results += [measure(model, face) for face in faces if face.person in unseen]
    yield Progress("learn", 0, 1, "models")
    model = learn_face_model(faces, mesh)
    measured = HeldOut(
        float(np.median([each.residual_percent for each in results])),
        float(np.median([each.explained for each in results])),
        float(np.median([each.by_blendshapes for each in results])),
    )
    out.mkdir(parents=True, exist_ok=True)
    model.save(out / FILE)
    weights.record(out / FILE, "face_model", "trained by dfm train face-model")
    write_card(out / "face_model.md", _card(faces, people, model, measured))
    yield Progress("learn", 1, 1, "models")
    return measured


def measure(model: FaceModel, face: TrackedFace) -> HeldOut:
    """How well a model reconstructs a face's track."""
    fit = fit_track(model, face.points, face.blendshapes, face.pixel_aspect)
    camera = to_camera(face.points, face.pixel_aspect)
    poses = align(camera, fit.neutral, model.rigidity)
    movement = _centred(poses.to_head(camera))
    moved = _centred(fit.poses.to_head(camera))
    by_model = _centred(model.displacement(fit.expression))
    by_shapes = _centred(model.displacement(model.coefficients_of_blendshapes(face.blendshapes)))
    return HeldOut(
        100 * fit.residual,
        1 - float(np.square(moved - by_model).sum() / np.square(moved).sum()),
        1 - float(np.square(movement - by_shapes).sum() / np.square(movement).sum()),
    )


def _centred(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(values - values.mean(axis=0), np.float32)


def _card(faces: list[TrackedFace], people: list[str], model: FaceModel, measured: HeldOut) -> str:
    frames = sum(len(face.points) for face in faces)
    names = "\n".join(f"- {face.clip} ({len(face.points)} frames)" for face in faces)
    return f"""# Face model

A linear 3D face model (3DMM) on the 468-vertex canonical mesh of MediaPipe (Apache-2.0): a mean, an identity
basis of {len(model.identity)} components, an expression basis of {len(model.expression)} components, each
left-right symmetric or antisymmetric, and a linear map from 52 blendshapes to expression coefficients.

- **Made by** `dfm train face-model --clips DIR`, from landmarks of {len(faces)} clips of {len(people)}
  people, {frames} frames, all marked as permissively licensed. No picture and no single frame's landmarks
  are in it.
- **Measured** on people held out ({FOLDS} folds by person, medians over clips): reconstruction error of
  {measured.residual_percent:.2f} % of the face's height (root mean square over
  vertices); {100 * measured.explained:.1f} % of the variance of the expression explained by the coefficients,
  {100 * measured.by_blendshapes:.1f} % by the blendshapes alone.
- **Limits**: it can be no better than the landmarks; depth is the landmark model's guess. Cheek raise, nose
  wrinkle and puffed cheeks hardly occur in what the landmark model reports. Few people, mostly adults.

## Clips

{names}
"""
