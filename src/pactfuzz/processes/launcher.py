"""The script that becomes a child's program, and leaves a watcher in the child's process group.

``launcher.py LIFELINE FAILURE PROGRAM [ARGUMENT ...]``: both numbers are file descriptors. The
watcher reads the lifeline, to which nobody ever writes: it ends when the parent, who alone has its
other end, closes it or is gone. Then the watcher kills its group, which is the child's. The group
has its number for as long as the watcher lives, so nobody else is hit. A program that cannot be
started is told through FAILURE, as the number of the error; otherwise that ends without a word.

It is run by path and imports next to nothing, to start in a few milliseconds.
"""

import os
import signal
import sys


def main(lifeline: int, failure: int, command: list[str]) -> None:
    """Leave the watcher, then become the command."""
    child = os.fork()
    if child == 0:
        # The watcher is nobody's child: a program that waits for all of its own does not meet it.
        if os.fork() == 0:
            _watch(lifeline, failure)
        os._exit(0)
    os.waitpid(child, 0)
    os.close(lifeline)
    os.set_inheritable(failure, False)  # noqa: FBT003 - it takes no name
    for name in ("SIGPIPE", "SIGXFSZ"):  # which Python ignores, and a program would inherit that
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        os.execvp(command[0], command)  # noqa: S606 - a shell is not wanted
    except OSError as error:
        os.write(failure, str(error.errno).encode())
        os._exit(127)


def _watch(lifeline: int, failure: int) -> None:
    """Wait for the end of the parent, and kill the group with all that is in it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    # What the child prints into ends with the child, not with its watcher.
    for each in (0, 1, 2, failure):
        os.close(each)
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
