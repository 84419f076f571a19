"""Honest scrutineers get keys; whoever rushes or lies is refused and named."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.ceremonies import (
    CEREMONY_ID,
    LIAR,
    VICTIM,
    exchanged,
    honest,
    play,
    refused,
    seed_of,
    transcript,
)
from tests.protocol.test_ceremony_shares import Sealing
from voting.protocol import group
from voting.protocol.ceremony import (
    Abort,
    Ceremony,
    Key,
    assemble_parameters,
    check_abort,
    check_certificate,
    check_commitment,
    check_key,
    check_reveal,
    fingerprint,
    joint_hash,
)
from voting.protocol.encoding import canonical, compact
from voting.protocol.errors import InvalidCeremony
from voting.protocol.group import Q
from voting.protocol.participant import (
    Committed,
    Finished,
    Joined,
    Revealed,
    commit,
    confirm,
    finish,
    join,
    reveal,
)
from voting.protocol.proofs import SignedMessage, prove_knowledge, sign, sign_message
from voting.protocol.trustees import Trustees, check_trustees, make_single


def changed(message: bytes, **fields: Any) -> bytes:
    return canonical(json.loads(message) | fields)


def signed_json(signed: SignedMessage) -> Any:
    return json.loads(signed.serialize())


def lie(committed: Committed, joined: Joined, **cached: Any) -> Committed:
    """A copy of a participant's state with other values where his own were computed."""
    liar = Committed(joined, committed.certificates, committed.certs)
    liar.__dict__.update(cached)
    return liar


# Honest ceremonies.


@pytest.mark.parametrize(("size", "threshold"), [(3, 2), (5, 3), (5, 4)])
def test_an_honest_ceremony_gives_trustees_that_every_check_accepts(size: int, threshold: int) -> None:
    played = play(size, threshold)
    server = make_single(12345, seed_of("server"))
    trustees = Trustees((server, played.parameters()))
    check_trustees(trustees, trustees.election_key)
    assert len(trustees.keys) == size + 1


@pytest.mark.parametrize(("size", "threshold"), [(3, 2), (5, 3)])
def test_any_shares_that_suffice_give_one_secret_and_fewer_do_not(size: int, threshold: int) -> None:
    played = play(size, threshold)
    shares = {each.joined.index: each.share for each in played.finished}
    sub_key = played.parameters().sub_key
    for first in range(1, size - threshold + 2):
        some = range(first, first + threshold)
        assert group.base(at_zero({index: shares[index] for index in some})) == sub_key
        assert group.base(at_zero({index: shares[index] for index in some[:-1]})) != sub_key


def at_zero(points: dict[int, int]) -> int:
    """Lagrange interpolation at 0."""
    total = 0
    for j, value in points.items():
        for k in points:
            if k != j:
                value = value * k * pow(k - j, -1, Q) % Q
        total += value
    return total % Q


def test_the_same_seeds_and_messages_give_the_same_bytes() -> None:
    again = play(3, 2)
    assert again.reveals == honest().reveals
    assert again.keys == honest().keys
    assert [each.slip for each in again.finished] == [each.slip for each in honest().finished]


def test_a_page_that_was_reloaded_walks_the_steps_again() -> None:
    played = honest()
    mine = join(played.ceremony, 2, played.joined[1].seed)
    again = finish(reveal(commit(mine, played.certificates), played.commitments), played.reveals)
    assert again.key == played.finished[1].key
    assert again.fingerprint == played.finished[1].fingerprint


def test_the_fingerprint_is_the_one_that_the_server_prints() -> None:
    played = honest()
    keys = confirm(played.finished[0], played.keys)
    printed = [fingerprint(each.certificate, key) for each, key in zip(played.joined, keys, strict=True)]
    assert printed == [each.fingerprint for each in played.finished]
    assert len(set(printed)) == 3


