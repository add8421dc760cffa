"""FAN behind the backends' protocol: the package's boundary is fed with points of a real face."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.analyze import open_backend
from dfm.core.errors import MissingWeights
from dfm.core.faces.fan import FanBackend, load_aligner
from dfm.core.faces.landmarks import LandmarkBackend, Landmarks, MediaPipeBackend
from dfm.core.faces.lift import VERTICES
from dfm.core.faces.model import FaceModel
from dfm.core.faces.search import box_of
from dfm.core.faces.topology import CHIN, FOREHEAD_TOP
from dfm.core.faces.tracking import FaceTracker, Tracklet

FILES = ("s3fd", "fan_3d", "fan_depth")


class StandInDetector:
    """Sees boxes that were written down before."""

    def __init__(self, boxes: list[tuple[float, ...]]) -> None:
        self._boxes = boxes

    def detect_from_image(self, tensor_or_path: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        assert tensor_or_path.flags.c_contiguous
        return [np.array(box, np.float32) for box in self._boxes]


class StandInAligner:
    """What face_alignment.FaceAlignment gives: points with the depth growing towards the viewer."""

    def __init__(self, boxes: list[tuple[float, ...]], points: NDArray[np.float32]) -> None:
        self.face_detector = StandInDetector(boxes)
        self._points = points * np.array([1, 1, -1], np.float32)
        self.asked: list[NDArray[np.float32]] = []

    def get_landmarks_from_image(
        self, image_or_path: NDArray[np.uint8], detected_faces: list[NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        self.asked += detected_faces
        return [self._points for _ in detected_faces]


@pytest.fixture
def sparse(portrait_face: Landmarks) -> NDArray[np.float32]:
    """The portrait's 68 points."""
    return np.stack([portrait_face.points[list(vertices)].mean(axis=0) for vertices in VERTICES])


def test_landmarks_are_the_whole_face(
    model: FaceModel, portrait: NDArray[np.uint8], portrait_face: Landmarks, sparse: NDArray[np.float32]
) -> None:
    backend: LandmarkBackend = FanBackend(model, StandInAligner([(75, 65, 180, 185, 0.99)], sparse))
    found = backend.landmarks(portrait)
    assert found is not None
    height = np.linalg.norm(portrait_face.points[FOREHEAD_TOP, :2] - portrait_face.points[CHIN, :2])
    error = np.linalg.norm(found.points - portrait_face.points, axis=1) / height
    assert error.max() < 0.04
    backend.close()


def test_the_face_in_the_middle_of_the_crop_is_meant(
    model: FaceModel, portrait: NDArray[np.uint8], sparse: NDArray[np.float32]
) -> None:
    middle = (80, 70, 180, 190, 0.8)
    aligner = StandInAligner([(0, 0, 60, 60, 0.99), (60, 100, 250, 250, 0.95), middle], sparse)
    assert FanBackend(model, aligner).landmarks(portrait) is not None
    np.testing.assert_allclose(aligner.asked, [middle])


@pytest.mark.parametrize("boxes", [[], [(0, 0, 60, 60, 0.99)], [(80, 70, 180, 190, 0.3)]])
def test_no_face_in_the_middle_is_none(
    model: FaceModel,
    portrait: NDArray[np.uint8],
    sparse: NDArray[np.float32],
    boxes: list[tuple[float, ...]],
) -> None:
    aligner = StandInAligner(boxes, sparse)
    assert FanBackend(model, aligner).landmarks(portrait) is None
    assert aligner.asked == []


def test_points_that_are_no_numbers_are_no_face(
    model: FaceModel, portrait: NDArray[np.uint8], sparse: NDArray[np.float32]
) -> None:
    aligner = StandInAligner([(80, 70, 180, 190, 0.9)], np.full_like(sparse, np.nan))
    assert FanBackend(model, aligner).landmarks(portrait) is None


def test_found_boxes_are_left_top_width_height(
    model: FaceModel, portrait: NDArray[np.uint8], sparse: NDArray[np.float32]
) -> None:
    aligner = StandInAligner([(10, 20, 50, 80, 0.9), (100, 30, 150, 90, 0.2)], sparse)
    (face,) = FanBackend(model, aligner).find(portrait[:, ::-1])
    assert (face.left, face.top, face.width, face.height) == (10, 20, 40, 60)
    assert face.score == pytest.approx(0.9)


def test_closed_it_is_not_used_any_more(model: FaceModel, sparse: NDArray[np.float32]) -> None:
    backend = FanBackend(model, StandInAligner([], sparse))
    backend.close()
    with pytest.raises(ValueError, match="closed"):
        backend.find(np.zeros((64, 64, 3), np.uint8))


