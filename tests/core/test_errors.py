"""Each kind of failure has the exit code that scripts rely on."""

import pytest

from dfm.core.errors import (
    Cancelled,
    DfmError,
    InputError,
    MissingWeights,
    UsageError,
    WriteError,
)

CODES = {UsageError: 2, InputError: 3, MissingWeights: 4, WriteError: 5, Cancelled: 130}


@pytest.mark.parametrize(("kind", "code"), CODES.items())
def test_every_failure_has_its_documented_code(kind: type[DfmError], code: int) -> None:
    with pytest.raises(DfmError, match="one sentence") as caught:
        raise kind("one sentence")
    assert caught.value.exit_code == code


def test_the_tree_holds_no_failure_without_a_code_of_its_own() -> None:
    kinds = {kind for kind in DfmError.__subclasses__() if kind.__module__ == "dfm.core.errors"}
    assert kinds == set(CODES)
    assert DfmError.exit_code not in {0, *CODES.values()}