@pytest.mark.parametrize(("size", "threshold"), [(3, 1), (3, 3), (4, 2), (2, 2), (1, 1), (65, 33), (5, 2)])
def test_numbers_that_are_no_majority_or_need_everyone_are_refused(size: int, threshold: int) -> None:
    with pytest.raises(InvalidCeremony) as refusal:
        Ceremony(CEREMONY_ID, size, threshold)
    assert refusal.value.code == "C1"


def test_a_ceremony_has_an_id_and_participants_within_it() -> None:
    with pytest.raises(InvalidCeremony) as refusal:
        Ceremony("0OIl", 3, 2)
    assert refusal.value.code == "C1"
    for index in (0, 4):
        refused("C1", index, lambda index=index: join(honest().ceremony, index, bytes(32)))  # type: ignore[misc]
    with pytest.raises(ValueError, match="32 bytes"):
        join(honest().ceremony, 1, bytes(31))


# Certificates.


def certificate_of(ceremony: Ceremony, index: int, *seed: object) -> bytes:
    return join(ceremony, index, seed_of(*seed)).certificate.encode()


@cache
def bad_certificates() -> dict[str, bytes]:
    good, other = honest().joined[LIAR - 1], join(honest().ceremony, LIAR, seed_of("other"))
    text = good.certificate.signed.message
    identity = group.encode(group.IDENTITY)

    def signed(message: str) -> bytes:
        return sign_message(good.keys.signing, message, bytes(32)).serialize()

    return {
        "not JSON": b"hello",
        "fields": b'{"message":"a"}',
        "white space": good.certificate.encode().replace(b",", b", ", 1),
        "for more participants": certificate_of(Ceremony(CEREMONY_ID, 5, 3), LIAR, "", 3, LIAR),
        "for another place": certificate_of(honest().ceremony, 3, "", 3, LIAR),
        "signed by another": SignedMessage(text, other.certificate.signed.signature).serialize(),
        "another group": signed(text.replace("Ed25519", "Ed448")),
        "identity as a key": signed(text.replace(group.encode(good.keys.encryption), identity)),
        "one key for two uses": signed(
            text.replace(group.encode(good.keys.encryption), group.encode(good.keys.verification))
        ),
        "message with white space": signed(text.replace(",", ", ")),
    }


@pytest.mark.parametrize("name", bad_certificates())
def test_a_bad_certificate_is_refused_and_its_sender_named(name: str) -> None:
    relayed = exchanged(honest().certificates, LIAR, bad_certificates()[name])
    refused("C2", LIAR, lambda: commit(honest().joined[0], relayed))


def test_two_participants_with_one_key_are_refused() -> None:
    played = honest()
    victim = played.joined[0]
    thief = join(played.ceremony, 3, victim.seed)
    thief.__dict__["key_seed"] = victim.key_seed
    relayed = exchanged(played.certificates, 3, thief.certificate.encode())
    refused("C3", 3, lambda: commit(played.joined[1], relayed))


def test_certificates_are_taken_only_when_all_are_there() -> None:
    for relayed in (honest().certificates[:2], []):
        with pytest.raises(InvalidCeremony) as refusal:
            commit(honest().joined[0], relayed)
        assert refusal.value.code == "C3"


def test_a_participant_notices_that_his_own_messages_were_exchanged() -> None:
    played, mine = honest(), VICTIM
    impostor = play(3, 2, "impostors")
    refused(
        "C10",
        mine,
        lambda: commit(played.joined[0], exchanged(played.certificates, mine, impostor.certificates[0])),
    )
    another = lie(played.committed[0], played.joined[0], coefficients=(5, 7)).commitment.encode()
    refused("C10", mine, lambda: reveal(played.committed[0], exchanged(played.commitments, mine, another)))
    resealed = Sealing(played, mine).reveal_with(compact({"hello": "again"}), victim=2)
    refused("C10", mine, lambda: finish(played.revealed[0], exchanged(played.reveals, mine, resealed)))
    proof = {"challenge": "1", "response": "1"}
    refused(
        "C9",
        mine,
        lambda: confirm(played.finished[0], exchanged(played.keys, mine, changed(played.keys[0], pok=proof))),
    )


