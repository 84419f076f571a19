"""What the casting address tells a stranger: the list of cards is open, whether a card has voted is not."""

from __future__ import annotations

import json

import pytest

from tests.polling.stage import Stage
from voting.errors import Invalid, Unavailable, VotingError
from voting.polling.casting import UsedCard


def asked_about(stage: Stage, card: int, signature: object = None) -> VotingError:
    """What the server answers to one who names a card that is not his."""
    ballot = json.loads(stage.sealed(card).split(b"\n")[0])
    ballot["signature"] = signature
    body = json.dumps(ballot, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(VotingError) as caught:
        stage.cast(body + b"\n")
    return caught.value


def test_naming_a_card_does_not_tell_whether_it_has_voted(quick_stage: Stage) -> None:
    """Else anybody could ask for each listed card every second and see who pressed when."""
    stage = quick_stage.to_open()
    stage.cast(stage.sealed(0))
    used, unused = asked_about(stage, 0), asked_about(stage, 1)
    assert not isinstance(used, UsedCard)
    assert (used.code, used.data) == (unused.code, unused.data)


def test_a_ballot_signed_by_another_card_does_not_tell_either(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    stage.cast(stage.sealed(0))
    foreign = json.loads(stage.sealed(1).split(b"\n")[0])["signature"]
    assert isinstance(asked_about(stage, 0, foreign), Invalid)


def test_the_card_itself_is_told_of_its_first_ballot_even_after_closing(quick_stage: Stage) -> None:
    """A tablet that lost its answer and encrypted again holds other bytes under the same card."""
    stage = quick_stage.to_open()
    first, again = stage.cast(stage.sealed(0)), stage.sealed(0)
    stage.close()
    with pytest.raises(UsedCard) as caught:
        stage.cast(again)
    assert caught.value.receipt == first


@pytest.mark.parametrize("damage", ["lost", "replaced", "open to others", "cut short"])
def test_without_the_hall_s_own_key_no_ballot_is_taken(quick_stage: Stage, damage: str) -> None:
    """A receipt under a key that stands on no card proves nothing, so there is none and no ballot either."""
    stage = quick_stage.to_open()
    path = stage.instance / "keys" / f"board-{stage.sitting_id}.key"
    good = path.read_bytes()
    if damage == "lost":
        path.unlink()
    elif damage == "replaced":
        path.write_bytes(bytes(32))
    elif damage == "open to others":
        path.chmod(0o644)
    else:
        path.write_bytes(good[:20])
    body = stage.sealed(0)
    with pytest.raises(Unavailable) as caught:
        stage.cast(body)
    expected = "board_key_missing" if damage in ("lost", "replaced") else "key_file_unsafe"
    assert caught.value.code == f"polling.{expected}"
    path.write_bytes(good)
    path.chmod(0o600)
    stage.cast(body)
    stage.close()
    assert stage.poll().returned == 1
