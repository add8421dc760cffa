"""Plain stand-ins for parts of the window that are not built yet."""

from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def load(module: str, name: str) -> Any:
    """A class of the window's parts, or a stand-in for it."""
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError):
        return type(name, (_Standin,), {})


class _Standin(QLabel):
    def __init__(self, *_: object) -> None:
        super().__init__(f"{type(self).__name__} comes here", alignment=Qt.AlignmentFlag.AlignCenter)
        self.setProperty("look", "quiet")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


class _Nothing:
    """Takes every call and every connection, and does nothing."""

    def __call__(self, *_: object, **__: object) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        return _Nothing()

    def __bool__(self) -> bool:
        return False

    def connect(self, *_: object) -> None:
        return None
