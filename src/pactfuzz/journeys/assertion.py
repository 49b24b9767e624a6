"""Comparisons as assertions: what is not compatible fails the test that says it should be."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pactfuzz.compatibility import Answer, Comparison, Policy
from pactfuzz.configuration import OMITS, POLICIES, UNKNOWN_MODES, Configuration
from pactfuzz.errors import ConfigurationError, nearest
from pactfuzz.journeys.compare import Order, answer_of, compare
from pactfuzz.reporting.comparison import comparisons_text
from pactfuzz.shapes import Omits


def assert_compatible(
    writer: Any,
    reader: Any,
    *,
    policy: str = "declared",
    unknown: str = "fail",
    omits: str | None = None,
) -> None:
    """Assert that a reader can read everything that a writer may send.

    Both may be models, JSON Schemas as dictionaries, a ``Shape``, or a text as ``pactfuzz compare``
    takes it, whose files and modules are looked for from the folder of ``pyproject.toml``. With
    the policy ``strict`` a writer sends whatever its schema accepts, with ``closed`` nothing but
    what it declares, even if its model allows extras. With ``unknown="warn"`` what could not be
    judged is a warning. ``omits`` is what the writer's service leaves out when it dumps a model:
    ``"nothing"``, or the fields that are ``"unset"``, ``"defaults"`` or ``"none"``; by default what
    ``[tool.pactfuzz]`` says.

    Raises:
        AssertionError: a document shows that it cannot, or it is not known; the text says all.
        PactfuzzError: a text names no shape, or an argument is none of these.
    """
    __tracebackhide__ = True
    _check("policy", policy, POLICIES)
    _check("unknown", unknown, UNKNOWN_MODES)
    root = _root()
    omits = Configuration.read(root).omits if omits is None else omits
    _check("omits", omits, OMITS)
    order = Order(writer, reader, root, policy=Policy(policy), omits=Omits(omits))
    found = [each for each in compare([order]) if isinstance(each, Comparison)]
    require_compatible(found, unknown_warns=unknown == "warn")


def require_compatible(comparisons: Sequence[Comparison], *, unknown_warns: bool) -> None:
    """Fail unless all are compatible; what is unknown may be a warning instead.

    Raises:
        AssertionError: one is not; the text says why.
    """
    __tracebackhide__ = True
    answer = answer_of(comparisons)
    text = comparisons_text(
        each for each in comparisons if each.verdict.answer is not Answer.COMPATIBLE
    )
    if answer is Answer.UNKNOWN and unknown_warns:
        warnings.warn(text, stacklevel=3)
    elif text:
        raise AssertionError(text)


def _check(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        msg = f"assert_compatible: {name}={value!r}; {nearest(value, known)}"
        raise ConfigurationError(msg)


def _root() -> Path:
    """Find the project's folder: a test may be run from any folder in it."""
    here = Path.cwd()
    folders = (here, *here.parents)
    return next((each for each in folders if (each / "pyproject.toml").is_file()), here)
