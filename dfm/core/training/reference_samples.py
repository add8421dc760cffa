"""Samples of the reference net: what the layers of a task show, and what the target frame shows.

A sample is 43 planes of 256 x 256 bytes: of each of 7 layers R, G, B, stretch, facing; the code (3), the
face, the truth (3), and how much each pixel matters. Layers are made by the renderers' own functions.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation.crops import moved, similarity
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import LEFT_EYE, OUTER_LIPS, RIGHT_EYE
from dfm.core.media.picture import Region
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.layers import LARGEST_STRETCH, Layers, evened, layers, window_of
from dfm.core.render.renderer import FaceFrame
from dfm.core.training.reference_frames import Frames
from dfm.core.training.reference_pairs import REFERENCES, Task

SIDE = 256
LAYERS = REFERENCES + 1
PLANES = 5 * LAYERS + 8
VERSION = 6
"""Counts up when samples come to be made otherwise."""
RING, FACE, FEATURE = 16, 85, 255
"""How much a pixel of the ring, of the face, and of mouth and eyes matters, of 255."""


@dataclass(frozen=True)
class Sample:
    """Planes (43, 256, 256), and the centres (3, 2) of mouth, right and left eye: column, row."""

    planes: NDArray[np.uint8]
    centres: NDArray[np.float32]


def make_sample(model: FaceModel, instant: InstantRenderer, frames: Frames, task: Task) -> Sample:
    """Draw the layers of a task."""
    target = frames.points[task.target]
    laid = similarity(frames.points[task.source], target)
    own_points = moved(frames.points[task.source], laid)
    size = frames.pictures.shape[2:0:-1]
    aligned = cv2.warpAffine(frames.pictures[task.source], laid, size, borderMode=cv2.BORDER_REPLICATE)
    change = frames.expression[task.target] - frames.expression[task.source]
    own = _drawn(instant, aligned.astype(np.float32), FaceFrame(own_points, target, change, 1.0))
    window = window_of(target)
    references = [frames.points[place] for place in task.references]
    shown = layers(model, [own_points, *references], target, window, SIDE)
    rgb = [_window(own, window)]
    rgb += [
        cv2.remap(frames.pictures[place], shown.x[k], shown.y[k], cv2.INTER_LINEAR).astype(np.float32)
        for k, place in enumerate(task.references, 1)
    ]
    even, _ = evened(np.stack(rgb), shown)
    truth = _window(frames.pictures[task.target].astype(np.float32), window)
    local = (target[:, :2] + 0.5 - np.array(window[:2])) * (SIDE / window[2]) - 0.5
    return Sample(_planes(even, shown, truth, importance(shown, local)), _centres(local))


def importance(shown: Layers, points: NDArray[np.floating]) -> NDArray[np.uint8]:
    """How much each pixel of the window (256, 256) matters; points (>= 468, 2) in its pixels."""
    out = np.where(shown.face, FACE, np.where(shown.covered, RING, 0)).astype(np.uint8)
    marked = np.zeros_like(out)
    for outline in (OUTER_LIPS_RING, RIGHT_EYE, LEFT_EYE):
        cv2.fillPoly(marked, [np.round(points[list(outline)]).astype(np.int32)], 255)
    around = cv2.dilate(marked, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    out[(around > 0) & shown.face] = FEATURE
    return out


OUTER_LIPS_RING = (*OUTER_LIPS[:11], *reversed(OUTER_LIPS[11:]))
"""The outline of the mouth, in order."""


def _drawn(instant: InstantRenderer, rgb: NDArray[np.float32], face: FaceFrame) -> NDArray[np.float32]:
    """A square picture (S, S, 3) in which `instant` drew the face."""
    region: Region | None = instant.region(face, rgb.shape[1], rgb.shape[0])
    if region is None:
        return rgb
    window = (slice(region.y, region.y + region.height), slice(region.x, region.x + region.width))
    drawn = instant.render(rgb[window], region, face)
    out = rgb.copy()
    out[window] += drawn.mask[..., None] * (drawn.rgb - out[window])
    return out


def _window(rgb: NDArray[np.float32], window: tuple[float, float, float]) -> NDArray[np.float32]:
    """The window's pixels (256, 256, 3) of a picture."""
    left, top, side = window
    step = side / SIDE
    matrix = np.array([[step, 0, left + step / 2 - 0.5], [0, step, top + step / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    picture = cv2.warpAffine(rgb, matrix, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(picture, np.float32)


def _planes(
    even: NDArray[np.float32], shown: Layers, truth: NDArray[np.float32], weight: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    out = np.empty((PLANES, SIDE, SIDE), np.uint8)
    each = out[: 5 * LAYERS].reshape(LAYERS, 5, SIDE, SIDE)
    each[:, :3] = np.clip(even + 0.5, 0, 255).transpose(0, 3, 1, 2)
    each[:, 3] = (shown.stretch + LARGEST_STRETCH) * (255 / 2 / LARGEST_STRETCH) + 0.5
    each[:, 4] = np.ceil(shown.facing * 255)
    out[-8:-5] = (shown.code * 255 + 0.5).transpose(2, 0, 1)
    out[-5] = shown.face * 255
    out[-4:-1] = np.clip(truth + 0.5, 0, 255).transpose(2, 0, 1)
    out[-1] = weight
    return out


def _centres(points: NDArray[np.floating]) -> NDArray[np.float32]:
    parts = (OUTER_LIPS, RIGHT_EYE, LEFT_EYE)
    return np.array([points[list(part)].mean(axis=0) for part in parts], np.float32)
