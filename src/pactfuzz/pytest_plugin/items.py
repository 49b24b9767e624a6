"""What every item of a verifying run has: its words, its fixtures, its place in a file."""

from typing import Any

import pytest

from pactfuzz.verification.arguments import NoSuchFixture


class Broken(Exception):
    """An interaction is broken or a pact unusable; the text says all, no traceback says more."""

    def __init__(self, text: str, in_short: str) -> None:
        super().__init__(text)
        self.in_short = in_short


class InteractionItem(pytest.Function):
    """A function of pytest's, so that states and emitters may use fixtures."""

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ARG002 (the signature is pytest's)
    ) -> Any:
        """Show what is broken in words, and only the user's own code with its traceback."""
        return in_words(excinfo) or super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Locate it in the provider's file."""
        return self.path, None, self.name


def fixture_value(request: pytest.FixtureRequest, name: str) -> Any:
    """Give a fixture's value; one that is not there is no failure of a fixture that is."""
    try:
        return request.getfixturevalue(name)
    except pytest.FixtureLookupError as error:
        if error.argname == name:
            raise NoSuchFixture(name) from None
        raise


def in_words(excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    """Represent a ``Broken`` by its text; anything else is not for here."""
    if not isinstance(excinfo.value, Broken):
        return None
    shown = excinfo.getrepr(style="value")
    if shown.reprcrash is not None:
        # For the one line in the list of failures, and for JUnit's.
        shown.reprcrash.message = excinfo.value.in_short
    return shown
