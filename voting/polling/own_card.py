"""Whether a card has voted, told to whoever proves to hold it and to nobody else (PROTOCOL 5.2).

    receipt(board, keys, poll_uuid, body) -> bytes | None      the signed receipt of its ballot, if it has one

Nothing is recorded of the question.
"""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from voting.db import engine_of
from voting.errors import Conflict, Invalid
from voting.polling import casting, urn
from voting.polling.keys import KeyStore
from voting.polling.refusals import refused
from voting.protocol import own_card
from voting.protocol.receipts import Receipt


def receipt(board: sessionmaker[Session], keys: KeyStore, poll_uuid: str, body: bytes) -> bytes | None:
    """Raises Invalid where the card is not proven or not listed, Conflict where the poll is not open,
    Unavailable where the store fails. That a card is void stands in the public list."""
    question, _ = casting.opened(body)
    with refused("polling.ballot_refused"):
        credential = own_card.read(poll_uuid, question)
    with casting.store_errors(), engine_of(board).connect() as connection:
        place = urn.place(connection, poll_uuid, credential)
    if place is None or place.state != "open":
        raise Conflict("polling.not_open", state="draft" if place is None else place.state)
    if not place.listed:
        raise Invalid("polling.credential_unknown", field="credential")
    if place.receipt is None:
        return None
    return Receipt.parse(place.receipt).sign(keys.board_secret(place.sitting_id, place.board_key))
