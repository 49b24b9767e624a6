"""What an operator shows to be let in: a token that carries the role admin, or an API key.

The token was signed once, and the private key was thrown away: nobody can make another, and nothing
but these contracts trusts this one. It is fixed, not made anew at each run, because it is recorded
in the pact as a part of the request, and the same tests record the same bytes.
"""

from typing import Any, Final

ISSUER: Final = "https://issuer.example"
AUDIENCE: Final = "market-data-orchestrator"
SUBJECT: Final = "operator"

KEYS: Final[dict[str, Any]] = {
    "keys": [
        {
            "kid": "contracts",
            "kty": "RSA",
            "alg": "RS256",
            "e": "AQAB",
            "n": "kiQi_Ns61qwz96pTKzG1JNeFjls9qm6uo1TNU19mIXFeYb803tYQU6MnvHaSKo1W-D4d0Ax9-dBUQ"
            "_Z30PF0k5FCoznMc8dKk__QGXk38xGAc-UQ7B73EaBL49ZcLytqzJbSaeQOdtWK2rDZ0TqnAL3AdVMDSoHN"
            "wGmWusjvshs",
        }
    ]
}
"""A JSON Web Key Set (RFC 7517)."""

TOKEN: Final = (
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImNvbnRyYWN0cyIsInR5cCI6IkpXVCJ9."  # noqa: S105 -- worth nothing
    "eyJzdWIiOiJvcGVyYXRvciIsInJvbGVzIjpbImFkbWluIl0sImlzcyI6Imh0dHBzOi8vaXNzdWVyLmV4YW1wbGUiLCJhdW"
    "QiOiJtYXJrZXQtZGF0YS1vcmNoZXN0cmF0b3IiLCJleHAiOjQxMDI0NDQ4MDAsImlhdCI6MTcwMDAwMDAwMH0."
    "QISH_XcGUXfpoNPKewEJUdPiRfrSyggSgaqDJujOh5ROSKPiSZEujyMRoeTMCicquVWJj5LAWVtGb9-wjqhD85H1yewDWg2"
    "qJalWVvCfQs98AlwR6jIzkOuTOoM2qPp9K61kye0sL_DSofYz8EhTFajlekj75_bg1MbcI0XNfTc"
)
"""A JSON Web Token (RFC 7519), valid until the year 2100."""

API_KEY: Final = "contracts"
"""The key that the orchestrator is told to trust, for as long as it is verified."""
