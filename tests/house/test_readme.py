"""Every command and every Python example of the README is run, in the order of the page.

What is done with a fenced block stands after its language, where a reader of the page does not
see it:

- `python file=tests/test_orders.py`: written to that file of the reader's folder.
- `sh run`, `python run`: run in the reader's folder; must succeed. `sh run status=1`: must end with
  that status.
- `text output`: the block that was run last printed these lines, in this order, among others; `...`
  stands for anything within a line.
- `sh ci`: each line is a step of `.ci/run`, which runs it on a clean checkout; but `git clone` and
  `cd`, which come before that.

A block of commands or Python that says none of these fails; other languages may stand alone.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL = ("sh", "bash", "shell", "console")
PYTHON = ("python", "py", "pycon")

FENCE = re.compile(
    r"^```(?P<language>\w*)[ \t]*(?P<how>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what is to be done with it, its text, its first line."""

    language: str
    how: str
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    """Every fenced block of the page."""
    for found in FENCE.finditer(page):
        line = page.count("\n", 0, found.start()) + 1
        yield Block(found["language"], found["how"].strip(), found["text"], line)


def ci_commands(page: str) -> list[str]:
    """List the commands that the page leaves to `.ci/run`, without their comments."""
    lines = "".join(each.text for each in blocks(page) if each.how == "ci").splitlines()
    commands = (line.partition("#")[0].strip() for line in lines)
    return [each for each in commands if each and not each.startswith(("git clone ", "cd "))]


def follow(page: str, folder: Path, ci: str) -> None:
    """Do what the page says, as a reader in an empty folder would; fail where it is not so."""
    steps = [line.partition("#")[0].strip() for line in ci.splitlines()]
    for command in ci_commands(page):
        if f"step {command}" not in steps:
            pytest.fail(f".ci/run has no step `{command}`")
    printed = ""
    for block in blocks(page):
        match block.how.split():
            case [target] if target.startswith("file="):
                _write(folder / target.removeprefix("file="), block.text)
            case ["run"]:
                printed = _run(block, folder, status=0)
            case ["run", expected] if expected.startswith("status="):
                printed = _run(block, folder, status=int(expected.removeprefix("status=")))
            case ["output"]:
                _compare(block, printed)
            case ["ci"]:
                pass  # checked above
            case how if how or block.language in SHELL + PYTHON:
                pytest.fail(f"line {block.line}: nothing says how this block is to be run")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _run(block: Block, folder: Path, status: int) -> str:
    start = [sys.executable, "-c"] if block.language in PYTHON else ["bash", "-ec"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    done = subprocess.run(
        [*start, block.text],
        cwd=folder,
        env={**kept, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != status:
        told = f"line {block.line}: ended with status {done.returncode}, not {status}"
        pytest.fail(f"{told}\n{done.stdout}")
    return done.stdout


def _compare(block: Block, printed: str) -> None:
    lines = iter(printed.splitlines())
    for expected in block.text.splitlines():
        pattern = ".*".join(map(re.escape, expected.rstrip().split("...")))
        if not any(re.fullmatch(pattern, line.rstrip()) for line in lines):
            pytest.fail(f"line {block.line}: not printed: {expected}\nprinted:\n{printed}")


def test_the_readme_is_as_written(tmp_path: Path) -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    follow((ROOT / "README.md").read_text(encoding="utf-8"), tmp_path, ci)


def test_the_readme_gives_the_two_commands_that_do_everything() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert ci_commands(page) == ["./run verify", "./run test"]


GOOD = """\
```sh ci
git clone URL
./run test    # the whole suite
```

```python file=tests/test_sum.py
def test_sum():
    assert 1 + 1 == {two}
```

```sh run{status}
pytest -p no:cacheprovider tests
```

```text output
collected 1 item
...1 {verdict} in ...
```

```python run
print(6 * 7)
```

```text output
42
```

```toml
[tool.other]
```
"""

CI = "#!/bin/bash\nstep ./run test # last\n"


def test_a_good_page_is_followed_to_its_end(tmp_path: Path) -> None:
    follow(GOOD.format(two=2, status="", verdict="passed"), tmp_path, CI)
    assert (tmp_path / "tests" / "test_sum.py").exists()


def test_a_page_may_show_what_fails(tmp_path: Path) -> None:
    follow(GOOD.format(two=3, status=" status=1", verdict="failed"), tmp_path, CI)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (GOOD.format(two=3, status="", verdict="passed"), "line 11: ended with status 1, not 0"),
        (GOOD.format(two=2, status=" status=1", verdict="failed"), "ended with status 0, not 1"),
        (GOOD.format(two=2, status="", verdict="failed"), "line 15: not printed: ...1 failed in"),
        ("```sh ci\n./run verify\n```\n", ".ci/run has no step `./run verify`"),
        ("```sh ci\n./run tes\n```\n", ".ci/run has no step `./run tes`"),
        ("\n```sh\nls\n```\n", "line 2: nothing says how this block is to be run"),
        ("```python\n1 / 0\n```\n", "line 1: nothing says how"),
        ("```python rnu\n1 / 0\n```\n", "line 1: nothing says how"),
        ("```toml rnu\n[tool]\n```\n", "line 1: nothing says how"),
        ("```python run\n1 / 0\n```\n", "ZeroDivisionError"),
        ("```sh run\nfalse\ntrue\n```\n", "line 1: ended with status 1, not 0"),
        ("```sh run\nprintf 'a\\nb\\n'\n```\n```text output\nb\na\n```\n", "not printed: a"),
    ],
)
def test_a_page_that_is_not_as_written_is_told(tmp_path: Path, page: str, told: str) -> None:
    with pytest.raises(pytest.fail.Exception, match=re.escape(told)):
        follow(page, tmp_path, CI)
