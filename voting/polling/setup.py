"""Fixing a poll (draft → ready): the bytes of election, trustees and credentials, and the Setup event.

Nothing here depends on what is printed: cards and keys were made for the sitting before, only the server's
key is fresh for each poll.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.errors import NotReady
from voting.polling import ceremony
from voting.polling.board_store import Appender
from voting.polling.keys import KeyStore
from voting.polling.models import Poll, PublicCredential, SittingUuid
from voting.polling.refusals import refused
from voting.polling.sittings import find_sitting, method_of, projects_of
from voting.protocol import election, trustees
from voting.protocol.credentials import parse_credentials
from voting.protocol.encoding import compact
from voting.protocol.group import Q, encode
from voting.protocol.setup import SetupData
from voting.rules import method as methods
from voting.rules import questions, reading


@dataclass(frozen=True)
class Names:
    """What the ballot says of the occasion: congress and meeting."""

    congress: str
    meeting: str


@dataclass(frozen=True)
class ServerKey:
    """The server's mandatory key of one poll, from its 64-byte seed."""

    secret: int
    proof_seed: bytes

    @classmethod
    def of(cls, seed: bytes) -> ServerKey:
        return cls(int.from_bytes(hashlib.sha512(b"server key|" + seed).digest(), "big") % Q, seed[:32])


def build(session: Session, keys: KeyStore, poll: Poll, names: Names, now: datetime) -> None:
    """Fill the frozen columns and write the first records of the board; inside a writing transaction.

    NotReady while keys or card list are missing. Only the keys that hold for the sitting now count.
    """
    sitting = find_sitting(session, poll.sitting_id)
    seals = ceremony.complete(session, sitting.id)
    row = session.scalars(select(SittingUuid).where(SittingUuid.uuid == poll.uuid)).one()
    if row.credentials is None or row.statement is None:
        raise NotReady("polling.cards_missing")
    method, projects = method_of(poll), projects_of(poll)
    with refused("polling.setup_refused"):
        people = trustees.parse_trustees(_trustees(keys, poll.uuid, seals.parameters or b""))
        defined = election.build_election(
            poll.uuid,
            f"{names.congress}{names.meeting}·{poll.title}",
            reading.description(method),
            people.election_key,
            [
                election.Question(asked.title, asked.answers, asked.min, asked.max)
                for asked in questions.questions(method, [project.name for project in projects])
            ],
        )
        listed = parse_credentials(row.credentials)
        trustees.check_our_shape(people)
        trustees.check_trustees(people, defined.public_key)
    poll.fingerprint, poll.election, poll.trustees = defined.fingerprint, defined.raw, people.raw
    poll.ceremony_id, poll.method_digest = seals.id, methods.digest(method)
    poll.timestamp = int(now.timestamp())
    session.add_all(
        PublicCredential(poll_id=poll.id, congress_id=poll.congress_id, credential=encode(credential))
        for credential in listed.credentials
    )
    appender = Appender(session, poll)
    setup = SetupData(appender.data(defined.raw), appender.data(people.raw), appender.data(row.credentials))
    poll.setup_event = appender.event("Setup", appender.data(setup.serialize()))
    appender.side("registrar", row.statement)
    appender.checkpoint(sitting.board_key)


def _trustees(keys: KeyStore, uuid: str, parameters: bytes) -> bytes:
    """`trustees` (spec 4.7): the server's fresh Single key, then the scrutineers' Pedersen item."""
    own = ServerKey.of(keys.make_server_seed(uuid))
    single = trustees.make_single(own.secret, own.proof_seed)
    return compact([single.json(), json.loads(parameters)])
