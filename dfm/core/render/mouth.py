"""What shows when a mouth opens wider than the frame ever showed: a dim cavity and the upper teeth.

Painted only where the target's lips part much further than the frame's own, and only as strongly.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import FACE_OVAL, INNER_LIPS, LOWER_INNER_LIP, UPPER_INNER_LIP
from dfm.core.media.picture import Region
from dfm.core.render.renderer import FaceFrame

SHADE = np.array([0.30, 0.15, 0.14], np.float32)
"""Colour of the cavity over the face's mean colour."""
TEETH = np.array([0.90, 0.84, 0.76], np.float32)
"""Colour of teeth over the brightness of well lit skin: they stand in the lips' shadow."""
TONGUE = np.array([0.62, 0.36, 0.36], np.float32)
"""Colour of the tongue over the mean colour of the skin."""
SMALLEST_GAP = 0.008
"""Openings below this share of the face's height show nothing new."""
BORNE = 0.6
"""Borrowed mouths that are open by less than this share of the wanted gap show teeth that are too long."""
TEETH_LENGTH = 0.045
SUPER = 4


def paint_cavity(out: NDArray[np.float32], rgb: NDArray[np.float32], region: Region, face: FaceFrame) -> None:
    """Paint into `out` (H, W, 3), the warped picture, using colours of the frame's own `rgb`."""
    strength = _strength(face)
    if strength <= 0.01:
        return
    place = np.array([region.x, region.y], np.float32)
    outline = face.target[list(INNER_LIPS), :2] - place
    left, top = np.maximum(np.floor(outline.min(0)).astype(int) - 2, 0)
    right, bottom = np.minimum(np.ceil(outline.max(0)).astype(int) + 3, [out.shape[1], out.shape[0]])
    if right - left < 3 or bottom - top < 3:
        return
    corner = np.array([left, top], np.float32)
    size = (int(right - left), int(bottom - top))
    inside = _soft_polygon(outline - corner, size)
    colour = _mean_skin(rgb, face.points, place)
    paint = _cavity(face, place + corner, size, colour)
    share = (inside * strength)[..., None]
    window = out[top:bottom, left:right]
    window += share * (paint - window)


def _strength(face: FaceFrame) -> float:
    """0 where the frame's own opening can be stretched to the target's, 1 where it cannot."""
    own, wanted = (_gap(points) for points in (face.points, face.target))
    oval = face.points[list(FACE_OVAL), 1]
    height = float(np.ptp(oval)) + 1e-6
    return _present(wanted / height) * float(np.clip((0.72 - own / max(wanted, 1e-6)) / 0.3, 0, 1))


def stretch_borne(points: NDArray[np.float32], target: NDArray[np.float32]) -> float:
    """How well a mouth that lies at these points (478, 3) can be stretched to that of a target: 1 where it is
    open as far or nearly, 0 where its teeth would become strands."""
    own, wanted = (_gap(each) / (float(np.ptp(each[list(FACE_OVAL), 1])) + 1e-6) for each in (points, target))
    return 1 - _present(wanted) * float(np.clip((BORNE - own / max(wanted, 1e-6)) / 0.25, 0, 1))


def _present(gap: float) -> float:
    """How much of a gap (of the face's height) there is to show something in."""
    return float(np.clip((gap - SMALLEST_GAP) / SMALLEST_GAP, 0, 1))


def _gap(points: NDArray[np.float32]) -> float:
    upper, lower = points[list(UPPER_INNER_LIP[2:7]), :2], points[list(LOWER_INNER_LIP[2:7]), :2]
    return float(np.linalg.norm(upper - lower, axis=1).mean())


def _soft_polygon(outline: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Anti-aliased inside (H, W) of a polygon, shrunk a little so that lips keep their edge."""
    big = np.zeros((size[1] * SUPER, size[0] * SUPER), np.uint8)
    cv2.fillPoly(big, [np.round(outline * SUPER).astype(np.int32)], 255)
    reach = max(float(np.ptp(outline[:, 1])) * 0.12, 0.7)
    soft = cv2.resize(big, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    blurred = cv2.GaussianBlur(soft, (0, 0), reach)
    return np.asarray(np.clip((blurred - 0.35) / 0.5, 0, 1), np.float32)


def _mean_skin(
    rgb: NDArray[np.float32], points: NDArray[np.float32], place: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Mean colour of both cheeks and the chin."""
    at = np.round(points[[50, 280, 101, 330, 199], :2] - place).astype(int)
    rows = np.clip(at[:, 1], 0, rgb.shape[0] - 1)
    columns = np.clip(at[:, 0], 0, rgb.shape[1] - 1)
    return np.asarray(rgb[rows, columns].mean(0), np.float32)


def _cavity(
    face: FaceFrame, place: NDArray[np.float32], size: tuple[int, int], skin: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The mouth's inside (H, W, 3): darker with depth, with the upper teeth hanging from the skull."""
    upper = face.target[list(UPPER_INNER_LIP), :2] - place
    lower = face.target[list(LOWER_INNER_LIP), :2] - place
    columns, rows = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    line = (
        np.interp(columns[0], upper[:, 0], upper[:, 1]) if upper[0, 0] < upper[-1, 0] else upper[:, 1].mean()
    )
    height = float(np.ptp(face.points[list(FACE_OVAL), 1]))
    opening = max(float(lower[:, 1].max() - upper[:, 1].min()), 1.0)
    depth = np.clip((rows - line) / opening, 0, 1)
    middle, half = upper[:, 0].mean(), float(np.ptp(upper[:, 0])) / 2 + 1e-6
    across = (columns - middle) / half
    dark = skin * SHADE * (1 - 0.45 * np.sin(np.pi * np.clip(depth * 0.9 + 0.1, 0, 1)))[..., None]
    tongue = np.clip((depth - 0.62 - 0.3 * across**2) / 0.25, 0, 1) * np.clip(1.1 - across**2, 0, 1)
    dark += (0.75 * tongue)[..., None] * (skin * TONGUE - dark)
    length = np.minimum(TEETH_LENGTH * height * (1 - 0.35 * across**2), 0.45 * opening)
    soft = max(0.009 * height, 0.8)
    teeth = np.clip((length - (rows - line)) / soft, 0, 1) * np.clip((0.86 - np.abs(across)) / 0.2, 0, 1)
    light = (0.55 * float(skin.max()) + 0.45 * skin) * TEETH * (1 - 0.35 * across**2)[..., None]
    shadow = np.clip(0.55 + (rows - line) / max(length.max(), 1) * 0.6, 0.5, 1)[..., None]
    return np.asarray(dark + teeth[..., None] * 0.85 * (light * shadow - dark), np.float32)
