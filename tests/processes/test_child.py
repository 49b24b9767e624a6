"""A child ends with its parent, however that ends, and is otherwise a process like any other."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from pactfuzz.processes import Child

PATIENCE = 60.0
"""Seconds in which what is waited for comes about, on whichever machine."""

STUBBORN = """
    import os, signal, subprocess, sys, time
    for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(os.getpid(), other.pid, flush=True)
    time.sleep(600)
"""
"""A child that heeds nothing, and has a child of its own."""

PARENT = """
    import sys, time
    from pactfuzz.processes import Child
    child = Child([sys.executable, "-c", {child!r}])
    {then}
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", dedent(code)]


def is_gone(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return Path("/proc/self").exists() or _is_unknown(process)
    return status.rpartition(")")[2].split()[0] == "Z"


def _is_unknown(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until_gone(*processes: int) -> None:
    end = time.monotonic() + PATIENCE
    while not all(map(is_gone, processes)):
        assert time.monotonic() < end, f"still there: {processes}"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_child_ends_with_a_parent_that_is_killed(number: signal.Signals) -> None:
    code = PARENT.format(child=dedent(STUBBORN), then="time.sleep(600)")
    with subprocess.Popen(
        python(code), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        processes = [int(each) for each in parent.stdout.readline().split()]
        assert not any(map(is_gone, processes))
        parent.send_signal(number)
    assert parent.returncode == -number
    wait_until_gone(*processes)


@pytest.mark.parametrize("then", ["pass", "os._exit(0)", "raise SystemExit(3)"])
def test_a_child_ends_with_a_parent_that_ends(then: str) -> None:
    code = PARENT.format(child=dedent(STUBBORN), then=f"time.sleep(1); import os; {then}")
    done = subprocess.run(python(code), capture_output=True, text=True, check=False)
    wait_until_gone(*map(int, done.stdout.split()))


def test_a_child_that_nobody_refers_to_ends() -> None:
    child: Child[str] = Child(python(STUBBORN), stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    processes = [int(each) for each in child.stdout.readline().split()]
    child.stdout.close()
    child.returncode = 0  # or its end would be waited for by a later child
    del child
    wait_until_gone(*processes)
    os.waitpid(processes[0], 0)


def test_a_child_that_is_ended_leaves_nothing() -> None:
    child: Child[str] = Child(python(STUBBORN), stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    processes = [int(each) for each in child.stdout.readline().split()]
    assert processes[0] == child.pid
    assert os.getpgid(child.pid) == child.pid
    child.end()
    child.end()
    assert child.returncode == -signal.SIGKILL
    assert child.stdout.closed
    wait_until_gone(*processes)


def test_what_a_child_leaves_behind_ends_with_it() -> None:
    leaves = """
        import subprocess, sys
        command = [sys.executable, "-c", "import time; time.sleep(600)"]
        print(subprocess.Popen(command, stdout=subprocess.DEVNULL).pid)
    """
    child: Child[str] = Child(python(leaves), stdout=subprocess.PIPE, text=True)
    left, _ = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0
    assert not is_gone(int(left))
    child.end()
    wait_until_gone(int(left))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("pass", 0),
        ("raise SystemExit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
    ],
)
def test_a_child_tells_how_it_ended(code: str, status: int) -> None:
    child: Child[bytes] = Child(python(code))
    assert child.wait(PATIENCE) == status
    child.end()
    assert child.returncode == status


def test_a_child_knows_nothing_of_its_watcher() -> None:
    code = """
        import os, signal
        print(sorted(map(int, os.listdir("/proc/self/fd")))[:4] if os.path.exists("/proc") else "")
        try:
            os.wait()
        except ChildProcessError:
            print("no children")
        print(os.environ["SAID"], os.getcwd(), signal.getsignal(signal.SIGTERM).name)
    """
    child: Child[str] = Child(
        python(code), stdout=subprocess.PIPE, text=True, cwd="/", env={"SAID": "so"}
    )
    printed, _ = child.communicate(timeout=PATIENCE)
    child.end()
    # The fourth descriptor is that of the listing itself.
    assert printed.splitlines() == ["[0, 1, 2, 3]", "no children", "so / SIG_DFL"]


def test_a_child_ends_by_sigpipe_as_from_a_shell() -> None:
    child: Child[bytes] = Child(["sh", "-c", "yes | true; echo ended"], stdout=subprocess.PIPE)
    printed, _ = child.communicate(timeout=PATIENCE)
    child.end()
    assert printed == b"ended\n"


@pytest.mark.parametrize(
    ("program", "number"), [("no-such-program", errno.ENOENT), ("/", errno.EACCES)]
)
def test_a_program_that_cannot_be_started_is_an_error(program: str, number: int) -> None:
    with pytest.raises(OSError, match=program) as raised:
        Child([program])
    assert raised.value.errno == number
    assert raised.value.filename == program
