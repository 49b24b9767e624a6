"""Each matching rule, its shape and the official core side by side; then what cannot be read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Shape

CoreAccepts = Callable[[Any, dict[str, Any], Any], bool]

type_ = {"match": "type"}


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule at ``$.v`` takes and refuses.

    ``let_through`` is what the core refuses and JSON Schema has no words to refuse;
    ``too_strict`` is what only the shape refuses.
    """

    example: Any
    rule: dict[str, Any] | tuple[dict[str, Any], ...]
    taken: tuple[Any, ...]
    refused: tuple[Any, ...]
    let_through: tuple[Any, ...] = ()
    too_strict: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule} at {self.example!r}"

    @property
    def rules(self) -> dict[str, Any]:
        return {"$.v": one(*self.rule) if isinstance(self.rule, tuple) else one(self.rule)}


def each(name: str, *rules: dict[str, Any]) -> dict[str, Any]:
    return {"match": name, "rules": list(rules)}


def contains(*variants: dict[str, Any]) -> dict[str, Any]:
    return {"match": "arrayContains", "variants": list(variants)}


def regex(expression: str) -> dict[str, Any]:
    return {"match": "regex", "regex": expression}


def one(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"combine": "AND", "matchers": [*rules]}


ITEM_1 = {"index": 0, "rules": {}}
NAME_IS_TEXT = {"index": 0, "rules": {"$.name": one(type_)}}

