"""Answers as one checker of compatibility: a pair of schemas a line in, an answer a line out.

    python tests/benchmarks/checkers.py NAME

Runs in the environment in which that checker is installed, so it leans on nothing else.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any


def pactfuzz() -> Callable[[Any, Any], dict[str, Any]]:
    from pactfuzz.compatibility import Policy, compare
    from pactfuzz.shapes import Shape

    def ask(old: Any, new: Any) -> dict[str, Any]:
        writer, reader = Shape.from_schema(old), Shape.from_schema(new)
        verdict = compare(writer, reader, policy=Policy.STRICT, formats=False, in_detail=False)
        size = len(verdict.witness.text.encode()) if verdict.witness else None
        return {"answer": verdict.answer.value, "bytes": size}

    return ask


def covers() -> Callable[[Any, Any], dict[str, Any]]:
    import jsonschema_rs

    answers = {"yes": "compatible", "no": "breaking"}

    def ask(old: Any, new: Any) -> dict[str, Any]:
        writer, reader = (jsonschema_rs.canonicalize(each, offline=True) for each in (old, new))
        return {"answer": answers.get(str(reader.covers(writer)), "unknown")}

    return ask


def jsonsubschema() -> Callable[[Any, Any], dict[str, Any]]:
    from jsonsubschema import isSubschema

    return lambda old, new: {"answer": _said(is_compatible=isSubschema(old, new))}


def jsoncompat() -> Callable[[Any, Any], dict[str, Any]]:
    from jsoncompat import check_compat

    def ask(old: Any, new: Any) -> dict[str, Any]:
        is_compatible = check_compat(json.dumps(old), json.dumps(new), "deserializer")
        return {"answer": _said(is_compatible=is_compatible)}

    return ask


def _said(*, is_compatible: bool) -> str:
    return "compatible" if is_compatible else "breaking"


def main() -> None:
    """Answer until the input ends; ``ms`` is what an answer took."""
    ask = {each.__name__: each for each in (pactfuzz, covers, jsonsubschema, jsoncompat)}[
        sys.argv[1]
    ]()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What a checker prints is no answer.
    for line in sys.stdin:
        old, new = json.loads(line)
        started = time.perf_counter()
        try:
            told = ask(old, new)
        except Exception as error:  # noqa: BLE001 - whatever a checker raises, it has no answer
            told = {"answer": "error", "error": f"{type(error).__name__}: {error}"[:200]}
        told["ms"] = (time.perf_counter() - started) * 1000
        answers.write(f"{json.dumps(told)}\n")
        answers.flush()


if __name__ == "__main__":
    main()
