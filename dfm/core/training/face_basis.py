"""The arithmetic that turns tracked faces into the 3D face model. It knows nothing of files."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import eigsh

from dfm.core.faces.alignment import align, to_camera
from dfm.core.faces.canonical import CanonicalMesh
from dfm.core.faces.identity import appearance
from dfm.core.faces.model import EXPRESSIONS, FaceModel
from dfm.core.faces.registration import Pictures
from dfm.core.faces.topology import (
    LEFT_BROW,
    LEFT_EYE,
    MESH_VERTICES,
    OUTER_LIPS,
    RIGHT_BROW,
    RIGHT_EYE,
    mirror_permutation,
    mirrored_blendshapes,
)
from dfm.core.faces.unwrap import Unwrapper

FRAMES_A_CLIP = 400
IDENTITIES = 20
RIDGE = 0.002
ROUNDS = 4
FINE_WEIGHT = 2.0
"""How much more than the rest the eyes, brows and lips count in the expression basis."""


@dataclass(frozen=True)
class TrackedFace:
    """One person of one clip: points (N, 478, 3) in raster pixels and blendshapes (N, 52) of the media frames
    `frames` (N,), and textures (T, S, S, 3) of the places `texture_frames` (T,) of that track; `pictures` are
    there where the landmarks are to be laid over the pixels."""

    clip: str
    person: str
    points: NDArray[np.float32]
    blendshapes: NDArray[np.float32]
    pixel_aspect: float
    textures: NDArray[np.uint8]
    texture_frames: NDArray[np.int64]
    frames: NDArray[np.int32]
    pictures: Pictures | None = None


@dataclass
class _Clip:
    camera: NDArray[np.float32]
    blendshapes: NDArray[np.float32]
    neutral: NDArray[np.float32]
    residual: NDArray[np.float32]
    turn: NDArray[np.float32]


def learn_face_model(faces: list[TrackedFace], mesh: CanonicalMesh) -> FaceModel:
    """Mean, identity and expression bases of the faces, all symmetric or antisymmetric."""
    mirror = mirror_permutation(mesh.vertices)
    twins = mirrored_blendshapes()
    clips = [_thinned(face, mesh) for face in faces]
    effect = np.zeros((52 + 4, MESH_VERTICES * 3), np.float64)
    for _ in range(ROUNDS):
        for clip in clips:
            _realign(clip, effect, mesh.rigidity)
        effect = _regress(clips, mirror, twins)
    for clip in clips:
        _realign(clip, effect, mesh.rigidity)
    expression, parity = _expression_basis(clips, effect, mirror)
    mean, identity = _identity_basis([clip.neutral for clip in clips], mirror)
    blendshape_map, blendshape_scale = _blendshape_map(clips, expression, effect)
    return FaceModel(
        mean=mean,
        identity=identity,
        expression=expression,
        expression_parity=parity,
        blendshape_map=blendshape_map,
        blendshape_scale=blendshape_scale,
        uv=mesh.uv,
        triangles=mesh.triangles,
        rigidity=mesh.rigidity,
        appearance=_common_look(faces, mesh),
    )


def _common_look(faces: list[TrackedFace], mesh: CanonicalMesh) -> NDArray[np.float32]:
    """What all faces' appearance descriptors share (1024,)."""
    shown = [face.textures for face in faces if len(face.textures)]
    coverage = {size: Unwrapper(mesh, size).coverage for size in {textures.shape[1] for textures in shown}}
    looks = [appearance(textures, coverage[textures.shape[1]])[:-3] for textures in shown]
    return np.asarray(np.mean(looks, axis=0), np.float32)


