"""The loader of `hsemotion`, on a stand-in of the right shape that answers with the mean colours it sees."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core.affect.estimator import NAMES
from dfm.core.affect.hsemotion import INPUT, MEAN, OUTPUTS, SPREAD, HsEmotionEstimator
from dfm.core.affect.observed import Observed, Picture
from dfm.core.errors import InputError, MissingWeights


def _stand_in(path: Path, outputs: int = 10) -> Path:
    """Mean over the picture, then a matrix: logit 0 (anger) of red, valence of green, arousal of blue."""
    onnx: Any = pytest.importorskip("onnx", reason="makes the stand-in of the ONNX model")
    pytest.importorskip("onnxruntime", reason="runs ONNX models")
    helper, numbers = onnx.helper, onnx.TensorProto.FLOAT
    mixing = np.zeros((3, outputs), np.float32)
    mixing[0, 0], mixing[1, outputs - 2], mixing[2, outputs - 1] = 1, 1, 1
    graph = helper.make_graph(
        [
            helper.make_node("GlobalAveragePool", ["face"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("MatMul", ["flat", "mixing"], ["answer"]),
        ],
        "stand-in",
        [helper.make_tensor_value_info("face", numbers, ["n", 3, INPUT, INPUT])],
        [helper.make_tensor_value_info("answer", numbers, ["n", outputs])],
        [onnx.numpy_helper.from_array(mixing, "mixing")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def _looking_at(*pictures: Picture) -> Observed:
    count = len(pictures)
    return Observed(np.zeros((count, 52), np.float32), np.zeros((count, 30), np.float32), None, pictures)


def test_colours_arrive_normalised_and_answers_in_their_places(tmp_path: Path) -> None:
    picture = np.zeros((100, 100, 3), np.uint8)
    picture[..., 0], picture[..., 1], picture[..., 2] = 255, 128, 100
    found = HsEmotionEstimator(_stand_in(tmp_path / "model.onnx")).estimate(_looking_at(picture, picture))
    red, green, blue = (np.array([255, 128, 100]) / 255 - MEAN) / SPREAD
    assert found.places.shape == (2, 2)
    assert np.allclose(found.places[0], [green, blue], atol=1e-3)
    anger = np.exp(red) / (np.exp(red) + 7)
    assert np.allclose(found.probabilities[1, NAMES.index("anger")], anger, atol=1e-3)
    assert np.allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)


def test_places_stay_in_the_disc(tmp_path: Path) -> None:
    white = np.full((300, 300, 3), 255, np.uint8)
    found = HsEmotionEstimator(_stand_in(tmp_path / "model.onnx")).estimate(_looking_at(white))
    assert np.linalg.norm(found.places[0]) == pytest.approx(1)


def test_without_pictures_it_says_so(tmp_path: Path) -> None:
    reader = HsEmotionEstimator(_stand_in(tmp_path / "model.onnx"))
    seen = Observed(np.zeros((3, 52), np.float32), np.zeros((3, 30), np.float32))
    with pytest.raises(InputError, match="choose blendshape"):
        reader.estimate(seen)


def test_a_model_of_another_shape_is_refused(tmp_path: Path) -> None:
    reader = HsEmotionEstimator(_stand_in(tmp_path / "model.onnx", outputs=7))
    with pytest.raises(MissingWeights, match="fetch it again"):
        reader.estimate(_looking_at(np.zeros((50, 50, 3), np.uint8)))


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="runs ONNX models")
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(MissingWeights, match="no ONNX model"):
        HsEmotionEstimator(tmp_path / "model.onnx")


def test_without_the_runtime_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(MissingWeights, match="pip install onnxruntime"):
        HsEmotionEstimator(tmp_path / "model.onnx")


def test_it_knows_the_projects_emotions() -> None:
    assert sorted(OUTPUTS) == sorted(NAMES)
