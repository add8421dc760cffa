"""The loader of `emonet`, on stand-ins of the right shape with numbers drawn at random."""

from pathlib import Path

import numpy as np
import pytest
import torch

from dfm.core.affect import emonet
from dfm.core.affect.emonet import OUTPUTS, EmoNetEstimator, read_emonet
from dfm.core.affect.estimator import NAMES
from dfm.core.affect.observed import Observed, Picture
from dfm.core.errors import InputError, MissingWeights
from dfm.models.emonet import EmoNet, EmoNetConfig


def _net(emotions: int = 8) -> EmoNet:
    torch.manual_seed(3)
    return EmoNet(EmoNetConfig(emotions))


def _written(folder: Path, numbers: object) -> Path:
    path = folder / "emonet_8.pth"
    torch.save(numbers, path)
    return path


def _answering(folder: Path, *answer: float) -> EmoNetEstimator:
    """A net that says the same of every face."""
    numbers = {name: torch.zeros_like(value) for name, value in _net(len(answer) - 2).state_dict().items()}
    numbers["emo_fc_2.3.bias"] = torch.tensor(answer)
    return EmoNetEstimator(_written(folder, numbers))


def _looking_at(*pictures: Picture) -> Observed:
    count = len(pictures)
    return Observed(np.zeros((count, 52), np.float32), np.zeros((count, 30), np.float32), None, pictures)


def _picture() -> Picture:
    return np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8)


def test_pictures_arrive_as_red_green_blue_between_0_and_1(tmp_path: Path) -> None:
    net, picture = _net(), _picture()
    with torch.inference_mode():
        said = net(torch.from_numpy(picture / np.float32(255)).permute(2, 0, 1)[None])[0].numpy()
    wrapped = {f"module.{name}": value for name, value in net.state_dict().items() if "tracked" not in name}
    found = EmoNetEstimator(_written(tmp_path, wrapped)).estimate(_looking_at(picture))
    expected = np.exp(said[:8]) / np.exp(said[:8]).sum()
    order = [NAMES.index(name) for name in OUTPUTS[8]]
    assert np.allclose(found.probabilities[0, order], expected, atol=1e-4)
    assert np.allclose(found.places[0], said[8:] / max(1, np.linalg.norm(said[8:])), atol=1e-4)


def test_pictures_of_any_size_are_read_and_answers_come_in_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emonet, "CHUNK", 1)
    reader = _answering(tmp_path, 0, 0, 3, 0, 0, 0, 0, 0, -0.5, 0.25)
    found = reader.estimate(_looking_at(_picture()[:100, :80], _picture()))
    assert found.probabilities.shape == (2, 8)
    assert NAMES[int(found.probabilities[1].argmax())] == "sad"
    assert np.allclose(found.places, [-0.5, 0.25])


def test_of_five_emotions_the_others_have_no_probability(tmp_path: Path) -> None:
    found = _answering(tmp_path, 0, 0, 0, 0, 2, 3, 4).estimate(_looking_at(_picture()))
    assert NAMES[int(found.probabilities[0].argmax())] == "anger"
    assert {name for name, share in zip(NAMES, found.probabilities[0], strict=True) if share} == {*OUTPUTS[5]}
    assert np.allclose(found.places[0], [0.6, 0.8])


def test_without_pictures_it_says_so_and_nothing_is_read_as_nothing(tmp_path: Path) -> None:
    reader = _answering(tmp_path, *[0.0] * 10)
    with pytest.raises(InputError, match="choose blendshape"):
        reader.estimate(Observed(np.zeros((3, 52), np.float32), np.zeros((3, 30), np.float32)))
    assert reader.estimate(_looking_at()).probabilities.shape == (0, 8)


def test_what_is_not_its_file_is_refused(tmp_path: Path) -> None:
    numbers = dict(_net().state_dict())
    with pytest.raises(MissingWeights, match=r"m0\.b1_4\.conv1\.weight .*dfm models fetch emonet"):
        read_emonet(_written(tmp_path, {**numbers, "m0.b1_4.conv1.weight": torch.zeros(3)}))
    with pytest.raises(MissingWeights, match="five or eight"):
        read_emonet(_written(tmp_path, {**numbers, "emo_fc_2.3.bias": torch.zeros(9)}))
    with pytest.raises(MissingWeights, match="no table"):
        read_emonet(_written(tmp_path, [1, 2]))
    (tmp_path / "emonet_8.pth").write_bytes(b"half a file")
    with pytest.raises(MissingWeights, match="cannot be read"):
        read_emonet(tmp_path / "emonet_8.pth")


def test_it_knows_the_projects_emotions() -> None:
    assert sorted(OUTPUTS[8]) == sorted(NAMES)
    assert set(OUTPUTS[5]) < set(NAMES)
