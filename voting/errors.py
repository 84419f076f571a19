"""What can go wrong, as codes with data. Knows no HTTP and no Chinese.

A code reads ``<domain>.<what>``; its sentence stands in ``voting/wording.py`` or
``voting/<domain>/wording.py`` under ``SENTENCES`` and is filled with the error's data
(``%(name)s``). ``web.sentence(error)`` makes the text; a test holds codes and sentences together.

    raise Conflict("congress.duplicate_number", number=17)
    raise Invalid("congress.code_taken", field="code", given=code)
"""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a Chinese sentence for the catalogue without translating it yet."""
    return text


class VotingError(Exception):
    """Root of every expected refusal. ``code`` names it, ``data`` fills its sentence."""

    def __init__(self, code: str, /, **data: object) -> None:
        super().__init__(code, data)
        self.code = code
        self.data: dict[str, object] = data

    def __str__(self) -> str:
        detail = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code} ({detail})" if detail else self.code


class NotAllowed(VotingError):
    """The actor may not do this."""


class NotSignedIn(NotAllowed):
    """Nobody is signed in; signing in will help."""


class NotFound(VotingError):
    """No such object, or none that this actor may know of."""


class Conflict(VotingError):
    """It contradicts what is already recorded (a number taken, a state moved on)."""


class NotReady(VotingError):
    """A gate is not met yet; doing the missing thing first will help."""


class Invalid(VotingError):
    """The input cannot be used. ``field`` names the form field, if it belongs to one."""

    def __init__(self, code: str, /, field: str = "", **data: object) -> None:
        super().__init__(code, **data)
        self.field = field


class TooMany(VotingError):
    """Too many attempts; ``data["minutes"]`` says how long to wait."""


class Unavailable(VotingError):
    """The service cannot do it now (storage, a missing part); trying later may help."""
