"""The canonical mesh inside the landmark model's file."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.errors import MissingWeights
from dfm.core.faces.canonical import CanonicalMesh, read_canonical_mesh
from dfm.core.faces.topology import CHIN, FACE_OVAL, FOREHEAD_TOP, LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS


@pytest.fixture(scope="module")
def mesh() -> CanonicalMesh:
    return read_canonical_mesh(weights.find("face_landmarker"))


def test_it_has_the_documented_size(mesh: CanonicalMesh) -> None:
    assert mesh.vertices.shape == (468, 3)
    assert mesh.uv.shape == (468, 2)
    assert mesh.triangles.shape == (898, 3)
    assert mesh.rigidity.shape == (468,)
    assert set(mesh.triangles.ravel()) == set(range(468))


def test_directions_are_x_right_y_up_z_to_the_viewer(mesh: CanonicalMesh) -> None:
    at = mesh.vertices
    assert at[FOREHEAD_TOP, 1] > at[CHIN, 1] + 10
    assert at[LEFT_EYE_CORNERS[0], 0] > 3  # the person's left is on the viewer's right
    assert at[RIGHT_EYE_CORNERS[0], 0] < -3
    assert at[4, 2] > at[FACE_OVAL[8], 2] + 5  # the nose tip stands out
    assert mesh.uv[FOREHEAD_TOP, 1] < mesh.uv[CHIN, 1]  # v runs down


def test_rigid_vertices_are_few_and_not_on_the_lips(mesh: CanonicalMesh) -> None:
    assert (mesh.rigidity >= 0).all()
    assert 10 < np.count_nonzero(mesh.rigidity) < 60
    assert not mesh.rigidity[[13, 14, 61, 291, 17]].any()


def test_texture_coordinates_lie_in_the_unit_square(mesh: CanonicalMesh) -> None:
    assert mesh.uv.min() >= 0
    assert mesh.uv.max() <= 1
    corners = mesh.uv[mesh.triangles]
    (ax, ay), (bx, by) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    area = ax * by - ay * bx
    assert (np.sign(area) == np.sign(area[0])).mean() > 0.99  # nearly nothing is folded over


@pytest.mark.parametrize("kind", ["missing", "garbage", "other zip"])
def test_another_file_is_told_with_the_remedy(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "face_landmarker.task"
    if kind == "garbage":
        path.write_bytes(b"not a zip at all")
    elif kind == "other zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("something", "else")
    with pytest.raises(MissingWeights, match="dfm models fetch face_landmarker") as failure:
        read_canonical_mesh(path)
    assert str(path) in str(failure.value)
    assert failure.value.exit_code == 4
