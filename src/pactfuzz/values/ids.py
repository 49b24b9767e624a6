"""What is special about an example, in words that are short enough for a test id."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from pactfuzz.values.choices import Node, Picks, choices_in

PLAIN: Final = "simplest"
MOST_SAID: Final = 4
"""Special things that an id names. Of more it names the three that fewest examples share."""


def ids_of(root: Node, rows: Sequence[Picks]) -> list[str]:
    """Name each row by what sets it apart from the simplest; no two get the same name."""
    special = [list(dict.fromkeys(_special(root, picks))) for picks in rows]
    frequency = Counter(said for each in special for said in each)
    taken: list[str] = []
    for each in special:
        candidates = _candidates(each, frequency)
        taken.append(next(candidate for candidate in candidates if candidate not in taken))
    return taken


def _special(node: Node, picks: Picks) -> Iterator[str]:
    """Say each choice that is not taken in the simplest way, in the order of the document."""
    for choice in choices_in(node):
        option = choice.options[picks[choice]]
        inside = list(_special(option.node, picks))
        if picks[choice] and not (option.is_implied and inside):
            yield option.label
        yield from inside


def _candidates(special: list[str], frequency: Counter[str]) -> Iterator[str]:
    if len(special) > MOST_SAID:
        rarest = sorted(special, key=frequency.__getitem__)
        for size in range(MOST_SAID - 1, len(special)):
            named = [each for each in special if each in rarest[:size]]
            yield f"{', '.join(named)} and {len(special) - size} more"
    whole = ", ".join(special) or PLAIN
    yield whole
    yield from (f"{whole} ({number})" for number in count(2))
