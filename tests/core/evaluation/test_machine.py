"""The machine's facts are there, whatever the machine."""

from dfm.core.evaluation.machine import PACKAGES, this_machine


def test_the_machine_is_told_in_one_line() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.processor
    assert [name for name, _ in machine.packages] == list(PACKAGES)
    assert "\n" not in machine.sentence
    assert f"{machine.cores} cores" in machine.sentence
