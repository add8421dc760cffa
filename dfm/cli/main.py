"""Reads the command line, runs one command, and turns every failure into one sentence and an exit code.

0 done   1 unforeseen   2 usage   3 bad input   4 missing weights   5 could not write   130 cancelled
141 the reader of the output has gone
"""

import contextlib
import errno
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import NoReturn

from dfm.cli.parser import read_arguments
from dfm.cli.text import warn
from dfm.core.errors import Cancelled, DfmError, WriteError
from dfm.core.threads import limit_threads

UNFORESEEN = 1
READER_GONE = 141
_UNWRITABLE = (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT)


def entry() -> NoReturn:
    """The program `dfm`; what libraries say to programmers stays unsaid unless DFM_DEBUG is set."""
    if not _debugging():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        _silence_native_code()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL:
            signal.signal(getattr(signal, name), signal.default_int_handler)
    limit_threads()
    _leave(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        return _explain(error)
    return code


def _run(arguments: Sequence[str]) -> int:
    try:
        command, values = read_arguments(arguments)
    except SystemExit as end:  # argparse leaves so after --help and --version
        return int(end.code or 0)
    return command(**values)


def _explain(error: BaseException) -> int:
    """Say what went wrong in one sentence, and tell the exit code."""
    if _debugging():
        traceback.print_exception(error)
    match error:
        case DfmError():
            warn(str(error))
            return error.exit_code
        case KeyboardInterrupt():
            warn("cancelled.")
            return Cancelled.exit_code
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return READER_GONE
        case OSError(errno=number) if number in _UNWRITABLE:
            warn(f"{error.filename or 'a file'} cannot be written ({error.strerror}): choose another place.")
            return WriteError.exit_code
        case _:
            reason = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(" .:")
            warn(f"something unforeseen went wrong ({reason}); set DFM_DEBUG=1 and try again to see where.")
            return UNFORESEEN


def _leave(code: int) -> NoReturn:
    """End the process at once: to tear the native libraries down takes longer than a user waits."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _silence_native_code() -> None:
    """Keep standard error for this program: what compiled libraries print there goes nowhere."""
    try:
        own = os.dup(sys.stderr.fileno())
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):  # there is no standard error to speak of
        return
    os.close(nowhere)
    sys.stderr = open(  # noqa: SIM115, PTH123  it lives as long as the process
        own, "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1
    )


def _debugging() -> bool:
    return os.environ.get("DFM_DEBUG", "") not in ("", "0")
