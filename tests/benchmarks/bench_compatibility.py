"""What a verdict with its witness costs, and how often it is right, beside other checkers.

    PYTHONPATH=tests/compatibility python tests/benchmarks/bench_compatibility.py

Consecutive versions of real Pydantic models, from the labelled pairs, judged as sets. Each checker
answers in a process of its own, all in turns on one pair after the other, and is killed where an
answer takes too long. Checkers that are not among this project's requirements are installed into
an environment that is thrown away; one that cannot be installed is left out, with the reason.
"""

import json
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median, quantiles
from threading import Timer
from typing import Any

from labelled_pairs import FOLDER, MISSING, Pair, pairs

OURS = ("pactfuzz", "covers")
FOREIGN = {"jsonsubschema": "jsonsubschema==0.0.8", "jsoncompat": "jsoncompat"}
"""The last one in its newest version."""

LONGEST = 20.0
"""Seconds after which an answer is not waited for any longer."""

EASY: tuple[Any, Any] = ({"type": "integer"}, {"type": "number"})
"""Asked first and not counted, so that loading a checker counts for none."""


@dataclass(slots=True)
class Checker:
    """A checker in a process, which is started anew after it was killed."""

    name: str
    python: str
    told: list[tuple[Pair, dict[str, Any]]] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    def judge(self, pair: Pair) -> None:
        if self.process is None:
            self._start()
        self.told.append((pair, self._ask((pair.old, pair.new))))

    def _start(self) -> None:
        script = Path(__file__).with_name("checkers.py")
        self.process = subprocess.Popen(
            [self.python, str(script), self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._ask(EASY)

    def _ask(self, schemas: tuple[Any, Any]) -> dict[str, Any]:
        timer = Timer(LONGEST, self.process.kill)
        timer.start()
        try:
            self.process.stdin.write(f"{json.dumps(schemas)}\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        finally:
            timer.cancel()
        if answer:
            return json.loads(answer)
        self.stop()
        return {"answer": "too long", "ms": LONGEST * 1000}

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def installed(folder: str) -> dict[str, str]:
    """Install the foreign checkers; tells which interpreter has each of them."""
    venv.create(folder, with_pip=True)
    python = str(Path(folder) / "bin" / "python")
    there = {}
    for name, requirement in FOREIGN.items():
        done = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", requirement],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            there[name] = python
        else:
            say(f"{name} is left out, it cannot be installed: {done.stderr.strip()[-200:]}")
    return there


def summarise(checker: Checker, ours: float) -> None:
    """Tell in a line how often a checker was right, and what its answers took."""
    counts = Counter(_outcome(pair.truth, told["answer"]) for pair, told in checker.told)
    times = [told["ms"] for _, told in checker.told]
    ninety_five = quantiles(times, n=20)[-1]
    say(
        f"{checker.name:14}{counts['right']:6}{counts['unsound']:9}{counts['over-strict']:13}"
        f"{counts['no answer']:11}{median(times):11.2f}{ninety_five:9.1f}{max(times):9.0f}"
        f"{median(times) / ours:9.1f}"
    )


def _outcome(truth: str, answer: str) -> str:
    if truth == "unknown":
        return "nobody knows"
    if answer not in ("compatible", "breaking"):
        return "no answer"
    if answer == truth:
        return "right"
    return "unsound" if answer == "compatible" else "over-strict"


def details(checker: Checker) -> None:
    """Tell of our own verdicts what the two kinds of answers took, and how large witnesses are."""
    for answer in ("compatible", "breaking", "unknown"):
        times = [told["ms"] for _, told in checker.told if told["answer"] == answer]
        if times:
            say(f"{answer:12}{len(times):4}  median {median(times):.2f} ms, most {max(times):.0f}")
    sizes = [told["bytes"] for _, told in checker.told if told.get("bytes")]
    if sizes:
        say(f"witnesses: median {median(sizes):.0f} bytes, most {max(sizes)}")
    for pair, told in checker.told:
        if told["answer"] not in ("compatible", "breaking"):
            say(f"no answer: {pair.id}: {told.get('error', told['answer'])}")


def same(pair: Pair) -> Pair:
    """Pair a schema with itself: there is no difference."""
    return replace(pair, new=pair.old, truth="compatible")


def say(line: str) -> None:
    """Write a line at once, so that what takes long can be followed."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def compare(title: str, judged: list[Pair], pythons: dict[str, str]) -> None:
    """Let all checkers judge the pairs, in turns, and tell the table."""
    checkers = [Checker(name, python) for name, python in pythons.items()]
    try:
        for pair in judged:
            for checker in checkers:
                checker.judge(pair)
    finally:
        for checker in checkers:
            checker.stop()
    say(f"\n{title}: {len(judged)} pairs, {sum(p.truth != 'unknown' for p in judged)} known")
    say("               right  unsound  over-strict  no answer  median ms   95 %     most    ratio")
    ours = median(told["ms"] for _, told in checkers[0].told)
    for checker in checkers:
        summarise(checker, ours)
    details(checkers[0])


def main() -> None:
    """Compare everything."""
    if not FOLDER.is_dir():
        sys.exit(MISSING)
    history = list(pairs("pydantic_history"))
    with tempfile.TemporaryDirectory() as folder:
        pythons = dict.fromkeys(OURS, sys.executable) | installed(folder)
        compare("consecutive versions", history, pythons)
        compare("each version with itself", list(map(same, history)), pythons)


if __name__ == "__main__":
    main()
