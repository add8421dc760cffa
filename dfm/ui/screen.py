"""Whether a window can be opened here at all; Qt itself would end the process where it cannot."""

import ctypes
import os
import sys

_X_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""What Qt loads from a Linux system to open a window under X, and the Debian packages that have it."""


def screen_name() -> str:
    """The screen that a window would open on, or nothing; other systems than Linux always have one."""
    if sys.platform != "linux":
        return "the desktop"
    names = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def missing_packages() -> tuple[str, ...]:
    """The Debian packages without which Qt cannot talk to an X server."""
    if sys.platform != "linux":
        return ()
    return tuple(package for library, package in _X_LIBRARIES.items() if not _loads(library))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
