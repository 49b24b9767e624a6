"""Exit statuses: what each means, and how whatever a command raises becomes one."""

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Final, NoReturn, TextIO

from pactfuzz.errors import PactfuzzError

WRONG_INPUT: Final = 2

INTERNAL_ERROR: Final = 70
"""``EX_SOFTWARE`` of ``sysexits.h``: pactfuzz itself is wrong, nothing is known of the contract."""

INTERRUPTED: Final = 130
"""What a shell gives for a command that SIGINT ended."""

UNREAD: Final = 141
"""What a shell gives for a command that SIGPIPE ended: nobody reads what it prints."""

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""How writing fails where an output goes, whatever the command does."""

STATUSES: Final = """\
exit status:
  0    all is well
  1    a contract is broken, or a document breaks one
  2    the input is wrong: an option, a setting, a file
  3    it is not known whether a contract is broken, and none is seen to be
  70   an internal error of pactfuzz; --debug shows its traceback
  130  interrupted by Ctrl-C
"""


def status_of_running(command: Callable[[], int], *, debugs: bool) -> int:
    """Run a command; return its exit status, or that of what it raises, which is told in a line."""
    try:
        status = command()
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - no other place knows what to do with it
        status, text = _ending(error)
        if text:
            _tell(text, debugs=debugs)
    return status


@contextlib.contextmanager
def kept_from_exiting() -> Iterator[None]:
    """Have ``os._exit`` raise: a model's own code must not end a command with a status of its own.

    In a process that is forked off, it ends that process as ever.
    """
    process, leave = os.getpid(), os._exit

    def refuse(status: int) -> NoReturn:
        if os.getpid() != process:
            leave(status)
        msg = f"os._exit({status}) was called"
        raise SystemExit(msg)

    vars(os)["_exit"] = refuse
    try:
        yield
    finally:
        vars(os)["_exit"] = leave


def _ending(error: BaseException) -> tuple[int, str]:
    """Return the exit status that an exception stands for, and what is told of it."""
    match error:
        case PactfuzzError():
            return WRONG_INPUT, str(error)
        case KeyboardInterrupt():
            return INTERRUPTED, ""
        case BrokenPipeError():
            _leave_unsaid()
            return UNREAD, ""
        case SystemExit(__context__=BrokenPipeError()):  # what rich makes of it
            _leave_unsaid()
            return UNREAD, ""
        case OSError() if error.errno in _NO_ROOM:
            _leave_unsaid()
            return WRONG_INPUT, f"what is to be said cannot be written: {error.strerror}"
        case _:
            return INTERNAL_ERROR, _internal(error)


def write_anything(*streams: TextIO) -> None:
    """Have characters that a stream's encoding lacks written as escapes; none may end a command."""
    for each in streams:
        if hasattr(each, "reconfigure"):
            each.reconfigure(errors="backslashreplace")


def _tell(text: str, *, debugs: bool) -> None:
    from pactfuzz.reporting.foreign_text import message  # noqa: PLC0415 - --version needs none

    if debugs:
        sys.stderr.write(f"{message(traceback.format_exc())}\n")
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(f"pactfuzz: {message(text)}\n")


def _internal(error: BaseException) -> str:
    *_, frame = traceback.extract_tb(error.__traceback__)
    where = f"{os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119 - of any system
    said = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    return (
        f"internal error: {said} ({where}); nothing is known of the contract. Please report it "
        "with what --debug prints"
    )


def _leave_unsaid() -> None:
    """Have the interpreter's own flush at its end go nowhere, instead of failing again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
