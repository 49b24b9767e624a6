"""Large models: no field uses up what another one needs to be tried."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, Field, create_model

from pactfuzz.compatibility import Answer, compare
from pactfuzz.shapes import Shape


def at_least_one(value: int) -> int:
    if value < 1:
        msg = "at least one"
        raise ValueError(msg)
    return value


BY_CODE = Annotated[int, AfterValidator(at_least_one)]
BY_SCHEMA = Annotated[int, Field(ge=1)]
VARIANTS = [
    create_model(
        f"Variant{number}",
        kind=(Literal[f"v{number}"], ...),  # type: ignore[valid-type]
        **{f"note_{at}": (str | int | None, None) for at in range(10)},
    )
    for number in range(6)
]
UNION: Any = VARIANTS[0] | VARIANTS[1] | VARIANTS[2] | VARIANTS[3] | VARIANTS[4] | VARIANTS[5]
SORTS: list[Any] = [(UNION | None, None), (str | None, None), (list[int], []), (float, 0.5)]
FIELDS: dict[str, Any] = {f"field_{at}": SORTS[at % 4] for at in range(40)}


def model(quantity: Any, place: str, fields: dict[str, Any]) -> type[BaseModel]:
    """Make a model of many fields, one of which has a quantity at last."""
    if place == "field":
        return create_model("Order", **fields, quantity=(quantity, 1))
    line = create_model("Line", sku=(str, "a"), quantity=(quantity, 1))
    last: Any = (list[line], []) if place == "list" else (line | None, None)
    return create_model("Order", **fields, last=last)


@pytest.mark.parametrize("place", ["field", "list", "optional"])
@pytest.mark.parametrize("rule", ["minimum-added", "parser-refuses"])
@pytest.mark.parametrize("fields", [{}, FIELDS], ids=["small", "large"])
def test_a_bound_is_found_in_a_small_model_and_in_a_large_one(
    place: str, rule: str, fields: dict[str, Any]
) -> None:
    quantity = BY_CODE if rule == "parser-refuses" else BY_SCHEMA
    writer, reader = (Shape.of(model(each, place, fields)) for each in (int, quantity))
    verdict = compare(writer, reader)
    assert verdict.answer is Answer.BREAKING
    assert rule in {each.rule for each in verdict.differences}


def test_what_cannot_be_decided_does_not_hide_what_can() -> None:
    """Each of the patterns says the same in words that no proof of ours reads."""
    wide = {f"a{at:02}": {"type": "string", "pattern": r"^([ab])\1x$"} for at in range(90)}
    same = {f"a{at:02}": {"type": "string", "pattern": r"^([ab])\1[x]$"} for at in range(90)}
    bounds: tuple[dict[str, Any], ...] = ({"minimum": 41_000}, {"minimum": 41_003})
    writer, reader = (
        Shape.from_schema(
            {"type": "object", "properties": {**names, "z": {"type": "integer", **bound}}}
        )
        for names, bound in zip((wide, same), bounds, strict=True)
    )
    verdict = compare(writer, reader)
    assert verdict.answer is Answer.BREAKING
    assert [each.rule for each in verdict.differences] == ["minimum-raised"]
