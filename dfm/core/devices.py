"""Which device nets run on: the processor, or an NVIDIA graphics card where PyTorch sees one."""

import importlib

from dfm.core.errors import UsageError

DEVICES = ("auto", "cpu", "cuda")
"""What may be asked for; "auto" is the graphics card where there is one."""


def check_device(name: str) -> None:
    """Refuse a device that there never is, without asking the machine."""
    if name not in DEVICES:
        raise UsageError(f"There is no device '{name}'; choose from {', '.join(DEVICES)}.")


def load_torch() -> None:
    """Load PyTorch whole, which takes a second.

    SciPy asks PyTorch for its tensors as soon as it is there, even half loaded by another thread, and fails.
    A program of several threads therefore loads it before any of them needs either.
    """
    importlib.import_module("torch")


def chosen_device(name: str) -> str:
    """ "cpu" or "cuda"; UsageError where the device that was asked for is not there."""
    check_device(name)
    if name == "cpu":
        return "cpu"
    import torch  # it takes a second to load

    if torch.cuda.is_available():
        return "cuda"
    if name == "cuda":
        raise UsageError(
            "PyTorch sees no NVIDIA graphics card here, so 'cuda' cannot be used: choose 'auto' or 'cpu', "
            "or install a build of PyTorch for your card (`dfm doctor` tells what it sees)."
        )
    return "cpu"
