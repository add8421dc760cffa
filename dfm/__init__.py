"""Deep Facial Manipulator: change the mood of a talking face and keep everything else as it was.

    import dfm

    found = dfm.analyze("talk.mp4")
    report = dfm.reenact("talk.mp4", ["happy:high@1.0-4.0", "sad:0.6@6-8"], "out.mp4")

Every failure is a DfmError. Names are loaded when they are first used, so that `import dfm` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dfm.api import analyze, reenact, take_performance
    from dfm.core.document.edits import Edit, Speech
    from dfm.core.document.performance import Performance
    from dfm.core.document.project import Project
    from dfm.core.document.regions import Regions
    from dfm.core.document.timebase import Span
    from dfm.core.errors import DfmError
    from dfm.core.jobs import Progress

__version__ = "0.1.0"

__all__ = [
    "DfmError",
    "Edit",
    "Performance",
    "Progress",
    "Project",
    "Regions",
    "Span",
    "Speech",
    "analyze",
    "reenact",
    "take_performance",
]

_HOMES = {
    "analyze": "dfm.api",
    "reenact": "dfm.api",
    "take_performance": "dfm.api",
    "Edit": "dfm.core.document.edits",
    "Speech": "dfm.core.document.edits",
    "Performance": "dfm.core.document.performance",
    "Project": "dfm.core.document.project",
    "Regions": "dfm.core.document.regions",
    "Span": "dfm.core.document.timebase",
    "DfmError": "dfm.core.errors",
    "Progress": "dfm.core.jobs",
}
"""The module of each public name."""


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dfm' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *_HOMES})
