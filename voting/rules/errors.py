"""The one error of this package."""

from __future__ import annotations


class RulesError(ValueError):
    """A voting method, or the numbers put to it, cannot be accepted.

    ``code`` is stable and has a sentence in :mod:`voting.rules.wording`; ``field`` names the setting or
    number at fault (``""`` when the whole is); ``data`` holds the values the sentence needs.
    """

    def __init__(self, code: str, field: str = "", **data: object) -> None:
        super().__init__(f"{code} ({field})" if field else code)
        self.code = code
        self.field = field
        self.data = data
