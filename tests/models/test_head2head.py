"""The net of the trained renderer and its judges: shapes, and what depends on what."""

from collections.abc import Iterator

import pytest
import torch

from dfm.models.gan_losses import Game, colour_distance, feature_matching, passing, telling_apart
from dfm.models.head2head import GAIN, SIZES, Head2Head, Head2HeadConfig
from dfm.models.head2head_judges import STRIDES, Judges, JudgesConfig

TINY = Head2HeadConfig(32, (8, 16), 1)


@pytest.fixture(autouse=True)
def without_gradients() -> Iterator[None]:
    with torch.no_grad():
        yield


def told(seed: int = 0, size: int = 32, count: int = 2) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(seed)
    return torch.rand(count, 3, 6, size, size), torch.rand(count, 3, size, size)


@pytest.mark.parametrize("reference", [True, False])
def test_it_draws_three_frames_and_blends_the_last(reference: bool) -> None:
    net = Head2Head(Head2HeadConfig(32, (8, 16), 1, reference))
    picture, generated = net(*told())
    assert picture.shape == (2, 3, 32, 32)
    assert generated.shape == (2, 3, 3, 32, 32)
    assert float(picture.min()) >= 0
    assert float(picture.max()) <= 1
    assert torch.equal(picture, generated[:, 2]) is not reference


def test_before_learning_most_of_the_picture_is_the_other_renderer_s() -> None:
    conditions, reference = told()
    picture, generated = Head2Head(TINY)(conditions, reference)
    share = (picture - reference) / (generated[:, 2] - reference)
    assert float(share.median()) == pytest.approx(0.047, abs=0.01)


def test_the_texture_is_looked_up_by_the_place_on_the_face() -> None:
    texture = Head2Head(TINY).generator.texture
    texture.values[0, 0, :, :16] = 1
    conditions = torch.zeros(1, 6, 32, 32)
    conditions[:, :3, 4:28, 4:16] = 0.25
    conditions[:, :3, 4:28, 16:28] = 0.75
    found = texture(conditions)
    assert float(found[0, 0, 10, 10]) == GAIN
    assert float(found[0, 0, 10, 20]) == 0
    assert float(found[:, :, :4].abs().max()) == 0


def test_colours_that_are_remembered_are_drawn_where_the_mesh_says() -> None:
    net = Head2Head(TINY)
    colours = torch.full((3, 32, 32), 0.2)
    colours[0, :, 16:] = 0.9
    net.remember(colours, new=True)
    conditions, reference = torch.full((1, 3, 6, 32, 32), 0.25), torch.zeros(1, 3, 32, 32)
    conditions[..., 16:] = 0.75
    generated = net(conditions, reference).generated[0, -1]
    assert float((generated[0, :, 4:12] - 0.2).abs().max()) < 0.1
    assert float((generated[0, :, 20:28] - 0.9).abs().max()) < 0.1
    before = net.generator.last.weight.clone()
    net.remember(1 - colours, new=False)
    assert torch.equal(net.generator.last.weight, before)


def test_colours_that_are_given_stand_for_those_that_are_remembered() -> None:
    net, (conditions, reference) = Head2Head(TINY), told()
    net.generator.texture.values.normal_()
    colours = torch.rand(3, 32, 32)
    given = net(conditions, reference, colours.expand(2, -1, -1, -1)).generated
    assert not torch.allclose(given, net(conditions, reference).generated)
    net.remember(colours, new=False)
    assert torch.allclose(given, net(conditions, reference).generated, atol=1e-5)


def test_the_other_renderer_s_picture_enters_the_last_step_alone() -> None:
    conditions, reference = told()
    net = Head2Head(TINY)
    assert torch.equal(net(conditions, reference).generated, net(conditions, 1 - reference).generated)


def test_a_frame_s_picture_hangs_on_the_two_before_it_and_not_on_the_batch() -> None:
    conditions, reference = told()
    net = Head2Head(TINY).eval()
    before = conditions.clone()
    before[0, 0] = 0
    one, other = net(conditions, reference).generated, net(before, reference).generated
    assert not torch.allclose(one[0, 2], other[0, 2])
    assert torch.allclose(one[1], other[1], atol=1e-6)
    alone = net(conditions[1:], reference[1:]).picture
    assert torch.allclose(net(conditions, reference).picture[1:], alone, atol=1e-5)


def test_past_pictures_teach_nothing() -> None:
    conditions, reference = told()
    net = Head2Head(TINY)
    a, b, c = conditions.unbind(1)
    found = []
    with torch.enable_grad():
        net(conditions, reference).generated[:, 2].sum().backward()
        found.append(net.generator.last.weight.grad)
        net.zero_grad()
        first, second = net(conditions, reference).generated[:, :2].detach().unbind(1)
        net.generator([a, b, c], [2 * first - 1, 2 * second - 1])[0].sum().backward()
        found.append(net.generator.last.weight.grad)
    assert found[0] is not None
    assert found[1] is not None
    assert torch.allclose(found[0], found[1], atol=1e-4)


def test_shipped_sizes_fit_a_file_of_16_megabytes_but_for_the_largest() -> None:
    counts = {
        name: sum(each.numel() for each in Head2Head(config).parameters()) for name, config in SIZES.items()
    }
    assert counts["small"] < 2_500_000
    assert 2 * counts["base"] < 16_000_000
    assert all(config.size % 2 ** len(config.widths) == 0 for config in SIZES.values())


def test_judges_say_something_of_pictures_mouths_and_motion() -> None:
    judges = Judges(JudgesConfig(width=8))
    assert set(judges.each) == {"picture", "mouth", *(f"motion{stride}" for stride in STRIDES)}
    verdicts = judges.judge("picture", torch.rand(2, 9, 32, 32))
    assert [each[-1].shape for each in verdicts] == [(2, 1, 4, 4), (2, 1, 2, 2)]
    assert judges.judge("motion2", torch.rand(1, 9, 32, 32))[0][-1].shape == (1, 1, 4, 4)
    assert set(Judges(JudgesConfig(8, 1, mouth=False, motion=False)).each) == {"picture"}


@pytest.mark.parametrize("game", list(Game))
def test_the_losses_of_the_game(game: Game) -> None:
    sure, unsure = [[torch.ones(1, 4), torch.full((1, 1), 1.0)]], [[torch.zeros(1, 4), torch.zeros(1, 1)]]
    fooled = [[torch.ones(1, 4), torch.full((1, 1), -2.0)]]
    assert float(telling_apart(sure, fooled, game)) < float(telling_apart(fooled, sure, game))
    assert float(passing(sure, game)) != float(passing(unsure, game))
    assert float(feature_matching(sure, unsure)) == 1
    assert float(feature_matching(sure, fooled)) == 0


def test_colours_count_where_they_matter() -> None:
    made, truth = torch.zeros(1, 3, 2, 2), torch.ones(1, 3, 2, 2)
    weight = torch.tensor([[[[1.0, 0.0], [0.0, 0.5]]]])
    assert float(colour_distance(made, truth, weight).sum()) == pytest.approx(4.5)