def test_a_key_of_ones_own_that_was_made_again_elsewhere_is_noticed() -> None:
    """Whoever has the slip can prove the key anew; the page that made it sees that it was not itself."""
    mine = honest().finished[VICTIM - 1]
    again = prove_knowledge(mine.share, seed_of("a thief of the slip"))
    copy = Key(VICTIM, replace(mine.key.public, pok=again)).encode()
    refused("C10", VICTIM, lambda: confirm(mine, exchanged(honest().keys, VICTIM, copy)))


# Commitments.


def test_other_certificates_give_another_polynomial() -> None:
    played = honest()
    second = play(3, 2, "impostors")
    shown_first = played.committed[0]
    shown_second = commit(played.joined[0], exchanged(played.certificates, 3, second.certificates[2]))
    assert not set(shown_first.coefficients) & set(shown_second.coefficients)


@cache
def bad_commitments() -> dict[str, bytes]:
    played, liar = honest(), honest().committed[LIAR - 1]
    other_certs = lie(liar, liar.joined)
    object.__setattr__(other_certs, "certs", "00" * 32)
    text = liar.commitment.signed.message
    untagged = sign(liar.joined.keys.signing, text.encode(), bytes(32))
    return {
        "not JSON": b"\xff",
        "over other certificates": other_certs.commitment.encode(),
        "another's": played.commitments[2],
        "signature without the tag": SignedMessage(text, untagged).serialize(),
        "signature of another": SignedMessage(
            text, played.committed[2].commitment.signed.signature
        ).serialize(),
        "joint instead": played.revealed[LIAR - 1].reveal.joint.serialize(),
        "hash of another form": liar.joined.sign_statement(
            text.replace('"commitment":"', '"commitment":"A')
        ).serialize(),
    }


@pytest.mark.parametrize("name", bad_commitments())
def test_a_bad_commitment_is_refused_and_its_sender_named(name: str) -> None:
    relayed = exchanged(honest().commitments, LIAR, bad_commitments()[name])
    refused("C4", LIAR, lambda: reveal(honest().committed[0], relayed))


def test_nobody_reveals_before_everyone_has_committed() -> None:
    with pytest.raises(InvalidCeremony) as refusal:
        reveal(honest().committed[0], honest().commitments[:2])
    assert refusal.value.code == "C5"


def test_the_server_takes_no_reveal_from_one_who_rushes() -> None:
    played = honest()
    certificates = [each.certificate for each in played.joined]
    early = [each.commitment for each in played.committed[:2]]
    refused(
        "C5", LIAR, lambda: check_reveal(played.ceremony, certificates, early, LIAR, played.reveals[LIAR - 1])
    )


# Reveals.


def test_coefficients_chosen_after_the_others_had_shown_theirs_are_refused() -> None:
    played, liar = honest(), honest().committed[LIAR - 1]
    late = lie(liar, liar.joined, coefficients=(liar.coefficients[0] + 1, liar.coefficients[1]))
    late_reveal = Revealed(late, played.revealed[0].commitments).reveal.encode()
    relayed = exchanged(played.reveals, LIAR, late_reveal)
    refused("C6", LIAR, lambda: finish(played.revealed[0], relayed))


def test_a_polynomial_of_another_degree_is_refused_though_it_was_committed_to() -> None:
    played, liar = honest(), honest().committed[LIAR - 1]
    tall = lie(liar, liar.joined, coefficients=(*liar.coefficients, 5))
    victim = reveal(
        played.committed[VICTIM - 1], exchanged(played.commitments, LIAR, tall.commitment.encode())
    )
    others = [
        Revealed(state, victim.commitments) for state in (played.committed[0], tall, played.committed[2])
    ]
    refused("C6", LIAR, lambda: finish(victim, [each.reveal.encode() for each in others]))


