"""What was decided before the first ballot: election, trustees, list of cards, method; and whether it is what
was announced outside."""

from __future__ import annotations

from dataclasses import dataclass

from voting.protocol import ed25519, election, trustees
from voting.protocol.bundle import Manifest
from voting.protocol.credentials import CredentialList, check_sorted, parse_credentials
from voting.protocol.election import Election
from voting.protocol.encoding import hex_hash
from voting.protocol.trustees import Trustees
from voting.rules import method as methods
from voting.rules import questions, reading
from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.verifier.report import Refusal, Report
from voting.verifier.source import Opened

REHEARSAL = "预演"


@dataclass(frozen=True)
class Announced:
    """What the reader knows from elsewhere (the minutes, a printed card, the chair's words); None where he
    does not. ``fingerprint`` is φ (43 characters) or the archive's SHA-256, ``board_key`` and
    ``registrar_key`` are keys or their ids (64 hex digits)."""

    uuid: str | None = None
    fingerprint: str | None = None
    scrutineers: int | None = None
    threshold: int | None = None
    all_deputies: int | None = None
    board_key: str | None = None
    registrar_key: str | None = None

    @property
    def of_archive(self) -> bool:
        """Whether anything was told that a bare archive shows."""
        shown = (self.uuid, self.fingerprint, self.scrutineers, self.threshold)
        return any(told is not None for told in shown)

    @property
    def of_bundle(self) -> bool:
        """Whether anything was told that only a bundle shows."""
        return self.all_deputies is not None or self.registrar_key is not None


@dataclass(frozen=True)
class Definition:
    """What every ballot is held against. ``method`` is None for a bare archive."""

    election: Election
    trustees: Trustees
    credentials: CredentialList
    method: Method | None

    @property
    def exclusive(self) -> tuple[tuple[int, int], ...] | None:
        return self.method.exclusive if self.method else None


def read_definition(report: Report, opened: Opened, announced: Announced) -> Definition:
    """The steps "election" to "method"."""
    archive, bundle = opened.archive, opened.bundle
    with report.step("election"):
        asked = election.parse_election(archive.setup("election"))
        election.check_questions(asked)
    report.facts |= {"name": asked.name, "uuid": asked.uuid, "election_hash": asked.fingerprint}
    with report.step("trustees"):
        people = trustees.parse_trustees(archive.setup("trustees"))
        trustees.check_trustees(people, asked.public_key)
    if bundle is None and not announced.of_archive:
        report.not_checked("not_asked", "announced")
    else:
        with report.step("announced"):
            _check_announced(asked, people, opened, announced)
    if bundle is None and announced.of_bundle:
        report.note("outside")
    with report.step("credentials"):
        credentials = parse_credentials(archive.setup("public_credentials"))
        if bundle is not None:
            check_sorted(credentials)
    if bundle is None:
        report.not_checked("bare", "method")
        return Definition(asked, people, credentials, None)
    with report.step("method"):
        method = read_method(bytes(bundle.method), asked)
    return Definition(asked, people, credentials, method)


def _check_announced(asked: Election, people: Trustees, opened: Opened, announced: Announced) -> None:
    """S9: the manifest speaks of this poll, and both agree with what the reader was told."""
    pairs: list[tuple[str, object, object]] = [("uuid", asked.uuid, announced.uuid)]
    if announced.fingerprint is not None:
        whole = opened.archive_hash if len(announced.fingerprint) == 64 else asked.fingerprint
        pairs.append(("fingerprint", whole, announced.fingerprint))
    if opened.bundle is not None or announced.scrutineers is not None or announced.threshold is not None:
        scrutineers = trustees.check_our_shape(people)
        n, t = len(scrutineers.keys), scrutineers.needed
        pairs += [("scrutineers", n, announced.scrutineers), ("threshold", t, announced.threshold)]
    if opened.bundle is not None:
        pairs += _manifest_pairs(asked, opened.bundle.manifest, n, t, announced)
    for name, found, told in pairs:
        if told is not None and found != told:
            raise Refusal("S9", "not what was announced", name=name, found=found, announced=told)


def _manifest_pairs(
    asked: Election, manifest: Manifest, n: int, t: int, announced: Announced
) -> list[tuple[str, object, object]]:
    return [
        ("manifest.uuid", manifest.uuid, asked.uuid),
        ("manifest.trustees", manifest.trustees, n),
        ("manifest.threshold", manifest.threshold, t),
        ("all_deputies", manifest.all_deputies, announced.all_deputies),
        ("board_key", _as_told(manifest.board_key, announced.board_key), announced.board_key),
        ("registrar_key", _as_told(manifest.registrar_key, announced.registrar_key), announced.registrar_key),
    ]


def _as_told(key: str, told: str | None) -> str:
    """The key's id where the reader was told an id, else the key."""
    identity = ed25519.key_id(key)
    return identity if told == identity else key


def read_method(data: bytes, asked: Election) -> Method:
    """X5: the election asks what the method orders, and says which method that is."""
    try:
        method = methods.from_json(data)
        names = _names(method, asked)
        wanted = questions.questions(method, names)
    except RulesError as error:
        raise Refusal("X5", "method or names", fault=error.code, field=error.field, **error.data) from None
    said = [(each.text, each.answers, each.minimum, each.maximum, each.blank) for each in asked.questions]
    if said != [(each.title, each.answers, each.min, each.max, None) for each in wanted]:
        raise Refusal("X5", "the questions are not those of the method")
    if asked.description != reading.description(method):
        raise Refusal("X5", "the description names another method", method=hex_hash(data))
    rehearsal = method.purpose == "rehearsal"
    if {rehearsal, REHEARSAL in asked.name, REHEARSAL in asked.description} != {rehearsal}:
        raise Refusal("X5", "neither a real poll nor a rehearsal", purpose=method.purpose)
    return method


def _names(method: Method, asked: Election) -> tuple[str, ...]:
    """The candidate projects as the election names them: a rating's titles, otherwise the first answers."""
    if method.kind == "rating":
        return tuple(question.text for question in asked.questions)
    return asked.questions[0].answers
