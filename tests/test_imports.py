"""Who may import whom: the law of the house, read from the source of every module."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOMAINS = ("congress", "collection", "polling", "supervision", "chain")
EDGES = {"voting.app", "voting.web", "voting.papers", "voting.db", "voting.cli"}
# The modules that put the rooms together; every other module of the ground stands below the domains.
COMPOSERS = EDGES | {"voting.start", "voting.domains"}
COMPOSING_ROOMS = {"demo", "migrations"}
# Who may act is plain data that the ground's own records speak of.
KNOWN_TO_THE_GROUND = "voting.congress.roles"
PURE = {
    "protocol": {"cryptography", "nacl", "voting.protocol"},
    "rules": {"cryptography", "nacl", "voting.rules"},
    "registrar": {"cryptography", "qrcode", "voting.protocol", "voting.registrar"},
    "verifier": {"voting.protocol", "voting.rules", "voting.verifier"},
}
# A pure room takes bytes, time and randomness as arguments.
IMPURE = {
    "asyncio",
    "http",
    "logging",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
# Distributions that a declared one is made of and whose names we may use beside it.
COME_WITH = {
    "werkzeug": "flask",
    "jinja2": "flask",
    "markupsafe": "flask",
    "click": "flask",
    "itsdangerous": "flask",
    "blinker": "flask",
    "wtforms": "flask-wtf",
    "babel": "flask-babel",
    "python-docx": "docxtpl",
}
READS_THE_WORLD = {"open", "print", "input"}
READS_CLOCK_OR_FILE = {"now", "utcnow", "today", "read_bytes", "read_text", "write_bytes", "write_text"}


@dataclass(frozen=True)
class Import:
    """``importer`` names ``imported`` in line ``line``; both dotted, ``from a import b`` gives ``a.b``."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer} line {self.line} imports {self.imported}"

    def names(self, package: str) -> bool:
        return self.imported == package or self.imported.startswith(package + ".")


