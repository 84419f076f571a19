"""Where the protocol's refusals become this product's: one check code in, one sentence out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voting.errors import Invalid
from voting.protocol.errors import ProtocolError


@contextmanager
def refused(code: str, field: str = "") -> Iterator[None]:
    """Turn a ProtocolError inside into Invalid(``code``) that carries the check's own code."""
    try:
        yield
    except ProtocolError as error:
        raise Invalid(
            code, field=field, check=error.code, detail=error.reason, **_plain(error.data)
        ) from error


def _plain(data: dict[str, object]) -> dict[str, object]:
    """What may be said: numbers only; never texts or bytes that came from outside."""
    return {key: value for key, value in data.items() if isinstance(value, int)}
