"""One strict reader, two ways of writing, and no other way in."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.protocol import encoding
from voting.protocol import expand as expansion
from voting.protocol.encoding import Reader, canonical, compact, parse_canonical, parse_json
from voting.protocol.errors import InvalidBallot, NonCanonical, ProtocolError, SerializationError
from voting.protocol.expand import expand, expand_integer
from voting.protocol.group import Q

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f", min_codepoint=0x20))
keys = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-encoding.MAX_INTEGER, encoding.MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)

NOT_STRICT = {
    "nothing": b"",
    "not UTF-8": b'"\xff"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "surrogate in UTF-8": b'"\xed\xa0\x80"',
    "byte order mark": b"\xef\xbb\xbf{}",
    "duplicate key": b'{"a":1,"a":1}',
    "duplicate key by an escape": b'{"a":1,"\\u0061":1}',
    "float": b"[1.0]",
    "exponent": b"[1e3]",
    "not a number": b"[NaN]",
    "infinity": b"[-Infinity]",
    "integer beyond 2**53": b"[9007199254740992]",
    "a very long integer": b"[" + b"9" * 5000 + b"]",
    "lone surrogate": b'["\\ud800"]',
    "lone surrogate in a key": b'{"\\udfff":1}',
    "control character": b'["\x01"]',
    "two values": b"1 2",
    "trailing comma": b"[1,]",
    "single quotes": b"['a']",
    "comment": b"[1] // one",
    "nested without end": b"[" * 100_000,
    "nested too deeply": b"[" * 20_000 + b"]" * 20_000,
}
NOT_CANONICAL = {
    "white space": b'{"a": 1}',
    "line feed at the end": b'{"a":1}\n',
    "order of keys": b'{"b":1,"a":1}',
    "escaped character": b'["\\u7968"]',
    "escaped slash": b'["\\/"]',
    "negative zero": b"[-0]",
    "key in capitals": b'{"A":1}',
    "key with a dash": b'{"a-b":1}',
    "control character by an escape": b'["\\n"]',
    "delete character": b'["\x7f"]',
    "seventeen levels": b"[" * 17 + b"]" * 17,
}


@pytest.mark.parametrize("name", NOT_STRICT)
def test_what_is_not_strict_json_is_refused_under_the_given_code(name):
    with pytest.raises(SerializationError) as caught:
        parse_json(NOT_STRICT[name], "B1")
    assert caught.value.code == "B1"


@pytest.mark.parametrize("name", NOT_STRICT)
def test_what_is_not_strict_json_is_not_canonical_either(name):
    with pytest.raises(SerializationError):
        parse_canonical(NOT_STRICT[name])


@pytest.mark.parametrize("name", NOT_CANONICAL)
def test_another_writing_is_refused(name):
    with pytest.raises(SerializationError) as caught:
        parse_canonical(NOT_CANONICAL[name], "M3")
    assert caught.value.code == "M3"


def test_a_text_too_long_is_not_even_decoded():
    with pytest.raises(SerializationError) as caught:
        parse_json(b"[" + b" " * 100, "B1", limit=100)
    assert caught.value.data == {"length": 101, "limit": 100}
    assert parse_json(b"[" + b" " * 98 + b"]", "B1", limit=100) == []


@pytest.mark.parametrize("text", ["AB", "A", "AA==", "AA=", "A A", "A+", "A/", "AA\n", "é"])
def test_another_writing_of_base64_for_addresses_is_refused(text):
    assert encoding.decode_base64url("AA", "X2") == b"\x00"
    with pytest.raises(SerializationError) as caught:
        encoding.decode_base64url(text, "X2")
    assert caught.value.code == "X2"


def test_sixteen_levels_are_allowed():
    data = b"[" * 16 + b"]" * 16
    assert canonical(parse_canonical(data)) == data


@given(values)
@settings(max_examples=150, deadline=None)
def test_canonical_writing_comes_back_as_it_was(value):
    data = canonical(value)
    assert parse_canonical(data) == value
    assert canonical(parse_canonical(data)) == data


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_bytes_come_only_our_errors_come_out(data):
    for parse in (parse_canonical, lambda bytes_: parse_json(bytes_, "B1")):
        try:
            value = parse(data)
        except ProtocolError:
            continue
        assert parse_json(compact(value), "B1") == value


@pytest.mark.parametrize("value", [1.5, 2**53, {"A": 1}, {1: 2}, "\n", "\ud800", b"bytes", [object()]])
def test_what_canonical_json_cannot_say_is_refused(value):
    with pytest.raises(SerializationError) as caught:
        canonical(value)
    assert caught.value.code == "CJ"


@pytest.mark.parametrize(
    "take",
    [
        lambda reader: reader.record([], ("a",)),
        lambda reader: reader.record({}, ("a",)),
        lambda reader: reader.record({"a": 1, "b": 1}, ("a",)),
        lambda reader: reader.array({}),
        lambda reader: reader.array([1], 2),
        lambda reader: reader.text(1),
        lambda reader: reader.digest("AB" * 32),
        lambda reader: reader.digest("ab" * 31),
        lambda reader: reader.digest("ab" * 32 + "\n"),
        lambda reader: reader.integer(True),
        lambda reader: reader.integer("1"),
        lambda reader: reader.integer(-1),
        lambda reader: reader.integer(3, 0, 2),
        lambda reader: reader.boolean(1),
        lambda reader: reader.compact_digest("A" * 42),
        lambda reader: reader.compact_digest("A" * 42 + "B"),
        lambda reader: reader.compact_digest(None),
        lambda reader: reader.identifier("1" * 21),
        lambda reader: reader.identifier("0" * 22),
        lambda reader: reader.identifier(1),
        lambda reader: reader.of_kind({"v": 2, "kind": "a"}, "a", ()),
        lambda reader: reader.of_kind({"v": 1, "kind": "b"}, "a", ()),
        lambda reader: reader.of_kind({"v": 1, "kind": "a", "x": 1}, "a", ()),
    ],
)
def test_the_reader_refuses_other_types_under_its_code(take):
    with pytest.raises(SerializationError) as caught:
        take(Reader("E1"))
    assert caught.value.code == "E1"


def test_the_reader_hands_over_what_fits():
    reader = Reader("E1")
    assert reader.record({"a": 1, "b": 2}, ("a",), ("b", "c")) == {"a": 1, "b": 2}
    assert reader.of_kind({"v": 1, "kind": "a", "x": 1}, "a", ("x",))["x"] == 1
    assert reader.array([1, 2], 2) == [1, 2]
    assert reader.integer(2, 2, 2) == 2
    assert reader.boolean(False) is False
    assert reader.identifier("1" * 22) == "1" * 22
    assert reader.compact_digest("A" * 43) == "A" * 43
    assert reader.digest("a" * 64) == "a" * 64


def test_hashes_are_written_as_the_specification_says():
    assert encoding.hex_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert encoding.compact_hash(b"") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"


def test_an_error_survives_the_way_between_two_processes():
    error = InvalidBallot("B13", "individual proof", question=1, answer=2)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.code, again.data, str(again)) == (
        InvalidBallot,
        "B13",
        {"question": 1, "answer": 2},
        str(error),
    )


def test_noncanonical_is_told_apart_from_unreadable():
    with pytest.raises(NonCanonical):
        parse_canonical(b'{"a": 1}')


def test_expansion_follows_its_definition():
    # printf 'piaojue-expand-v1|a|b' | openssl dgst -sha512 -mac HMAC -macopt hexkey:00…00
    mac = (
        "f364831c8dfacd0d3480462e19780e88b1af41577bcf495f98af11489ad39152"
        "8265b412eefe0590f16bda3e85d97c0863717cc7c2d949ed2429a3a60a65f1cf"
    )
    assert expand_integer(bytes(32), "a", "b") == int(mac, 16)
    assert expand(bytes(32), "a", "b") == int(mac, 16) % Q


def test_an_expansion_to_zero_is_refused(monkeypatch):
    monkeypatch.setattr(expansion, "expand_integer", lambda *arguments: 5 * Q)
    with pytest.raises(ValueError, match="zero"):
        expand(bytes(32), "a", "b")


def test_a_seed_of_another_length_is_the_callers_error():
    with pytest.raises(ValueError, match="32 bytes"):
        expand(bytes(31), "a", "b")
