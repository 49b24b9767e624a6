"""Documents of the user's own, for a model whose validators take few of those that are made."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import DeclarationError
from pactfuzz.shapes import Refused, Shape, parse_document
from pactfuzz.values.places import is_refused
from pactfuzz.values.spelling import written

_SAMPLE: Final = 200
"""Documents that are drawn of a strategy for a search without Hypothesis."""

_PLAIN = (dict, list, str, int, float, bool, type(None))


def own_documents(values: object, shape: Shape) -> SearchStrategy[Any] | None:
    """Return a strategy for the documents that a user states; None where there are none.

    ``values`` are documents, instances of the shape's model, or a strategy for either.

    Raises:
        DeclarationError: the shape does not take a document that is listed.
    """
    if isinstance(values, SearchStrategy):
        return values.map(lambda value: _document(shape, value))
    listed = [_document(shape, value) for value in values] if isinstance(values, Iterable) else []
    for each in listed:
        _check(shape, each)
    return st.sampled_from(listed) if listed else None


@st.composite
def mixed(draw: st.DrawFn, own: SearchStrategy[Any], made: SearchStrategy[Any]) -> Any:
    """Draw a document of the user's own with some members of one that is made."""
    return merged(draw(own), draw(made), lambda: draw(st.booleans()))


def merged(own: Any, made: Any, is_taken: Callable[[], bool]) -> Any:
    """Take over members of a document that is made; ``is_taken`` decides on each."""
    if not isinstance(own, Mapping) or not isinstance(made, Mapping):
        return made if is_taken() else own
    kept = {
        name: merged(value, made[name], is_taken) if name in made else value
        for name, value in own.items()
    }
    added = {name: value for name, value in made.items() if name not in own and is_taken()}
    return kept | added


def sample_of_own(values: object, shape: Shape, seed: int) -> tuple[Any, ...]:
    """Draw documents that a user states, for a search without Hypothesis.

    Raises:
        DeclarationError: the shape does not take a document that is listed.
    """
    own = own_documents(values, shape)
    drawn: dict[bytes, Any] = {}
    if own is not None:

        @seeded(seed)
        @settings(
            max_examples=_SAMPLE,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(own)
        def keep(document: Any) -> None:
            if shape.accepts(document) and not is_refused(shape, written(document)):
                drawn[written(document)] = document

        keep()
    return tuple(drawn.values())


def _document(shape: Shape, value: Any) -> Any:
    if shape.type_adapter is None or isinstance(value, _PLAIN):
        return value
    try:
        text = shape.type_adapter.dump_json(value, by_alias=True, warnings=False)
    except ValueError as error:
        msg = f"Fuzz(values=...): {value!r:.200} is neither JSON nor a {shape.name}: {error}"
        raise DeclarationError(msg) from None
    return parse_document(text)


def _check(shape: Shape, document: Any) -> None:
    try:
        problems = shape.problems(document)
        shape.parse(written(document))
    except Refused as error:
        msg = f"Fuzz(values=...): {shape.name} does not read {document!r:.200}: {error}"
        raise DeclarationError(msg) from None
    except (TypeError, ValueError) as error:
        msg = f"Fuzz(values=...): {document!r:.200} is no JSON: {error}"
        raise DeclarationError(msg) from None
    if problems:
        msg = f"Fuzz(values=...): {document!r:.200} is no {shape.name}: {problems[0]}"
        raise DeclarationError(msg)
