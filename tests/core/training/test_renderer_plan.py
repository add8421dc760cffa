"""When the training of a renderer ends."""

from pathlib import Path

from dfm.core.training.renderer_plan import FEWEST, LONGER, Plan, is_flat


def still(count: int) -> list[float]:
    return [9.0] * count


def falling(count: int) -> list[float]:
    return [9.0 * 0.99**number for number in range(count)]


def test_a_curve_is_flat_where_nothing_was_gained_for_long() -> None:
    assert not is_flat([[], []])
    assert not is_flat([still(FEWEST)])
    assert is_flat([still(FEWEST + 1)])
    assert not is_flat([falling(100)])
    assert is_flat([[*falling(4), *still(FEWEST)]])


def test_who_learned_for_long_is_waited_for_longer() -> None:
    long = falling(40)
    patience = round(40 * LONGER)
    assert patience > FEWEST
    assert not is_flat([[*long, *[long[-1]] * (patience - 1)]])
    assert is_flat([[*long, *[long[-1]] * patience]])


def test_small_gains_add_up_and_noise_gains_nothing() -> None:
    slow = [9.0 * 0.999**number for number in range(60)]
    assert not is_flat([slow])
    noisy = [9.0 + 0.02 * (-1) ** number for number in range(FEWEST + 1)]
    assert is_flat([noisy])


def test_as_long_as_the_generator_gains_it_goes_on() -> None:
    behind = still(50)
    assert not is_flat([behind, falling(50)])
    assert is_flat([[*behind], [*falling(30), *still(20)]])


def test_steps_that_were_asked_for_are_taken(tmp_path: Path) -> None:
    plan = Plan(1, tmp_path / "one.checkpoint", tmp_path / "one.dfmrenderer")
    flat = (still(30), still(30))
    assert plan.over(3000, 10, flat)
    assert not plan.over(3000, 10, (falling(30), still(30)))
    assert plan.over(10, 60, ([], []))
    counted = Plan(1, plan.checkpoint, plan.beside, steps=4000)
    assert not counted.over(3000, 10, flat)
    assert counted.over(4000, 10, flat)
    assert counted.over(3000, 60, flat)
    assert not Plan(1, plan.checkpoint, plan.beside, watched=False).over(3000, 10, flat)
