"""Which vertex of the 468-vertex face mesh (and of its 478-point extension with irises) is what.

Right and left are the person's own. The index lists follow MediaPipe's face mesh.
"""

import numpy as np
from numpy.typing import NDArray

MESH_VERTICES = 468
POINTS = 478

UPPER_INNER_LIP = (191, 80, 81, 82, 13, 312, 311, 310, 415)
LOWER_INNER_LIP = (95, 88, 178, 87, 14, 317, 402, 318, 324)
INNER_LIP_CORNERS = (78, 308)
INNER_LIPS = (78, *UPPER_INNER_LIP, 308, *reversed(LOWER_INNER_LIP))
UPPER_OUTER_LIP = (185, 40, 39, 37, 0, 267, 269, 270, 409)
LOWER_OUTER_LIP = (146, 91, 181, 84, 17, 314, 405, 321, 375)
OUTER_LIP_CORNERS = (61, 291)
OUTER_LIPS = (61, *UPPER_OUTER_LIP, 291, *reversed(LOWER_OUTER_LIP))

RIGHT_UPPER_LID = (246, 161, 160, 159, 158, 157, 173)
RIGHT_LOWER_LID = (7, 163, 144, 145, 153, 154, 155)
RIGHT_EYE_CORNERS = (33, 133)
LEFT_UPPER_LID = (466, 388, 387, 386, 385, 384, 398)
LEFT_LOWER_LID = (249, 390, 373, 374, 380, 381, 382)
LEFT_EYE_CORNERS = (263, 362)
RIGHT_EYE = (33, *RIGHT_UPPER_LID, 133, *reversed(RIGHT_LOWER_LID))
LEFT_EYE = (263, *LEFT_UPPER_LID, 362, *reversed(LEFT_LOWER_LID))

RIGHT_IRIS = (468, 469, 470, 471, 472)
LEFT_IRIS = (473, 474, 475, 476, 477)

RIGHT_BROW = (70, 63, 105, 66, 107, 46, 53, 52, 65, 55)
LEFT_BROW = (300, 293, 334, 296, 336, 276, 283, 282, 295, 285)

NOSE_BASE = (129, 49, 220, 45, 4, 275, 440, 279, 358, 327, 326, 2, 97, 98)

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
FOREHEAD_TOP = 10
CHIN = 152

BLENDSHAPES = (
    "neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft", "eyeBlinkRight", "eyeLookDownLeft",
    "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight", "eyeLookOutLeft", "eyeLookOutRight",
    "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight",
    "jawForward", "jawLeft", "jawOpen", "jawRight", "mouthClose", "mouthDimpleLeft", "mouthDimpleRight",
    "mouthFrownLeft", "mouthFrownRight", "mouthFunnel", "mouthLeft", "mouthLowerDownLeft",
    "mouthLowerDownRight", "mouthPressLeft", "mouthPressRight", "mouthPucker", "mouthRight",
    "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthSmileLeft",
    "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight", "mouthUpperUpLeft", "mouthUpperUpRight",
    "noseSneerLeft", "noseSneerRight",
)  # fmt: skip
"""The 52 blendshapes in the order in which the landmark model returns them."""


def mirror_permutation(vertices: NDArray[np.float32]) -> NDArray[np.int64]:
    """For each vertex of a symmetric mesh (V, 3), the index of its left-right twin (V,)."""
    mirrored = vertices * np.array([-1, 1, 1], np.float32)
    distance = np.linalg.norm(vertices[:, None] - mirrored[None], axis=2)
    return np.asarray(distance.argmin(axis=1), dtype=np.int64)


def mirrored_blendshapes() -> NDArray[np.int64]:
    """For each blendshape, the index of its left-right twin (52,)."""

    def twin(name: str) -> str:
        if name.endswith("Left"):
            return name[:-4] + "Right"
        return name[:-5] + "Left" if name.endswith("Right") else name

    return np.array([BLENDSHAPES.index(twin(name)) for name in BLENDSHAPES])
