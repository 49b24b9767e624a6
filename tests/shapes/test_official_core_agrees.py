"""The derived shape against the official core, on examples, rules and documents that are drawn.

Whatever the core accepts, the shape accepts. What the shape accepts beyond that, it says so where
it does, by a ``$comment``; without one, the two agree. Left out of the drawing is what could not be
told apart that way: whole numbers with a fraction of zero, numbers beyond 64 bits, and dates that
are written otherwise than in their format.
"""

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pactfuzz.shapes import Shape, format_document

CoreAccepts = Callable[[Any, dict[str, Any], Any], bool]

# One question to the core takes a few milliseconds.
thorough = settings(
    max_examples=3 * settings.default.max_examples,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TEXTS = ["", "a", "ab", "x1", "17", "2.5", "é", "[1]", "true", "null", "2026-01-05", "1.2.3"]
SCALARS = [None, True, False, 0, 1, -7, 2.5, -0.25, *TEXTS]
NAMES = ["a", "b", "c", "1", "x y"]

scalars = st.sampled_from(SCALARS)
names = st.sampled_from(NAMES)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
# A scalar at the root is for the core no JSON body but text, and null is no body at all.
examples = documents.filter(lambda document: isinstance(document, dict | list))

EXPRESSIONS = [
    *(r"\d+", r"^[a-z]+$", r"a|ab", r".*", r"\w+", r"(?i)A", r"-?\d+\.\d+", r"\[.*\]", r"\{.*\}"),
    *(r"null|true", r"\d{4}-\d{2}-\d{2}", r"[^x]*", r"^(a|b|17)$", "", r"x?1{1,2}"),
]
COUNTS = st.none() | st.integers(0, 3)

plain_matchers = st.one_of(
    st.sampled_from(
        ["type", "equality", "integer", "decimal", "number", "boolean", "null", "notEmpty"]
    ).map(lambda name: {"match": name}),
    st.sampled_from(["semver", "statusCode", "date", "time", "datetime", "values"]).map(
        lambda name: {"match": name}
    ),
    st.just({"match": "date", "format": "yyyy"}),
    st.just({"match": "contentType", "value": "application/json"}),
    st.sampled_from(EXPRESSIONS).map(lambda regex: {"match": "regex", "regex": regex}),
    st.sampled_from(["a", "1", "", "u", "{", "."]).map(lambda v: {"match": "include", "value": v}),
    st.fixed_dictionaries({"match": st.just("type")}, optional={"min": COUNTS, "max": COUNTS}),
)
variants = st.fixed_dictionaries(
    {"index": st.integers(0, 2)},
    optional={
        "rules": st.dictionaries(
            st.sampled_from(["$", "$.a", "$.*", "$[*]", "$[0]", "$.b.a"]),
            plain_matchers.map(lambda matcher: {"matchers": [matcher]}),
            max_size=2,
        )
    },
)
matchers = st.recursive(
    plain_matchers
    | st.lists(variants, max_size=2).map(
        lambda drawn: {"match": "arrayContains", "variants": drawn}
    ),
    lambda inner: st.fixed_dictionaries(
        {"match": st.sampled_from(["eachKey", "eachValue"]), "rules": st.lists(inner, max_size=2)}
    ),
    max_leaves=3,
)
rule_lists = st.fixed_dictionaries(
    {
        "combine": st.sampled_from(["AND", "AND", "OR"]),
        "matchers": st.lists(matchers, min_size=1, max_size=2),
    }
)


def places(document: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield above
    if isinstance(document, dict | list):
        pairs = document.items() if isinstance(document, dict) else enumerate(document)
        for step, value in pairs:
            yield from places(value, (*above, step))


def written(step: str | int) -> str:
    if isinstance(step, int) or step == "[*]":
        return step if isinstance(step, str) else f"[{step}]"
    return f".{step}" if step.isalpha() or step == "*" else f"['{step}']"


@st.composite
def paths(draw: st.DrawFn, example: Any) -> str:
    """A path to a place in the example, or near one, here and there with a wildcard."""
    steps = [*draw(st.sampled_from(list(places(example))))]
    for index, step in enumerate(steps):
        wildcards = ["*", "[*]"] if isinstance(step, int) or step == "1" else ["*"]
        steps[index] = draw(st.sampled_from([step, step, step, *wildcards]))
    elsewhere = st.sampled_from([0, 1, 2, 4, *NAMES])
    if draw(st.integers(0, 9)) == 0:
        steps.append(draw(elsewhere | st.sampled_from(["*", "[*]"])))
    if steps and draw(st.integers(0, 19)) == 0:
        steps[-1] = draw(elsewhere)
    return "$" + "".join(map(written, steps))


@st.composite
def changed(draw: st.DrawFn, document: Any) -> Any:
    """A document like another: few independent ones would ever match."""
    if draw(st.integers(0, 9)) == 0:
        return draw(documents)
    if isinstance(document, dict):
        kept = {name: draw(changed(value)) for name, value in document.items() if draw(mostly)}
        if draw(rarely):
            kept[draw(names)] = draw(changed(draw(st.sampled_from([*document.values(), "a"]))))
        return kept
    if isinstance(document, list):
        items = [draw(changed(item)) for item in document if draw(mostly)]
        more = draw(st.integers(0, 2)) if draw(rarely) else 0
        return items + [draw(changed(document[0] if document else "a")) for _ in range(more)]
    alike = [scalar for scalar in SCALARS if type(scalar) is type(document)]
    return draw(st.sampled_from([*[document] * len(alike), *alike]))


mostly = st.integers(0, 5).map(bool)
rarely = st.integers(0, 3).map(lambda number: number == 0)


@st.composite
def interactions(draw: st.DrawFn) -> tuple[Any, dict[str, Any], Any]:
    example = draw(examples)
    rules = {draw(paths(example)): draw(rule_lists) for _ in range(draw(st.integers(0, 4)))}
    return example, rules, draw(changed(example))


@thorough
@given(interaction=interactions())
def test_a_shape_accepts_what_the_core_accepts(
    core_accepts: CoreAccepts, interaction: tuple[Any, dict[str, Any], Any]
) -> None:
    example, rules, document = interaction
    shape = Shape.from_interaction(example, rules)
    is_accepted = shape.accepts(document)
    if core_accepts(example, rules, document):
        assert is_accepted
    elif is_accepted:
        assert "$comment" in format_document(shape.reader)


ATOMS = [
    *("a", "b", "1", "0", "é", "-", "e", "E", " ", "#", "/", '"', ":", ",", "=", "}", "]", "\n"),
    *(r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\.", r"\-", r"\n", r"\/", r"\{", r"\}", r"\["),
    *("[ab]", "[^a]", "[0-9.-]", r"[\w-]", r"[^\d]", "[é-ü]", "[a-c&&b]", r"[\s\S]", "."),
    *("^", "$", r"\b", r"\B", r"\A", r"\z", r"\Z", "(?=a)", "(?!b)", "(?<=a)", "(?<!1)", "(?i)"),
    *(r"\x61", r"\u00e9", r"\h", r"\p{L}", "[[:alpha:]]", "{", "null", "true"),
]
QUANTIFIERS = [
    "",
    "",
    "",
    "*",
    "+",
    "?",
    "{2}",
    "{1,}",
    "{0,3}",
    "{1,2}?",
    "+?",
    "??",
    "{2}?",
    "++",
]

expressions = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds("({}){}".format, inner, st.sampled_from(QUANTIFIERS)),
        st.builds("(?:{}){}".format, inner, st.sampled_from(QUANTIFIERS)),
        st.lists(st.builds("{}{}".format, inner, st.sampled_from(QUANTIFIERS)), max_size=4).map(
            "".join
        ),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
    ),
    max_leaves=8,
)
values = st.one_of(
    st.text('ab10é_-. \n{}[]"eEü', max_size=6),
    st.integers(-20, 120),
    st.floats(-20, 20).map(lambda number: round(number, 2)),
    st.sampled_from([True, False, None, 1e30, 1e-9, [], {}, [1], ["a"], {"a": 1}, [1, 0]]),
)


@thorough
@given(expression=expressions, value=values)
def test_an_expression_accepts_what_the_core_accepts(
    core_accepts: CoreAccepts, expression: str, value: Any
) -> None:
    rules = {"$.v": {"matchers": [{"match": "regex", "regex": expression}]}}
    if core_accepts({"v": "x"}, rules, {"v": value}):
        assert Shape.from_interaction({"v": "x"}, rules).accepts({"v": value})
