"""What a person looks like on average."""

from dataclasses import replace

import numpy as np
import torch

from dfm.core.training.renderer_colours import mean_colours
from dfm.core.training.renderer_store import TOLD, TRUTH, Crops
from dfm.models.head2head import GAIN, Head2Head, Head2HeadConfig


def test_the_mean_face_looks_like_the_frames_where_it_is_looked_up(crops: Crops) -> None:
    colours = torch.from_numpy(mean_colours([crops]))
    assert colours.shape == (3, 64, 64)
    net = Head2Head(Head2HeadConfig(64, (8, 16), 1))
    net.remember(colours, new=True)
    row = int(crops.learned[10])
    told = torch.from_numpy(crops.planes[row : row + 1, TOLD].astype(np.float32) / 255)
    with torch.no_grad():
        drawn = torch.sigmoid(net.generator.texture(told)[0, :3]).numpy()
    face = crops.planes[row, TOLD][:3].any(axis=0)
    truth = crops.planes[row, TRUTH].astype(np.float32) / 255
    apart, flat = (
        np.abs(truth - each)[:, face].mean() for each in (drawn, truth[:, face].mean(axis=1)[:, None, None])
    )
    assert apart < 0.4 * flat


def test_places_that_were_never_seen_have_the_colours_around_them(crops: Crops) -> None:
    planes = np.zeros((1, *crops.planes.shape[1:]), np.uint8)
    planes[0, TOLD, 20:40, 20:40] = 128
    planes[0, TRUTH, 20:40, 20:40] = 200
    one = replace(crops, planes=planes, frames=crops.frames[:1], learned=np.array([0]))
    assert np.allclose(mean_colours([one]), 200 / 255, atol=1e-3)
    assert GAIN > 1


def test_several_people_are_one_mean(crops: Crops) -> None:
    other = replace(crops, planes=255 - np.asarray(crops.planes))
    bright = crops.planes[:, TOLD]
    other.planes[:, TOLD] = bright
    assert abs(float(mean_colours([crops, other]).mean()) - 0.5) < 0.1
