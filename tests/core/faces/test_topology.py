"""Lists of vertices and blendshapes, checked against the shape that they name."""

import numpy as np
import pytest

from dfm.core.faces import topology as t
from dfm.core.faces.model import FaceModel

PAIRS = [
    (t.RIGHT_EYE, t.LEFT_EYE),
    (t.RIGHT_UPPER_LID, t.LEFT_UPPER_LID),
    (t.RIGHT_LOWER_LID, t.LEFT_LOWER_LID),
    (t.RIGHT_EYE_CORNERS, t.LEFT_EYE_CORNERS),
    (t.RIGHT_BROW, t.LEFT_BROW),
]
WHOLE = [t.INNER_LIPS, t.OUTER_LIPS, t.FACE_OVAL, t.UPPER_INNER_LIP, t.LOWER_INNER_LIP, t.NOSE_BASE]


@pytest.mark.parametrize(("right", "left"), PAIRS)
def test_left_is_the_mirror_image_of_right(
    model: FaceModel, right: tuple[int, ...], left: tuple[int, ...]
) -> None:
    assert tuple(model.mirror[list(right)]) == left
    assert (model.mean[list(right), 0] < 0).all()


@pytest.mark.parametrize("vertices", WHOLE)
def test_what_lies_across_the_middle_is_its_own_mirror_image(
    model: FaceModel, vertices: tuple[int, ...]
) -> None:
    assert set(model.mirror[list(vertices)]) == set(vertices)
    assert len(set(vertices)) == len(vertices)


@pytest.mark.parametrize("outline", [t.RIGHT_EYE, t.LEFT_EYE, t.INNER_LIPS, t.OUTER_LIPS, t.FACE_OVAL])
def test_outlines_follow_edges_of_the_mesh(model: FaceModel, outline: tuple[int, ...]) -> None:
    edges = {frozenset((int(a[i]), int(a[j]))) for a in model.triangles for i, j in ((0, 1), (1, 2), (2, 0))}
    steps = zip(outline, (*outline[1:], outline[0]), strict=True)
    assert all(frozenset(step) in edges for step in steps)


def test_upper_lies_above_lower(model: FaceModel) -> None:
    height = model.mean[:, 1]
    for upper, lower in (
        (t.RIGHT_UPPER_LID, t.RIGHT_LOWER_LID),
        (t.UPPER_OUTER_LIP, t.LOWER_OUTER_LIP),
        (t.UPPER_INNER_LIP, t.LOWER_INNER_LIP),
    ):
        assert (height[list(upper)] >= height[list(lower)] - 0.02).all()


def test_mirroring_twice_is_nothing(model: FaceModel) -> None:
    np.testing.assert_array_equal(model.mirror[model.mirror], np.arange(468))
    twins = t.mirrored_blendshapes()
    np.testing.assert_array_equal(twins[twins], np.arange(52))


def test_blendshapes_are_the_models_own(backend_blendshapes: tuple[str, ...]) -> None:
    assert tuple(name.lstrip("_") for name in backend_blendshapes) == t.BLENDSHAPES


@pytest.fixture
def backend_blendshapes(portrait: np.ndarray) -> tuple[str, ...]:
    """The names that the landmark model itself gives."""
    from mediapipe import Image, ImageFormat
    from mediapipe.tasks.python import BaseOptions, vision

    from dfm.core import weights

    options = vision.FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=weights.find("face_landmarker").read_bytes()),
        output_face_blendshapes=True,
    )
    with vision.FaceLandmarker.create_from_options(options) as landmarker:
        found = landmarker.detect(Image(image_format=ImageFormat.SRGB, data=portrait))
    return tuple(category.category_name for category in found.face_blendshapes[0])
