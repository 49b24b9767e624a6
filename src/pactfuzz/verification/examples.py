"""Running one test under Hypothesis, quietly: what it says comes back, and is not printed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hypothesis import settings

_STEP: Final = re.compile(r"(\w+(, \w+)* = )?state( = |\.)")
"""How a step of a state machine opens in the program that Hypothesis writes."""

_HOW_TO_REPRODUCE: Final = "You can "

_OPENINGS: Final = ("Falsifying example", "Failing test case", _HOW_TO_REPRODUCE)
"""How the other notes open that it leaves on an exception, in the versions that are allowed."""


@dataclass(frozen=True, slots=True)
class Told:
    """How a test ended: what was raised, the steps that led there, how it can be reproduced."""

    error: BaseException | None
    steps: tuple[str, ...]
    text: str


def settings_of(declared: Any, examples: int | None, *, is_known: bool) -> "settings":
    """Choose how to search: by the active profile, a ``@settings`` on what is declared, and N.

    Time is limited elsewhere, for each example; where a break is known already, and ``is_known``
    says so, none smaller is looked for.
    """
    from hypothesis import Phase, settings  # noqa: PLC0415 - imported only to drive

    parent = getattr(declared, "_hypothesis_internal_use_settings", None)
    parent = parent or getattr(getattr(declared, "TestCase", None), "settings", None)
    parent = parent or settings()
    left_out = {Phase.explain, Phase.shrink} if is_known else {Phase.explain}
    return settings(
        parent=parent,
        max_examples=parent.max_examples if examples is None else examples,
        phases=[each for each in parent.phases if each not in left_out],
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
    )


def run(test: Any, declared: Any, key: str, failures: tuple[type[BaseException], ...]) -> Told:
    """Run a test of Hypothesis's.

    ``key`` names it in the database of examples. A ``@seed`` or ``@reproduce_failure`` on what
    the user declared holds for it.
    """
    from hypothesis.reporting import with_reporter  # noqa: PLC0415 - imported only to drive

    # As Hypothesis's own plugin does for parametrized tests: there is no public name for it.
    test.hypothesis.inner_test._hypothesis_internal_add_digest = key.encode()  # noqa: SLF001
    for mark in ("_hypothesis_internal_use_seed", "_hypothesis_internal_use_reproduce_failure"):
        setattr(test, mark, getattr(declared, mark, None))
    lines: list[Any] = []
    error: BaseException | None = None
    try:
        with with_reporter(lines.append):
            test()
    except failures as failure:
        error = failure
    said = [*map(str, lines), *_notes_taken_off(error)]
    return Told(
        error,
        steps=tuple(each for each in said if _STEP.match(each)),
        # The example itself is told in the contract's words.
        text="\n".join(each for each in said if each.startswith(_HOW_TO_REPRODUCE)),
    )


def _notes_taken_off(error: BaseException | None) -> list[str]:
    """Take what Hypothesis adds off an exception; any other note is the user's own."""
    notes: list[str] = getattr(error, "__notes__", [])
    stripped = {each: each.strip() for each in notes}
    taken = [
        each
        for each in notes
        if stripped[each].startswith(_OPENINGS) or _STEP.match(stripped[each])
    ]
    notes[:] = [each for each in notes if each not in taken]
    return [stripped[each] for each in taken]


def given(strategy: Any, call: Callable[[Any], None], settings: "settings") -> Any:
    """Make a test of a function of one value."""
    from hypothesis import given  # noqa: PLC0415 - imported only to drive

    def of(value: Any) -> None:
        call(value)

    decorate: Any = given(strategy)
    return settings(decorate(of))
