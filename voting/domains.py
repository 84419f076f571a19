"""The domains of the house, left to right, and the modules that the ground collects from them.

A domain is found by what it holds: ``models`` (tables), ``wording`` (``SENTENCES``) and every
module ending in ``views`` (with its ``blueprint``). Nothing has to be registered twice.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

DOMAINS = ("congress", "collection", "polling", "supervision", "chain")


def domain_modules(ending: str) -> list[ModuleType]:
    """Every module of every domain whose name ends in ``ending``, imported, left to right."""
    found = []
    for domain in DOMAINS:
        package = import_module(f"voting.{domain}")
        names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
        found += [import_module(f"{package.__name__}.{name}") for name in names if name.endswith(ending)]
    return found


def load_models() -> None:
    """Make every table known to the two metadata (for triggers, migrations and tests)."""
    import_module("voting.acts")
    import_module("voting.jobs")
    import_module("voting.files")
    import_module("voting.picture_models")
    domain_modules("models")