@cache
def bad_reveals() -> dict[str, tuple[str, bytes]]:
    played, liar = honest(), honest().revealed[LIAR - 1]
    good, data = liar.reveal, liar.reveal.encode()
    other = played.revealed[2].reveal
    secrets = json.loads(data)["secrets"]
    joint = liar.committed.joined.sign_statement(played.ceremony.statement("joint", LIAR, joint="00" * 32))
    spaced = sign_message(
        liar.committed.joined.keys.signing, good.coefexps.message.replace(",", ", "), bytes(32)
    )
    return {
        "not JSON": ("C6", b"[]"),
        "field missing": ("C6", canonical({"secrets": secrets})),
        "share missing": ("C6", changed(data, secrets=secrets[:2])),
        "share upper-case": ("C6", changed(data, secrets=[
            *secrets[:2], {"alpha": secrets[2]["alpha"], "data": secrets[2]["data"].upper()}])),
        "share not hex": ("C6", changed(data, secrets=[*secrets[:2], secrets[2] | {"data": "zz"}])),
        "share too long": ("C6", changed(data, secrets=[*secrets[:2], secrets[2] | {"data": "00" * 5000}])),
        "point outside the group": ("C6", changed(data, secrets=[
            *secrets[:2], {"alpha": f"{2:064x}", "data": secrets[2]["data"]}])),
        "another's coefficients": ("C6", changed(data, coefexps=signed_json(other.coefexps))),
        "coefficients with white space": ("C6", changed(data, coefexps=signed_json(spaced))),
        "another's signature of the coefficients": ("C7", changed(data, coefexps=signed_json(
            SignedMessage(good.coefexps.message, other.coefexps.signature)))),
        "another's signature over the set": ("C7", changed(data, signature=json.loads(
            other.encode())["signature"])),
        "other commitments seen": ("C7", changed(data, joint=signed_json(joint))),
        "another's joint hash": ("C7", changed(data, joint=signed_json(other.joint))),
        "signature of the joint hash": ("C7", changed(data, joint=signed_json(
            SignedMessage(good.joint.message, other.joint.signature)))),
        "reveal of another": ("C6", other.encode()),
    }  # fmt: skip


@pytest.mark.parametrize("name", bad_reveals())
def test_a_bad_reveal_is_refused_and_its_sender_named(name: str) -> None:
    code, message = bad_reveals()[name]
    relayed = exchanged(honest().reveals, LIAR, message)
    refused(code, LIAR, lambda: finish(honest().revealed[0], relayed))


def test_reveals_are_taken_only_when_all_are_there() -> None:
    with pytest.raises(InvalidCeremony) as refusal:
        finish(honest().revealed[0], honest().reveals[:2])
    assert refusal.value.code == "C6"


def test_the_server_takes_messages_of_participants_only() -> None:
    played = honest()
    ceremony, certificates = played.ceremony, [each.certificate for each in played.joined]
    commitments = [each.commitment for each in played.committed]
    reveals = [each.reveal for each in played.revealed]
    for index in (0, 4):
        for step in (
            lambda index: check_certificate(ceremony, index, played.certificates[2]),
            lambda index: check_commitment(ceremony, certificates, index, played.commitments[2]),
            lambda index: check_reveal(ceremony, certificates, commitments, index, played.reveals[2]),
            lambda index: check_key(ceremony, certificates, reveals, index, played.keys[2]),
        ):
            refused("C1", index, lambda step=step, index=index: step(index))  # type: ignore[misc]


def test_the_server_waits_for_everyone_before_it_goes_on() -> None:
    played = honest()
    ceremony, certificates = played.ceremony, [each.certificate for each in played.joined]
    commitments = [each.commitment for each in played.committed]
    reveals, keys = [each.reveal for each in played.revealed], [each.key for each in played.finished]
    incomplete: list[tuple[str, Callable[[], object]]] = [
        ("C5", lambda: joint_hash(ceremony, commitments[:2])),
        ("C9", lambda: check_key(ceremony, certificates, reveals[:2], 1, played.keys[0])),
        ("C3", lambda: assemble_parameters(ceremony, certificates[:2], reveals, keys)),
        ("C9", lambda: assemble_parameters(ceremony, certificates, reveals[:2], keys)),
        ("C9", lambda: assemble_parameters(ceremony, certificates, reveals, keys[:2])),
        ("C9", lambda: assemble_parameters(ceremony, certificates, reveals, keys[::-1])),
    ]
    for code, step in incomplete:
        with pytest.raises(InvalidCeremony) as refusal:
            step()
        assert refusal.value.code == code


