"""The trained renderer of a project: the file of a net that learned the video, and whether it draws.

The file is known by its path and by its content; whether it is there, and is still the same, is for others to
see.
"""

from dataclasses import dataclass
from pathlib import PurePath

from dfm.core.errors import UsageError

SUFFIX = ".dfmrenderer"


@dataclass(frozen=True, slots=True)
class RendererFile:
    """A trained renderer; an empty `digest` (SHA-256) takes the file as it is.

    One that is not `in_use` is merely kept, to be used again.
    """

    path: str
    digest: str = ""
    in_use: bool = True

    def __post_init__(self) -> None:
        """Refuse what no file can be."""
        if not self.path:
            raise UsageError("The project's trained renderer has no file; name one.")

    @property
    def name(self) -> str:
        """What the renderer is called, by the file's name."""
        return PurePath(self.path).stem

    def is_same(self, other: "RendererFile | None") -> bool:
        """Whether another one is of the same file with the same content, in use or not."""
        return other is not None and (self.path, self.digest) == (other.path, other.digest)
