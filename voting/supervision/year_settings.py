"""The settings of a year: what each module of this room asks to be told, and what holds until somebody says.

A module offers its settings once, when it is imported; they are then in ``ProgrammeLine.settings`` by their
keys and on the page of the year's settings. What a module asks on a page of its own (tables of limits) it
only adds to ``USUAL``, which is also programmes.USUAL.

offer(*settings);  every() -> list[Setting]
parse(given) -> dict[key, value]        a form's fields; Invalid names the field
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voting.errors import Invalid

USUAL: dict[str, Any] = {}


@dataclass(frozen=True)
class Setting:
    """One answer: yes or no (``usual`` a bool), a whole number within ``least`` and ``most``, or one of
    ``choices`` (value → label). ``group`` is the heading under which the page asks."""

    key: str
    label: str
    usual: bool | int | str
    group: str
    hint: str = ""
    least: int = 0
    most: int = 1000
    choices: Mapping[str, str] | None = None


_OFFERED: dict[str, Setting] = {}


def offer(*settings: Setting) -> None:
    for setting in settings:
        _OFFERED[setting.key] = setting
        USUAL[setting.key] = setting.usual


def every() -> list[Setting]:
    return list(_OFFERED.values())


def parse(given: Mapping[str, str]) -> dict[str, Any]:
    """What a form says of every setting; an unticked box is a no."""
    return {setting.key: _value(setting, given.get(setting.key, "").strip()) for setting in every()}


def _value(setting: Setting, given: str) -> bool | int | str:
    if isinstance(setting.usual, bool):
        return given == "yes"
    if setting.choices is not None:
        if given not in setting.choices:
            raise Invalid("supervision.bad_setting", field=setting.key)
        return given
    if isinstance(setting.usual, str):
        return given[:200]
    is_number = given.isascii() and given.isdigit() and len(given) < 10
    if not is_number or not setting.least <= int(given) <= setting.most:
        raise Invalid("supervision.bad_number", field=setting.key, least=setting.least, most=setting.most)
    return int(given)
