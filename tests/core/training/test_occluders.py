"""Things put in front of faces: smooth, in many sizes, and not like the piece they are made from."""

import numpy as np

from dfm.core.training.occluders import covering, occluder

SIDE = 96


def test_they_cover_some_of_the_square_with_a_soft_edge() -> None:
    covers = [occluder(SIDE, np.random.default_rng(seed)) for seed in range(40)]
    areas = np.array([cover.mean() for cover in covers])
    assert all(cover.shape == (SIDE, SIDE) and cover.dtype == np.float32 for cover in covers)
    assert all(0 <= cover.min() <= cover.max() <= 1 for cover in covers)
    assert areas.min() < 0.03 < 0.2 < areas.max()
    assert 0.03 < areas.mean() < 0.5
    soft = [((cover > 0.05) & (cover < 0.95)).sum() for cover in covers if 0.1 < cover.mean() < 0.5]
    assert min(soft) > 20


def test_they_follow_their_seed() -> None:
    one, two, other = (occluder(SIDE, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one == two).all()
    assert (one != other).any()


def test_they_look_like_pieces_of_other_pictures() -> None:
    piece = np.random.default_rng(0).integers(0, 255, (SIDE, SIDE, 3)).astype(np.uint8)
    looks = [covering(piece, np.random.default_rng(seed)) for seed in range(8)]
    assert all(look.shape == piece.shape and look.dtype == np.uint8 for look in looks)
    assert all((look != piece).any() for look in looks)
    spread = [float(look.std()) for look in looks]
    assert max(spread) > 2 * min(spread)  # some are almost of one colour
