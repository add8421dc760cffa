"""Which person a face is: the file of what was learned from their own videos, by the face's number.

The file is known by its path and by its content; whether it is there, and is still the same, is for others to
see.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

from dfm.core.errors import UsageError

SUFFIX = ".dfmperson"
_FACE = re.compile(r"(.*)@([0-9]{1,9})", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class PersonFile:
    """The person of a face, numbered from 1; an empty `digest` (SHA-256) takes the file as it is."""

    face: int
    path: str
    digest: str = ""

    def __post_init__(self) -> None:
        """Refuse what no person's file can be."""
        if self.face < 1:
            raise UsageError(f"Faces are numbered from 1, and face {self.face} is none; use 1 or more.")
        if not self.path:
            raise UsageError(f"The person of face {self.face} has no file; name one.")

    @property
    def name(self) -> str:
        """What the person is called by the file's name."""
        return PurePath(self.path).stem


def parse_person(text: str, face: int = 1) -> PersonFile:
    """Read `FILE` or `FILE@FACE`; without a number it is the person of `face`."""
    found = _FACE.fullmatch(text)
    return PersonFile(face, text) if found is None else PersonFile(int(found[2]), found[1])