def _thinned(face: TrackedFace, mesh: CanonicalMesh) -> _Clip:
    step = max(len(face.points) // FRAMES_A_CLIP, 1)
    camera = to_camera(face.points[::step], face.pixel_aspect)
    empty = np.zeros((len(camera), MESH_VERTICES, 3), np.float32)
    return _Clip(
        camera, face.blendshapes[::step], mesh.vertices, empty, np.zeros((len(camera), 4), np.float32)
    )


def _features(clip: _Clip) -> NDArray[np.float64]:
    return np.hstack([clip.blendshapes, clip.turn]).astype(np.float64)


def _realign(clip: _Clip, effect: NDArray[np.float64], rigidity: NDArray[np.float32]) -> None:
    """Pose, neutral and residual of a clip under the present guess of the blendshapes' effect."""
    moved = (_features(clip) @ effect).reshape(-1, MESH_VERTICES, 3).astype(np.float32)
    poses = align(clip.camera, clip.neutral + moved, rigidity)
    head = poses.to_head(clip.camera)
    turn = poses.yaw_pitch_roll()[:, :2] / 30
    clip.turn = np.hstack([turn, np.square(turn)]).astype(np.float32)
    moved = (_features(clip) @ effect).reshape(-1, MESH_VERTICES, 3).astype(np.float32)
    clip.neutral = np.asarray(np.median(head - moved, axis=0), np.float32)
    clip.residual = head - clip.neutral


def _regress(clips: list[_Clip], mirror: NDArray[np.int64], twins: NDArray[np.int64]) -> NDArray[np.float64]:
    """Ridge regression (56, 468 * 3) of shape on blendshapes and head turn within clips, mirror-augmented."""
    size = len(_features(clips[0])[0])
    gram = np.zeros((size, size))
    cross = np.zeros((size, MESH_VERTICES * 3))
    flip_turn = np.array([-1.0, 1.0, 1.0, 1.0])
    for clip in clips:
        inputs, outputs = _features(clip), clip.residual
        mirrored = np.hstack([inputs[:, twins], inputs[:, 52:] * flip_turn])
        mirrored_outputs = outputs[:, mirror] * np.array([-1, 1, 1], np.float32)
        for x, y in ((inputs, outputs), (mirrored, mirrored_outputs)):
            x = x - x.mean(0)
            flat = (y - y.mean(0)).reshape(len(y), -1).astype(np.float64)
            gram += x.T @ x / len(x)
            cross += x.T @ flat / len(x)
    gram, cross = gram / (2 * len(clips)), cross / (2 * len(clips))
    return np.asarray(np.linalg.solve(gram + RIDGE * np.eye(size), cross))


def _expression_basis(
    clips: list[_Clip], effect: NDArray[np.float64], mirror: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The 30 strongest symmetric and antisymmetric components, scaled to unit deviation."""
    fine = [*LEFT_BROW, *RIGHT_BROW, *LEFT_EYE, *RIGHT_EYE, *OUTER_LIPS]
    weights = np.ones(MESH_VERTICES, np.float32)
    weights[fine] = FINE_WEIGHT
    covariance = {1.0: np.zeros((1404, 1404)), -1.0: np.zeros((1404, 1404))}
    for clip in clips:
        turned = (clip.turn.astype(np.float64) @ effect[52:]).reshape(clip.residual.shape)
        centred = (clip.residual - turned).astype(np.float64)
        mirrored = centred[:, mirror] * np.array([-1, 1, 1])
        for parity, total in covariance.items():
            part = ((centred + parity * mirrored) / 2 * weights[:, None]).reshape(len(centred), -1)
            total += part.T @ part / len(part) / len(clips)
    found: list[tuple[float, float, NDArray[np.float64]]] = []
    for parity, total in covariance.items():
        start = np.random.default_rng(0).normal(size=len(total))
        values, vectors = eigsh(total, EXPRESSIONS, v0=start)  # a tenth of the time of all 1404
        found += [(value, parity, vector) for value, vector in zip(values, vectors.T, strict=True)]
    found.sort(key=lambda entry: -entry[0])
    chosen = found[:EXPRESSIONS]
    basis = np.stack([np.sqrt(max(v, 0.0)) * vector for v, _, vector in chosen]).reshape(EXPRESSIONS, -1, 3)
    basis /= weights[None, :, None]
    peaks = np.take_along_axis(basis.reshape(EXPRESSIONS, -1), _peaks(basis)[:, None], axis=1)
    basis *= np.sign(peaks)[..., None]  # a solver is free in the sign, a file should not be
    return basis.astype(np.float32), np.array([parity for _, parity, _ in chosen], np.float32)


def _peaks(basis: NDArray[np.float64]) -> NDArray[np.int64]:
    """Where each component is largest (K,), the first of two mirrored places."""
    size = np.abs(basis.reshape(len(basis), -1))
    return np.asarray((size > size.max(axis=1, keepdims=True) * (1 - 1e-6)).argmax(axis=1), np.int64)


def _identity_basis(
    neutrals: list[NDArray[np.float32]], mirror: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    shapes = np.stack(neutrals).astype(np.float64)
    both = np.concatenate([shapes, shapes[:, mirror] * np.array([-1, 1, 1])])
    mean = both.mean(0)
    flat = (both - mean).reshape(len(both), -1)
    _, spread, rows = np.linalg.svd(flat, full_matrices=False)
    count = min(IDENTITIES, len(neutrals))
    basis = rows[:count] * (spread[:count, None] / np.sqrt(len(both)))
    return mean.astype(np.float32), basis.reshape(count, -1, 3).astype(np.float32)


def _blendshape_map(
    clips: list[_Clip], expression: NDArray[np.float32], effect: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Coefficients (30, 52) of a unit of each blendshape, and each one's observed range (52,)."""
    basis = expression.reshape(len(expression), -1).astype(np.float64)
    weights = np.linalg.solve(basis @ basis.T, basis @ effect[:52].T)
    strong = np.stack([np.percentile(clip.blendshapes, 95, axis=0) for clip in clips])
    return weights.astype(np.float32), np.percentile(strong, 90, axis=0).astype(np.float32)