# Keys and aborts.


@cache
def bad_keys() -> dict[str, bytes]:
    played, good = honest(), honest().finished[LIAR - 1]
    other = Finished(good.revealed, good.reveals, good.share + 1)
    neighbour = json.loads(played.keys[2])
    return {
        "not JSON": b"{",
        "without signature": canonical({
            name: value for name, value in json.loads(played.keys[LIAR - 1]).items() if name != "signature"}),
        "with a name": changed(played.keys[LIAR - 1], name="Li"),
        "another share's key": other.key.encode(),
        "another's key": played.keys[2],
        "another's proof": changed(played.keys[LIAR - 1], pok=neighbour["pok"]),
        "another's signature": changed(played.keys[LIAR - 1], signature=neighbour["signature"]),
        "identity": changed(played.keys[LIAR - 1], public_key=group.encode(group.IDENTITY)),
    }  # fmt: skip


@pytest.mark.parametrize("name", bad_keys())
def test_a_bad_key_is_refused_and_its_sender_named(name: str) -> None:
    relayed = exchanged(honest().keys, LIAR, bad_keys()[name])
    refused("C9", LIAR, lambda: confirm(honest().finished[0], relayed))


def test_keys_are_taken_only_when_all_are_there() -> None:
    with pytest.raises(InvalidCeremony) as refusal:
        confirm(honest().finished[0], honest().keys[:2])
    assert refusal.value.code == "C9"


def test_an_abort_names_the_accused_and_is_signed() -> None:
    played = honest()
    accuser = played.joined[0]
    certificate = accuser.certificate
    abort = accuser.abort(LIAR, "C8").serialize()
    assert check_abort(played.ceremony, certificate, abort) == Abort(1, LIAR, "C8")
    text = accuser.abort(LIAR, "C8").message
    forged = {
        "by another": SignedMessage(text, played.joined[2].abort(LIAR, "C8").signature).serialize(),
        "of another ceremony": accuser.sign_statement(
            text.replace(CEREMONY_ID, CEREMONY_ID[::-1])).serialize(),
        "accusing nobody": accuser.abort(9, "C8").serialize(),
        "not an abort": accuser.certificate.encode(),
    }  # fmt: skip
    for data in forged.values():
        refused("C11", 1, lambda data=data: check_abort(played.ceremony, certificate, data))  # type: ignore[misc]


# Whatever comes in.


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_byte_anywhere_in_a_message_names_its_sender(data: st.DataObject) -> None:
    played = honest()
    step, codes, messages = data.draw(st.sampled_from([
        (lambda relayed: commit(played.joined[0], relayed), {"C2"}, played.certificates),
        (lambda relayed: reveal(played.committed[0], relayed), {"C4"}, played.commitments),
        (lambda relayed: finish(played.revealed[0], relayed), {"C6", "C7", "C8"}, played.reveals),
        (lambda relayed: confirm(played.finished[0], relayed), {"C9"}, played.keys),
    ]))  # fmt: skip
    message = bytearray(messages[LIAR - 1])
    # A share sealed for somebody else is his to check.
    end = message.find(b"},{") if len(message) > 2000 else len(message)
    place = data.draw(st.integers(0, end - 1))
    message[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InvalidCeremony) as refusal:
        step(exchanged(messages, LIAR, bytes(message)))
    assert refusal.value.data["index"] == LIAR
    assert refusal.value.code in codes


def test_fixed_seeds_give_the_recorded_transcript(vectors: Path) -> None:
    recorded = json.loads((vectors / "ceremony.json").read_text("utf-8"))
    assert transcript(honest()) == recorded
