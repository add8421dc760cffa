"""The layers of EmoNet: their names, and what goes in and out."""

import pytest
import torch

from dfm.models.emonet import EmoNet, EmoNetConfig, Hourglass

PUBLISHED = {
    "conv1.weight": (64, 3, 7, 7),
    "conv1.bias": (64,),
    "conv2.downsample.2.weight": (128, 64, 1, 1),
    "conv4.downsample.0.running_var": (128,),
    "m0.b1_4.conv1.weight": (128, 256, 3, 3),
    "m0.b2_plus_1.conv3.weight": (64, 64, 3, 3),
    "m1.b3_1.bn2.weight": (128,),
    "top_m_1.conv2.weight": (64, 128, 3, 3),
    "conv_last0.weight": (256, 256, 1, 1),
    "bn_end1.running_mean": (256,),
    "l1.weight": (68, 256, 1, 1),
    "bl0.weight": (256, 256, 1, 1),
    "al0.weight": (256, 68, 1, 1),
    "conv1x1_input_emo_2.weight": (256, 768, 1, 1),
    "emo_net_2.6.conv1.weight": (128, 256, 3, 3),
    "emo_fc_2.0.weight": (128, 256),
    "emo_fc_2.1.running_mean": (128,),
    "emo_fc_2.3.weight": (10, 128),
}


def test_layers_bear_the_published_names_and_shapes() -> None:
    own = {name: tuple(value.shape) for name, value in EmoNet(EmoNetConfig()).state_dict().items()}
    assert {name: own.get(name) for name in PUBLISHED} == PUBLISHED
    assert not {"m0.b2_plus_2.bn1.weight", "bl1.weight", "conv3.downsample.2.weight"} & set(own)


@pytest.mark.parametrize("emotions", [5, 8])
def test_a_face_becomes_logits_valence_and_arousal(emotions: int) -> None:
    torch.manual_seed(0)
    said = EmoNet(EmoNetConfig(emotions))(torch.rand(2, 3, 256, 256))
    assert said.shape == (2, emotions + 2)
    assert bool(torch.isfinite(said).all())


def test_an_hourglass_keeps_the_shape() -> None:
    assert Hourglass().eval()(torch.rand(1, 256, 16, 32)).shape == (1, 256, 16, 32)
