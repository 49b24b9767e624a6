"""Members that the schema does not name: what they are called, and how many there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.values.extensions_names import HOSTILE
from pactfuzz.values.languages.expression import language_of
from pactfuzz.values.languages.language import Language, both, literal, negation
from pactfuzz.values.strategies.drawing import Choices, Compound
from pactfuzz.values.strategies.formats import SOURCES
from pactfuzz.values.strategies.nesting import Nesting
from pactfuzz.values.strategies.source import Source
from pactfuzz.values.strategies.steps import Collection, Entry
from pactfuzz.values.strategies.texts import Alphabet, string, texts, words

_ATTRIBUTES: Final = tuple(sorted(HOSTILE, key=len))
_SPARE: Final = 1_000

Others: TypeAlias = Callable[[int, int | None], SearchStrategy[Mapping[str, Any]]]
"""Makes members, so many at least and so many at most."""


@dataclass(frozen=True, slots=True)
class Names:
    """Which names members may have: ``rules`` hold for them all, ``patterns`` for some.

    ``pattern`` is the one of these that the names match; they match none of the others, and are
    none of those that are ``taken``.
    """

    rules: Mapping[str, Any]
    patterns: Sequence[str]
    pattern: str | None
    taken: Sequence[str]

    def source(self, alphabet: Alphabet) -> Source:
        """Make names, and let them lean towards those that a reader may take for attributes.

        Raises:
            UnsatisfiableShape: there are none.
            Inexpressible: a pattern cannot be read as a language.
            TooManyStates: the patterns are too large.
        """
        least, most = self.rules.get("minLength", 0), self.rules.get("maxLength")
        ruled = {"pattern", "format"} & self.rules.keys()
        if not self.patterns and not ruled and most is None and least == 0:
            return self._any(alphabet)
        if self.rules.get("format") in SOURCES and not self.patterns:
            return string(self.rules, alphabet)
        return words(self._language(), least, most)

    def spare(self, alphabet: Alphabet) -> Iterator[str]:
        """List names, not all of them different."""
        source = self.source(alphabet)
        for number in range(_SPARE):
            raw = str(number)
            yield raw if source.finish is None else source.finish(raw)

    def _any(self, alphabet: Alphabet) -> Source:
        source = texts(0, None, alphabet)
        leaning = (*source.flavours, st.sampled_from(_ATTRIBUTES))
        return Source(leaning, self._untaken if self.taken else None)

    def _untaken(self, name: str) -> str:
        while name in self.taken:
            name += "_"
        return name

    def _language(self) -> Language:
        wanted = [] if self.pattern is None else [self.pattern]
        wanted += [self.rules["pattern"]] if "pattern" in self.rules else []
        avoided = [each for each in self.patterns if each != self.pattern]
        return both(
            *map(language_of, wanted),
            *(negation(language_of(each, is_wide=True)) for each in avoided),
            *(negation(literal(each)) for each in self.taken),
        )


def others(
    names: Source, values: Source, nesting: Nesting, spare: Callable[[], Iterator[str]]
) -> Others:
    """Make members with names and values of one source each."""
    return Collection.of((names, values), nesting, dict, _name, spare).sized


def joined(parts: Sequence[Others]) -> Others | None:
    """Put members of several kinds into one object; only the first kind makes up the number."""
    if not parts[1:]:
        return parts[0] if parts else None
    return lambda least, most: _Joined(parts, least, most)


class _Joined(Compound[Mapping[str, Any]]):
    def __init__(self, parts: Sequence[Others], least: int, most: int | None) -> None:
        super().__init__()
        self._parts = parts
        self._least = least
        self._most = most

    def do_draw(self, data: Choices) -> Mapping[str, Any]:
        """Draw members of each kind, as long as there is room for more."""
        found: dict[str, Any] = {}
        least = self._least
        for part in self._parts:
            room = None if self._most is None else self._most - len(found)
            found |= data.draw(part(least, room))
            least = 0
        return found


def _name(entry: Entry) -> str:
    return str(entry[0])
