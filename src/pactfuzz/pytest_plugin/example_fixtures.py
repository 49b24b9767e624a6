"""Fixtures for one item that runs many examples, each of which gets them anew."""

from typing import Any

import pytest
from _pytest.tmpdir import tmppath_result_key

from pactfuzz.pytest_plugin.items import fixture_value


def has_fixture(node: pytest.Item | pytest.Collector, name: str) -> bool:
    """Say whether there is a fixture of that name; pytest has no public way to ask."""
    return bool(node.session._fixturemanager.getfixturedefs(name, node))  # noqa: SLF001


class ExampleFixtures:
    """The fixtures of an item; those of the scope ``function`` end with each example.

    A state that is set up by ``monkeypatch`` is left again before the next example, as it is
    between two items.
    """

    def __init__(self, item: pytest.Function) -> None:
        self._item = item

    def __call__(self, name: str) -> Any:
        """Give a fixture's value, or raise ``NoSuchFixture``."""
        return fixture_value(self._item._request, name)  # noqa: SLF001 - as ``renew``

    def has(self, name: str) -> bool:
        """Say whether there is one of that name."""
        return has_fixture(self._item, name)

    def renew(self) -> None:
        """Begin an example: no fixture of the scope ``function``, and nothing printed, is left.

        What pytest does before it runs an item once more is private; other plugins that repeat
        items do the same.
        """
        self._forget_what_was_printed()
        request = self._item._request  # noqa: SLF001
        made = [each for each in request._fixture_defs.values() if each.scope == "function"]  # noqa: SLF001
        if not made:
            return
        # ``tmp_path`` asks when it ends how the item went, and forgets it: it ends more than once.
        went = self._item.stash.get(tmppath_result_key, {})
        for each in reversed(made):
            each.finish(request)
        self._item.stash[tmppath_result_key] = went.copy()
        self._item._initrequest()  # noqa: SLF001
        self._item._request._fillfixtures()  # noqa: SLF001

    def _forget_what_was_printed(self) -> None:
        """Leave to the report what the last example prints, which is the one that it tells."""
        capture = self._item.config.pluginmanager.getplugin("capturemanager")
        if capture is not None and capture.is_globally_capturing():
            capture.read_global_capture()
        logged = self._item.config.pluginmanager.getplugin("logging-plugin")
        if logged is not None:
            logged.report_handler.reset()
            logged.caplog_handler.clear()
