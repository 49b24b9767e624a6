"""A plain text for each format that JSON Schema names or that Pydantic writes into schemas."""

from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.values.subschemas import with_subschemas

PLAIN_TEXTS: Final[Mapping[str, str]] = {
    # JSON Schema 2020-12, Validation, section 7.3
    "date-time": "2024-01-31T12:30:00Z",
    "date": "2024-01-31",
    "time": "12:30:00Z",
    "duration": "PT1H30M",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "hostname": "host.example.com",
    "idn-hostname": "host.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "https://example.com/",
    "iri": "https://example.com/",
    "iri-reference": "https://example.com/",
    "uri-template": "https://example.com/{id}",
    "uuid": "12345678-1234-4234-8234-123456789abc",
    "json-pointer": "/member",
    "relative-json-pointer": "0/member",
    "regex": "^text$",
    # Pydantic
    "base64": "dGV4dA==",
    "base64url": "dGV4dA==",
    "color": "red",
    "ipv4interface": "192.0.2.1/24",
    "ipv4network": "192.0.2.0/24",
    "ipv6interface": "2001:db8::1/64",
    "ipv6network": "2001:db8::/32",
    "ipvanyaddress": "192.0.2.1",
    "ipvanyinterface": "192.0.2.1/24",
    "ipvanynetwork": "192.0.2.0/24",
    "json-string": "{}",
    "multi-host-uri": "postgres://user@host.example.com:5432/database",
    "name-email": "User <user@example.com>",
    "uuid1": "12345678-1234-1234-8234-123456789abc",
    "uuid3": "12345678-1234-3234-8234-123456789abc",
    "uuid4": "12345678-1234-4234-8234-123456789abc",
    "uuid5": "12345678-1234-5234-8234-123456789abc",
    "uuid6": "12345678-1234-6234-8234-123456789abc",
    "uuid7": "12345678-1234-7234-8234-123456789abc",
    "uuid8": "12345678-1234-8234-8234-123456789abc",
}


def with_plain_texts(schema: Any, texts: Mapping[str, str] = PLAIN_TEXTS) -> Any:
    """Put the plain text of a format in the place of the format, for who knows no formats.

    ``texts`` are those of the formats that are replaced.

    >>> with_plain_texts({"items": {"type": "string", "format": "date"}})
    {'items': {'type': 'string', 'const': '2024-01-31'}}
    """
    if not isinstance(schema, Mapping):
        return schema
    rewritten = with_subschemas(schema, lambda each: with_plain_texts(each, texts))
    if schema.get("type") == "string" and schema.get("format") in texts:
        rewritten["const"] = texts[rewritten.pop("format")]
    return rewritten
