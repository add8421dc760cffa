"""Every failure that a user can meet, each with its exit code.

    DfmError
    ├── UsageError           2    a request that cannot be understood
    ├── InputError           3    a file, a face or an edit that cannot be worked with
    ├── MissingWeights       4    a model file that is absent or not the expected one
    ├── WriteError           5    a result that cannot be written
    └── Cancelled          130    the user stopped the work

A message is one sentence that names the file (or the argument) and the remedy.
"""


class DfmError(Exception):
    """A failure with a sentence for the user."""

    exit_code = 1


class UsageError(DfmError):
    """A request that cannot be understood."""

    exit_code = 2


class InputError(DfmError):
    """A file, a face or an edit that cannot be worked with."""

    exit_code = 3


class MissingWeights(DfmError):
    """A model file that is absent or not the expected one."""

    exit_code = 4


class WriteError(DfmError):
    """A result that cannot be written."""

    exit_code = 5


class Cancelled(DfmError):
    """The user stopped the work."""

    exit_code = 130