CASES = [
    # Scalars
    Case(1, type_, (2, 2.5), ("x", None, True, [], {})),
    Case("x", type_, ("y", ""), (1, None, [], {})),
    Case(example=True, rule=type_, taken=(False,), refused=(0, "true")),
    Case(None, type_, (None,), (0, "", False)),
    Case(1, {"match": "equality"}, (1,), (2, "1", True, None), let_through=(1.0,)),
    Case(1, {"match": "values"}, (1,), (2,)),
    Case(1, {"match": "integer"}, (2, -2, 2**63), (2.5, "2", True), let_through=(2.0, 2**64)),
    Case(1.5, {"match": "decimal"}, (2.5, -0.5), ("2.5", None), let_through=(2,)),
    Case(1.5, {"match": "real"}, (2.5,), ("2.5",)),
    Case(1, {"match": "number"}, (2, 2.5, 1e30), ("2", None, True)),
    Case("true", {"match": "boolean"}, (True, False, "true", "false"), ("yes", 0, None)),
    Case("x", {"match": "null"}, (None,), (0, "", False)),
    Case("x", {"match": "notEmpty"}, ("y", 0, False, [1]), ("", None, [], {})),
    Case(
        "1.0.0",
        {"match": "semver"},
        ("1.2.3", "1.2.3-rc.1+build.5"),
        ("1.2", "v1.2.3", "01.2.3", "1.2.3-01", 1),
        let_through=("99999999999999999999.0.0",),
    ),
    Case("x", {"match": "statusCode", "status": "success"}, ("y", 1, None, []), ()),
    Case(
        "x",
        {"match": "contentType", "value": "application/json"},
        ("{}", 2, None),
        (),
        let_through=("y",),
    ),
    # The text of a value
    Case("1", regex(r"\d+"), ("12", 12, "٣"), ("x", "", None, [1]), (-1, 1.5, "é")),
    Case("ok", regex("^(ok|soft|hard)$"), ("soft",), ("OK", "okay", "ok\n", 5, None, True, [], {})),
    Case("2026-01-05", regex(r"\d{4}-\d{2}-\d{2}"), ("2027-11-30",), ("2027", 2027, [], {})),
    Case("x", regex("null|true"), (None, True, "null"), ("x", 1, []), let_through=(False,)),
    Case("x", regex("[a-z]+@[a-z]+"), ("a@b",), ("a", 5, {}, [])),
    Case("x", regex(r"\[.*\]"), ([], [1], "[x]"), (1, {}, "x")),
    Case("x", regex(r"(?i)ok"), ("OK",), (), let_through=("x", 5)),
    Case("x", regex("a|ab"), ("a", "ab"), ("b", "abc")),
    Case("x", regex("[A-F0-9]{8}-[a-f0-9]{4}"), ("0123ABCD-01ab",), ("0123", 5, {}, [])),
    Case("x", regex("ab{2}?"), ("a", "abb"), (), let_through=("ab", 5)),
    Case("x", regex("é+"), ("éé",), ("e", "É")),
    Case("x", regex("a\n^b"), ("a\nb",), ("ab", "a"), let_through=("\n",)),
    Case("x", regex("["), (), (), let_through=("[", "x")),
    Case("x", {"match": "include", "value": "a."}, ("xa.", ["a."]), ("xab", "", 1), ([1],)),
    Case("x", {"match": "include", "value": "1"}, ("x1", 15, [1]), ("x", True, None), (25,)),
    Case("x", {"match": "include", "value": 5}, ("x5", 15), ("x",)),
    Case("x", {"match": "include", "value": ""}, ("", 0, None, [], {}), ()),
    # Dates and times
    Case(
        "2026-01-05",
        {"match": "date"},
        ("2027-11-30",),
        ("2026-02-30", "noon", "", 2026),
        too_strict=("26-1-5",),
    ),
    Case("12:00:00", {"match": "time"}, ("23:59:59",), ("24:00:00", 1), ("12:00",), ("23:59:60",)),
    Case(
        "2026-01-05T12:00:00Z",
        {"match": "datetime"},
        ("2026-01-05T12:00:00+02:00",),
        ("noon", "2026-01-05 noon", 5),
        let_through=("2026-01-05T12:00:00",),
    ),
    Case("05.01.2026", {"match": "date", "format": "dd.MM.yyyy"}, ("30.11.2027",), (5,), ("x",)),
    Case("2026", {"match": "date", "format": "yyyy"}, ("2027", 2027), ([], None), ("x", 99999)),
    Case("T12", {"match": "timestamp", "timestamp": "'T'HH"}, ("T13",), (), let_through=("x", 1)),
    # Arrays
    Case([1], type_, ([2], [1, 2, 3], []), (["x"], [1, "x"], {}, None)),
    Case([1], type_ | {"min": 2}, ([1, 2], [1, 2, 3]), ([1], [1, "x"])),
    Case([1], type_ | {"max": 2}, ([], [1, 2]), ([1, 2, 3],)),
    Case([1], type_ | {"min": 1, "max": 2}, ([1], [1, 2]), ([], [1, 2, 3])),
    Case([1], {"match": "min", "min": 1}, ([1],), ([],)),
    Case([1], {"max": "1"}, ([1],), ([1, 2],)),
    Case([1, "a"], type_, ([2, "b", 3], [2]), (["b"], [1, 2], [1, "a", "b"])),
    Case([[1]], type_ | {"min": 1}, ([[]], [[1, 2]]), ([], [["x"]])),
    Case([], type_, ([], [1], ["x"]), ({}, None)),
    Case([1], {"match": "equality"}, ([1],), ([], [2], [1, 1])),
    Case([1], {"match": "integer"}, ([2], []), ([2.5], 1)),
    Case([1], {"match": "null"}, (), ([1], [], None)),
    Case([1], {"match": "notEmpty"}, (["x"],), ([], [""])),
    Case([1], each("eachValue", {"match": "integer"}), ([2, 3], []), ([2, "x"], {})),
    Case([1], each("each-value"), ([],), ([1],)),
    Case([[1]], each("eachValue"), ([],), ([[1]], [[]])),
    Case([{"a": 1}], each("eachValue", type_), ([{"a": 2}], []), ([{}], [{"a": "x"}])),
    Case([1, 2], contains(ITEM_1), ([0, 1], [1]), ([2], [])),
    Case([1, 2], contains(), ([2, 0, 1],), ([1], [2])),
    Case([1], contains({"index": 1}), (), ([1], [])),
    Case([1], {"match": "arrayContains", "variants": [5]}, ([1],), ([2],)),
    Case(
        [{"name": "a", "id": 1}],
        contains(NAME_IS_TEXT),
        ([{"name": "b", "id": 1, "more": 2}], [5, {"name": "b", "id": 1}]),
        ([{"name": 5, "id": 1}], [{"name": "b", "id": 2}], [{"id": 1}]),
    ),
    Case([{"a": 1}], contains({"index": 0}), ([{"a": 1}],), ([{"a": 1, "b": 2}],)),
    # Objects
    Case({"a": 1}, type_, ({"a": 2}, {"a": 2, "b": "x"}), ({}, {"a": "x"}, {"b": 1}, [], None)),
    Case({"a": 1}, type_ | {"min": 2}, ({"a": 1, "b": 2},), ({"a": 1},)),
    Case({"a": {"b": 1}, "c": 1}, type_ | {"min": 2}, ({"a": {"b": 2}, "c": 3},), ()),
    Case({"a": 1}, {"match": "equality"}, ({"a": 1},), ({"a": 2}, {"a": 1, "b": 2}, {})),
    Case({"a": 1}, {"match": "integer"}, (), ({"a": 1}, 1)),
    Case({"a": ""}, {"match": "notEmpty"}, ({"a": "x"},), ({}, {"a": ""}, {"b": 1})),
    Case({"a": 1}, {"match": "values"}, ({"a": 1}, {}, {"b": 1}), ({"b": 2}, {"a": "x"})),
    Case({"a": 1}, each("eachValue", type_), ({"b": 2}, {}, {"a": 3, "c": 4}), ({"b": "x"},)),
    Case({"b": "x", "a": 1}, each("eachValue", type_), ({"c": 2, "b": "y"},), ({"c": "y"},)),
    Case({"a": 1}, each("eachValue", type_, {"match": "integer"}), ({"a": 2},), ({"a": 2.5},)),
    Case({"a": {"n": 1}}, each("eachValue", type_), ({"b": {"n": 2}}, {}), ({"b": {}}, {"b": 1})),
    Case({"a": {"n": 1}}, each("eachValue"), ({"b": {}}, {"b": {"n": "x"}}), ({"b": 1},)),
    Case({"a": 1}, each("eachKey", regex("[a-z]")), ({"b": "x"}, {}), ({"B": 1}, {"ab": 1})),
    Case({"a": 1}, each("eachKey", {"match": "boolean"}), ({"true": 1},), ({"a": 1},)),
    Case({"a": 1}, each("eachKey", {"match": "null"}), ({},), ({"a": 1},)),
    Case({"a": 1}, each("eachKey", {"match": "integer"}), ({"5": 1},), (), ({"a": 1},)),
    Case({"a": 1}, contains(), ({}, {"b": "x"}), ([],)),
    Case({"a": {"b": 1}}, {"match": "values"}, ({}, {"c": {"b": 1}}), ({"a": {}},)),
    Case({"a": 1}, ({"match": "values"}, type_), ({}, {"a": 1}), ({"a": 2},)),
    Case(
        {"a": 1},
        (each("eachKey", regex("[a-z]")), each("eachValue", {"match": "integer"})),
        ({"b": 2}, {}),
        ({"a": "x"}, {"B": 1}),
    ),
    Case(
        {"a": [[1]]},
        (each("eachKey", regex("[a-z]")), each("eachValue", type_ | {"min": 2})),
        ({"a": [[1], [2]]},),
        ({"a": [[1, 2]]},),
    ),
    Case({}, type_, ({}, {"a": 1}), ([], None)),
    Case({}, {"match": "values"}, ({}, {"a": 1}), ([],)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_shape_has_the_rule(case: Case) -> None:
    shape = Shape.from_interaction({"v": case.example}, case.rules)
    accepted = (*case.taken, *case.let_through)
    refused = (*case.refused, *case.too_strict)
    assert [each for each in accepted if not shape.accepts({"v": each})] == []
    assert [each for each in refused if shape.accepts({"v": each})] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_official_core_has_the_rule(case: Case, core_accepts: CoreAccepts) -> None:
    def is_taken(value: Any) -> bool:
        return core_accepts({"v": case.example}, case.rules, {"v": value})

    accepted = (*case.taken, *case.too_strict)
    refused = (*case.refused, *case.let_through)
    assert [each for each in accepted if not is_taken(each)] == []
    assert [each for each in refused if is_taken(each)] == []


def accepts(example: Any, rules: dict[str, Any], document: Any) -> bool:
    return Shape.from_interaction(example, rules).accepts(document)


def test_without_a_rule_a_value_equals_the_example() -> None:
    example = {"a": 1, "b": [1, {"c": None}], "d": {}}
    assert accepts(example, {}, example)
    assert accepts(example, {}, {**example, "more": 1, "d": {"more": 1}})
    for name, value in {"a": 2, "b": [1], "d": []}.items():
        assert not accepts(example, {}, {**example, name: value})
        assert not accepts(example, {}, {key: example[key] for key in example if key != name})
    assert not accepts([], {}, [1])


def test_true_is_not_one() -> None:
    """To Python they are equal, so that a list of both could be taken for a list of one."""
    assert accepts([1, True], {"$": one({"match": "equality"})}, [1, True])
    assert not accepts([1, True], {}, [1, 1])
    assert not accepts([True, 1], {}, [True, True])


def test_all_or_any_of_several_rules() -> None:
    both = {"combine": "AND", "matchers": [type_, regex("[a-z]+")]}
    either = {"combine": "or", "matchers": [type_, {"match": "null"}]}
    assert accepts({"v": "x"}, {"$.v": both}, {"v": "y"})
    assert not accepts({"v": "x"}, {"$.v": both}, {"v": "5"})
    assert accepts({"v": "x"}, {"$.v": either}, {"v": None})
    assert not accepts({"v": "x"}, {"$.v": either}, {"v": 5})
    # At an object the core has all rules hold, and none of them may be one for scalars.
    assert not accepts({"v": {}}, {"$.v": either}, {"v": {}})


@pytest.mark.parametrize(
    ("rules", "document", "is_accepted"),
    [
        ({"$": one(type_)}, {"a": {"b": 2}}, True),
        ({"$.a": one(type_)}, {"a": {"b": 2}}, True),
        ({"$.a": one(type_), "$.a.b": one({"match": "equality"})}, {"a": {"b": 2}}, False),
        ({"$.*.b": one(type_)}, {"a": {"b": 2}}, True),
        ({"$.*.b": one(type_), "$.a.b": one({"match": "equality"})}, {"a": {"b": 2}}, False),
        # $.a weighs 2 * 2, times its length of 2; $.*.* weighs 2 * 1 * 1, times 3: the one above
        # the place is heavier than the one at it.
        ({"$.a": one({"match": "equality"}), "$.*.*": one(type_)}, {"a": {"b": 2}}, False),
        ({"$['a']['b']": one(type_)}, {"a": {"b": 2}}, True),
        ({"a.b": one(type_)}, {"a": {"b": 2}}, True),
        ({"$.c": one(type_)}, {"a": {"b": 2}}, False),
        ({"": one(type_)}, {"a": {"b": 2}}, True),
        (one(type_), {"a": {"b": 2}}, True),
    ],
)
def test_the_heaviest_path_counts_and_holds_below(
    rules: dict[str, Any], document: Any, *, is_accepted: bool, core_accepts: CoreAccepts
) -> None:
    assert accepts({"a": {"b": 1}}, rules, document) is is_accepted
    assert core_accepts({"a": {"b": 1}}, rules, document) is is_accepted


def test_where_two_paths_weigh_the_same_both_are_let_through() -> None:
    rules = {"$.a.*": one(type_), "$.*.b": one({"match": "null"})}
    shape = Shape.from_interaction({"a": {"b": 1}}, rules)
    assert shape.accepts({"a": {"b": 2}})
    assert shape.accepts({"a": {"b": None}})
    assert "weigh the same" in shape.reader["properties"]["a"]["properties"]["b"]["$comment"]


def test_items_and_members_that_the_example_has_not() -> None:
    items = {"$": one(type_), "$[*]": one(type_), "$[2]": one({"match": "null"})}
    assert accepts([1], items, [1, 2])
    assert accepts([1], items, [1, 2, None])
    members = {"$": one({"match": "values"}), "$.*": one(type_), "$.b": one({"match": "null"})}
    assert accepts({"a": 1}, members, {"c": 5, "b": None})
    assert not accepts({"a": 1}, members, {"b": 5})
    assert not accepts({"a": 1}, members, {"c": None})


def test_an_index_is_no_name_but_a_name_may_be_an_index() -> None:
    rules = {"$": one({"match": "values"}), "$[*]": one(type_)}
    assert not accepts({"a": 1}, rules, {"a": 2})
    assert accepts({"1": 1}, rules, {"1": 2})
    # Of names that the example has not, some may be numbers: then it is let through.
    assert accepts({"a": 1}, rules, {"7": 2})
    assert accepts({"a": 1}, rules, {"b": 2})


def test_rules_of_version_2() -> None:
    rules = {
        "$.body": {"match": "type"},
        "$.body.items": {"min": 1},
        "$.body['a b']": {"match": "regex", "regex": r"\d+"},
        "$.headers.Accept": {"match": "regex", "regex": "json"},
    }
    example = {"items": ["x"], "a b": "5", "name": "n"}
    shape = Shape.from_interaction(example, rules)
    assert shape.accepts({"items": ["y", "z"], "a b": "66", "name": "m"})
    assert not shape.accepts({**example, "items": []})
    assert not shape.accepts({**example, "a b": "x"})
    assert not shape.accepts({**example, "name": 5})


def test_a_member_named_body_is_no_rule_of_version_2() -> None:
    assert accepts({"body": 1}, {"$.body": one(type_)}, {"body": 2})


def test_a_problem_names_the_place() -> None:
    example = {"components": [{"name": "db", "up": True}]}
    rules = {"$.components": one({"match": "type", "min": 1})}
    shape = Shape.from_interaction(example, rules, "the health")
    (problem,) = shape.problems({"components": [{"name": "db", "up": True}, {"name": "cache"}]})
    assert str(problem.location) == "$.components[1].up"
    assert shape.name == "the health"


def test_numbers_beyond_64_bits_are_let_through_as_equal() -> None:
    """The core compares the nearest floating-point numbers, which is the same for both."""
    assert accepts({"v": 2**64}, {}, {"v": 2**64 + 1})
    assert not accepts({"v": 2**64}, {}, {"v": "x"})


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"$.a b": one(type_)}, "'$.a b' cannot be read from ' b' on"),
        ({"$.a.": one(type_)}, "'$.a.' cannot be read from '.' on"),
        ({"$['a": one(type_)}, 'cannot be read from "[\'a" on'),
        ({"$.a": one({"match": "tpye"})}, "'tpye' is not known: did you mean \"type\"?"),
        ({"$.a": one({"match": "regex"})}, "'regex' needs 'regex'"),
        ({"$.a": one({"match": "eachKey", "rules": {}})}, "'eachKey' needs a list of rules"),
        ({"$.a": one({"match": "eachKey", "rules": [{"match": "x"}]})}, "'x' is not known"),
        ({"$.a": one({})}, 'expected a matching rule with a "match", found {}'),
        ({"$.a": {"matchers": ["type"]}}, 'such as {"match": "type"}, found \'type\''),
    ],
)
def test_what_cannot_be_read_is_named(rules: dict[str, Any], words: str) -> None:
    with pytest.raises(ShapeError) as caught:
        Shape.from_interaction({"a": 1}, rules, "the event")
    assert str(caught.value).startswith(f"the event: the matching rules at {next(iter(rules))}: ")
    assert words in str(caught.value)


def test_an_example_nested_too_deep_is_refused() -> None:
    example: Any = 1
    for _ in range(2_000):
        example = [example]
    with pytest.raises(ShapeError, match="the event: the example is nested too deep"):
        Shape.from_interaction(example, {}, "the event")