class SeeingAligner:
    """Stands in for the package with eyes of its own: those of the other backend."""

    def __init__(self, other: MediaPipeBackend) -> None:
        self._other = other

    @property
    def face_detector(self) -> "SeeingAligner":
        return self

    def detect_from_image(self, tensor_or_path: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        return [
            np.array([box.left, box.top, box.left + box.width, box.top + box.height, 0.9], np.float32)
            for box in self._other.find(tensor_or_path)
        ]

    def get_landmarks_from_image(
        self, image_or_path: NDArray[np.uint8], detected_faces: list[NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        found = self._other.landmarks(image_or_path)
        if found is None:
            return [np.full((68, 3), np.nan, np.float32)]
        points = [found.points[list(vertices)].mean(axis=0) for vertices in VERTICES]
        return [np.stack(points) * np.array([1, 1, -1], np.float32)]


def test_the_tracker_follows_a_face_by_it_as_by_the_default(
    model: FaceModel,
    backend: MediaPipeBackend,
    portrait: NDArray[np.uint8],
    as_frame: Callable[[NDArray[np.uint8]], av.VideoFrame],
) -> None:
    def follow(detector: LandmarkBackend) -> Tracklet:
        tracker = FaceTracker(detector, rotation=0, pixel_aspect=Fraction(1))
        for index in range(4):
            tracker.push(index, as_frame(np.roll(portrait, 3 * index, axis=1)), cut=False)
        (tracklet,) = tracker.finish()
        return tracklet

    one, other = follow(FanBackend(model, SeeingAligner(backend))), follow(backend)
    assert one.frames == other.frames == [0, 1, 2, 3]
    height = box_of(other.points[0]).height
    for mine, theirs in zip(one.points, other.points, strict=True):
        assert np.linalg.norm((mine - theirs)[:, :2], axis=1).max() < 0.05 * height


@pytest.fixture
def no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that never fetched any weights; returns the folder that would keep them."""
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    return tmp_path / "cache" / "weights"


def test_missing_weights_are_told_before_anything_is_downloaded(
    model: FaceModel, no_weights: Path, tmp_path: Path
) -> None:
    with pytest.raises(MissingWeights, match="run `dfm models fetch s3fd`") as failure:
        FanBackend(model)
    assert failure.value.exit_code == 4
    with pytest.raises(MissingWeights), open_backend("fan", model):
        pass
    assert not (tmp_path / "torch").exists()


def test_weights_with_the_wrong_hash_are_refused(model: FaceModel, no_weights: Path) -> None:
    no_weights.mkdir(parents=True)
    path = no_weights / weights.row("s3fd").file
    path.write_bytes(b"anything")
    with pytest.raises(MissingWeights, match="SHA-256") as failure:
        FanBackend(model)
    assert str(path) in str(failure.value)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Checkpoints of the package's own nets in their form, with nothing learned."""
    import torch
    from face_alignment.detection.sfd.net_s3fd import s3fd
    from face_alignment.models import FAN, ResNetDepth

    folder = tmp_path_factory.mktemp("nets")
    paths = {name: folder / f"{name}.pth" for name in FILES}

    def states(net: Any) -> dict[str, Any]:
        return {name: torch.zeros(value.shape, dtype=torch.half) for name, value in net.state_dict().items()}

    with torch.device("meta"):  # shapes alone
        nets = s3fd(), FAN(4), ResNetDepth()
    detector, fan, depth = (states(net) for net in nets)
    torch.save(detector, paths["s3fd"])
    torch.save(fan, paths["fan_3d"])
    prefixed = {f"module.{name}": value for name, value in depth.items()}
    torch.save({"state_dict": prefixed, "epoch": 7, "best": np.float64(0.5)}, paths["fan_depth"])
    yield paths
    for path in paths.values():
        path.unlink()


def test_checkpoints_of_the_packages_nets_are_loaded(untrained: dict[str, Path], model: FaceModel) -> None:
    aligner = load_aligner(*(untrained[name] for name in FILES))
    assert FanBackend(model, aligner).find(np.zeros((64, 64, 3), np.uint8)) == []


class Tempting:
    """What a malicious checkpoint would run."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, ("raise SystemExit('this ran')",)


@pytest.mark.parametrize("which", FILES)
def test_a_file_that_is_no_checkpoint_is_told_and_never_run(
    untrained: dict[str, Path], tmp_path: Path, which: str
) -> None:
    import torch

    bad = tmp_path / "bad.pth"
    torch.save({"state_dict": Tempting()}, bad)
    files = {**untrained, which: bad}
    with pytest.raises(MissingWeights, match=r"bad\.pth cannot be read"):
        load_aligner(*(files[name] for name in FILES))


def test_the_real_weights_see_the_real_face(
    model: FaceModel, portrait: NDArray[np.uint8], portrait_face: Landmarks
) -> None:
    try:
        backend = FanBackend(model)
    except MissingWeights as missing:
        pytest.skip(str(missing))
    assert len(backend.find(portrait)) == 1
    found = backend.landmarks(portrait)
    backend.close()
    assert found is not None
    height = np.linalg.norm(portrait_face.points[FOREHEAD_TOP, :2] - portrait_face.points[CHIN, :2])
    error = np.linalg.norm((found.points - portrait_face.points)[:468, :2], axis=1) / height
    assert np.median(error) < 0.04
