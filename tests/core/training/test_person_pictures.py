"""Pictures of a person's training."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.training.person_pictures import SIDE, loss_curves, scatter

AT = np.array([[0.5, 0.5]])


def _darkness(picture: NDArray[np.uint8], valence: float, arousal: float) -> float:
    at = round(SIDE / 2 + 350 * valence), round(SIDE / 2 - 350 * arousal)
    return float(255 - picture[at[1] - 6 : at[1] + 7, at[0] - 6 : at[0] + 7].mean())


def test_footage_is_dark_where_it_lies() -> None:
    picture = scatter(np.repeat(AT, 300, axis=0), np.full(300, 1 / 30), ("sad",), "Ada")
    assert picture.shape == (SIDE, SIDE, 3)
    assert picture.dtype == np.uint8
    assert _darkness(picture, 0.5, 0.5) > 100 > 40 > _darkness(picture, -0.5, -0.55)


def test_thin_emotions_are_told() -> None:
    places, seconds = np.repeat(AT, 30, axis=0), np.full(30, 1 / 30)
    one, other = (scatter(places, seconds, thin, "Ada") for thin in ((), ("sad", "fear")))
    assert (one != other).any()


def test_one_frame_and_a_name_of_any_letters_are_drawn() -> None:
    assert scatter(AT, np.array([0.04]), (), "Ångström 李").any()


def test_curves_of_any_length_are_drawn() -> None:
    picture = loss_curves({"a": [3.0, 2.0, 1.0], "b": [4.0]}, 2, "Ada")
    assert picture.std() > 5
    cases: list[dict[str, list[float]]] = [{}, {"a": []}, {"a": [1.0]}, {"a": [1.0, 1.0]}]
    for curves in [*cases, {"a": [1.0, float("nan")]}]:
        assert loss_curves(curves, 0, "Ada").shape == picture.shape