def module_name(path: Path, root: Path = ROOT) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(source: str, module: str) -> Iterator[Import]:
    """Every import of a module, those inside functions and type-checking blocks included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".")
                base = ".".join([*package[: len(package) - node.level], *filter(None, [node.module])])
            for alias in node.names:
                yield Import(module, f"{base}.{alias.name}", node.lineno)


def room(module: str) -> str:
    """``congress`` for ``voting.congress.views``, the empty text for a module of the ground."""
    parts = module.split(".")
    return parts[1] if len(parts) > 2 or (ROOT / "voting" / parts[-1]).is_dir() else ""


def is_view(module: str) -> bool:
    return module.split(".")[-1].endswith("views")


def foreign_private(found: Import) -> bool:
    """Does it name models or views of a domain that it is no part of?"""
    parts = found.imported.split(".")
    if len(parts) < 3 or parts[0] != "voting" or parts[1] not in DOMAINS or parts[1] == room(found.importer):
        return False
    return any(part.endswith("views") or part.endswith("models") for part in parts[2:])


def breaks_flask_law(found: Import) -> bool:
    edge = is_view(found.importer) or found.importer in EDGES or found.importer in {"wsgi", "voting"}
    if found.names("flask_login") or found.names("voting.web"):
        return not (is_view(found.importer) or found.importer in {"voting.app", "voting.cli", "voting.web"})
    return found.imported.split(".")[0].startswith("flask") and not edge


def breaks_order(found: Import) -> bool:
    """A domain knows those to its left, through their services; the ground knows none."""
    parts = found.imported.split(".")
    if parts[0] != "voting" or len(parts) < 2 or parts[1] not in DOMAINS:
        return False
    here = room(found.importer)
    if here in DOMAINS:
        return DOMAINS.index(parts[1]) > DOMAINS.index(here)
    if here in COMPOSING_ROOMS or found.importer in COMPOSERS:
        return False
    return not found.names(KNOWN_TO_THE_GROUND)


def breaks_purity(found: Import) -> bool:
    here = room(found.importer)
    if here == "documents":
        return found.names("sqlalchemy") or (
            found.names("voting")
            and not any(found.names(f"voting.{name}") for name in ("documents", "rules", "errors"))
        )
    if here not in PURE:
        return False
    top = found.imported.split(".")[0]
    if top in sys.stdlib_module_names:
        return top in IMPURE and here != "verifier" and found.importer != "voting.registrar.__main__"
    return not any(found.names(package) for package in PURE[here])


LAWS = {
    "flask stays at the edge": breaks_flask_law,
    "domains know only those to their left": breaks_order,
    "nobody imports another domain's models or views": foreign_private,
    "pure rooms stay pure": breaks_purity,
}


def sources(folder: str = "voting") -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.fixture(scope="module")
def every_import() -> list[Import]:
    paths = [*sources(), ROOT / "wsgi.py"]
    return [
        found
        for path in paths
        if path.exists()
        for found in imports_of(path.read_text(encoding="utf-8"), module_name(path))
    ]


@pytest.mark.parametrize("law", LAWS)
def test_the_house_keeps_the_law(law, every_import, counted):
    broken = [str(found) for found in every_import if LAWS[law](found)]
    assert not broken, f"{law}:\n" + "\n".join(broken)
    counted("imports judged", len(every_import))


@pytest.mark.parametrize(
    ("law", "importer", "imported"),
    [
        ("flask stays at the edge", "voting.congress.services", "flask.request"),
        ("flask stays at the edge", "voting.polling.casting", "flask_babel.gettext"),
        ("flask stays at the edge", "voting.db", "flask_login.current_user"),
        ("flask stays at the edge", "voting.congress.services", "voting.web.allow"),
        ("domains know only those to their left", "voting.congress.services", "voting.polling.casting"),
        ("domains know only those to their left", "voting.acts", "voting.congress.services"),
        (
            "nobody imports another domain's models or views",
            "voting.polling.casting",
            "voting.congress.models",
        ),
        (
            "nobody imports another domain's models or views",
            "voting.polling.views",
            "voting.congress.desk_views.page",
        ),
        ("nobody imports another domain's models or views", "voting.acts", "voting.congress.models.Congress"),
        ("pure rooms stay pure", "voting.protocol.group", "sqlalchemy.Column"),
        ("pure rooms stay pure", "voting.protocol.group", "time.time"),
        ("pure rooms stay pure", "voting.rules.outcome", "voting.protocol.group"),
        ("pure rooms stay pure", "voting.verifier.checks", "nacl.bindings"),
        ("pure rooms stay pure", "voting.verifier.checks", "voting.errors"),
        ("pure rooms stay pure", "voting.registrar.cards", "os.urandom"),
        ("pure rooms stay pure", "voting.registrar.__main__", "voting.polling.cards"),
        ("pure rooms stay pure", "voting.documents.report", "voting.congress.services"),
        ("pure rooms stay pure", "voting.documents.papers", "voting.polling.overview.PollView"),
        ("pure rooms stay pure", "voting.documents.word", "voting.config.Settings"),
        ("pure rooms stay pure", "voting.documents.word", "sqlalchemy.select"),
        ("flask stays at the edge", "voting.documents.printing", "flask.request"),
    ],
)
def test_the_law_sees_an_offence(law, importer, imported):
    assert LAWS[law](Import(importer, imported, 1))


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("voting.congress.views", "flask.render_template"),
        ("voting.congress.views", "voting.web.allow"),
        ("voting.polling.casting", "voting.congress.services"),
        ("voting.polling.casting", "voting.polling.models.Poll"),
        ("voting.polling.casting", "voting.protocol.ballot"),
        ("voting.protocol.group", "nacl.bindings"),
        ("voting.protocol.group", "hashlib"),
        ("voting.verifier.__main__", "pathlib.Path"),
        ("voting.documents.report", "qrcode"),
        ("voting.documents.papers", "voting.rules.outcome.Outcome"),
        ("voting.polling.filing", "voting.documents.papers.ResultPaper"),
        ("voting.collection.views", "voting.documents.papers.CandidatesPaper"),
        ("voting.demo.votes", "voting.polling.services"),
        ("voting.states", "voting.congress.roles.Role"),
    ],
)
def test_the_law_leaves_the_lawful_alone(importer, imported):
    assert not [law for law, breaks in LAWS.items() if breaks(Import(importer, imported, 1))]


def test_relative_imports_are_seen_through():
    found = list(imports_of("def f():\n    from ..polling import models", "voting.congress.services"))
    assert found == [Import("voting.congress.services", "voting.polling.models", 2)]


def reads_the_world(node: ast.AST) -> bool:
    """Is it a call that asks the clock, a file or the person at the terminal?"""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in READS_THE_WORLD
    return isinstance(node.func, ast.Attribute) and node.func.attr in READS_CLOCK_OR_FILE


def test_pure_rooms_read_no_clock_and_no_file():
    offences = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for name in ("protocol", "rules")
        for path in sources(f"voting/{name}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if reads_the_world(node)
    ]
    assert not offences, "\n".join(offences)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("open('a')", True),
        ("datetime.now(UTC)", True),
        ("path.read_bytes()", True),
        ("Receipt.open(b'')", False),
    ],
)
def test_reading_the_world_is_recognised(source, found):
    assert any(reads_the_world(node) for node in ast.walk(ast.parse(source))) is found


def test_importing_the_package_loads_the_standard_library_only():
    tree = ast.parse((ROOT / "voting" / "__init__.py").read_text(encoding="utf-8"))
    top_level = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [getattr(node, "module", None) or node.names[0].name for node in top_level]
    assert all(name.split(".")[0] in sys.stdlib_module_names for name in names), names


def declared() -> dict[str, set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def normal(requirement: str) -> str:
        return re.split(r"[^A-Za-z0-9_.-]", requirement)[0].lower().replace("_", "-")

    return {
        "core": {normal(name) for name in project["dependencies"]},
        "pg": {normal(name) for name in project["optional-dependencies"]["pg"]},
    }


def test_every_third_party_import_is_a_declared_dependency(every_import):
    known = packages_distributions()
    lists = declared()
    undeclared = set()
    for found in every_import:
        top = found.imported.split(".")[0]
        if top in sys.stdlib_module_names or top in {"voting", "__future__"}:
            continue
        names = {name.lower().replace("_", "-") for name in known.get(top, [])}
        if not names & (lists["core"] | lists["pg"] | COME_WITH.keys()):
            undeclared.add(f"{found} ({sorted(names) or 'not installed'})")
    assert not undeclared, "\n".join(sorted(undeclared))


# Started as a program, or loaded by name in a database's address.
NEVER_IMPORTED = {"gunicorn", "psycopg"}


def test_every_declared_dependency_is_used(every_import):
    known = packages_distributions()
    used = {
        name.lower().replace("_", "-")
        for found in every_import
        for name in known.get(found.imported.split(".")[0], [])
    }
    lists = declared()
    assert (lists["core"] | lists["pg"]) - used - NEVER_IMPORTED == set()
