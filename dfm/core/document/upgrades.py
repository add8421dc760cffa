"""The schemas of the project's file: from each older one, step by step, to the present one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dfm.core.document.records import Record, take_whole

SCHEMA = 6

Upgrade = Callable[[Record], Record]


def _from_1(record: Record) -> Record:
    """Schema 2 adds markers and a marked range, and what edits leave out has a default."""
    return {**record, "schema": 2, "markers": [], "marked": None}


def _from_2(record: Record) -> Record:
    """Schema 3 adds the regions of edits, which get all of the change where they are left out."""
    return {**record, "schema": 3}


def _from_3(record: Record) -> Record:
    """Schema 4 adds the performances of edits, which have none where they are left out."""
    return {**record, "schema": 4}


def _from_4(record: Record) -> Record:
    """Schema 5 adds the persons of faces, who are nobody known where they are left out."""
    return {**record, "schema": 5}


def _from_5(record: Record) -> Record:
    """Schema 6 adds the trained renderer, of which there is none where it is left out."""
    return {**record, "schema": 6}


UPGRADES: Mapping[int, Upgrade] = MappingProxyType(
    {1: _from_1, 2: _from_2, 3: _from_3, 4: _from_4, 5: _from_5}
)
"""From each older schema the function that makes the next one of it."""


def upgrade(record: Record, schema: int = SCHEMA, upgrades: Mapping[int, Upgrade] = UPGRADES) -> Record:
    """Bring a record of an older schema to the present one, step by step."""
    found = take_whole(record, "schema", 0, 2**31)
    if found > schema:
        raise ValueError(f"it was made by a newer version, schema {found}, which needs an update")
    for step in range(found, schema):
        if step not in upgrades:
            raise ValueError(f"its schema {step} is unknown")
        record = upgrades[step](record)
    return record
