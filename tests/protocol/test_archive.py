"""The archive: byte-exact, chained, in order, and nothing beside."""

import mmap
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import COUNTED, POLL, TIMESTAMP, write
from voting.protocol import archive as tar
from voting.protocol.archive import append_event, event_bytes, header_bytes, parse_archive, record_bytes
from voting.protocol.encoding import compact
from voting.protocol.errors import InvalidArchive, NonCanonical, ProtocolError
from voting.protocol.setup import SetupData

EVENTS = COUNTED.all_events
GOOD = COUNTED.archive
HEADER = header_bytes(TIMESTAMP)
HEADER_CONTENT = b'{"version":1,"timestamp":"%d"}' % TIMESTAMP


def code_of(data: bytes) -> str:
    with pytest.raises(ProtocolError) as caught:
        parse_archive(data)
    return caught.value.code


def records(data: bytes = GOOD) -> list[bytes]:
    """The records of a good archive, the header among them."""
    cut, offset = [], 0
    while offset < len(data):
        end = offset + 512 + -(-int(data[offset + 124 : offset + 135], 8) // 512) * 512
        cut.append(data[offset:end])
        offset = end
    return cut


def with_byte(offset: int, value: bytes, data: bytes = GOOD) -> bytes:
    return data[:offset] + value + data[offset + len(value) :]


def chained(*steps: tuple[str, int, list[bytes]]) -> bytes:
    """An archive of well-made records whose events are (type, height, data), chained but unchecked."""
    written, parent = [HEADER], None
    for event_type, height, data in steps:
        payload = sha256(data[-1]).hexdigest() if data else None
        content = event_bytes(event_type, height, parent, payload)
        written += [record_bytes("data", item, TIMESTAMP) for item in data]
        written.append(record_bytes("event", content, TIMESTAMP))
        parent = sha256(content).hexdigest()
    return b"".join(written)


def event_record(content: bytes) -> bytes:
    return record_bytes("event", content, TIMESTAMP)


SETUP_DATA = EVENTS[0][1]
SETUP = ("Setup", 0, SETUP_DATA)
BALLOT = COUNTED.ballots[0]
HEAD = write(EVENTS[:1])[1]
OPEN = write(EVENTS[:1])[0]


def ballot_event(**fields) -> bytes:
    good = {"parent": HEAD.digest, "height": 1, "type": "Ballot", "payload": sha256(BALLOT).hexdigest()}
    return compact({name: field for name, field in {**good, **fields}.items() if field is not None})


def after_setup(data: list[bytes], event: bytes) -> bytes:
    return OPEN + b"".join(record_bytes("data", item, TIMESTAMP) for item in data) + event_record(event)


def header_with(content: bytes) -> bytes:
    return tar._tar_record("BELENIOS", content, TIMESTAMP) + OPEN[len(HEADER) :]


REFUSED = {
    "empty": (b"", "K1"),
    "a byte too few": (GOOD[:-1], "K1"),
    "a byte too many": (GOOD + b"\0", "K1"),
    "end blocks of a common tar": (GOOD + bytes(1024), "K1"),
    "another mode": (with_byte(100, b"0000755\0"), "K1"),
    "an owner": (with_byte(108, b"0001750\0"), "K1"),
    "a link": (with_byte(156, b"1"), "K1"),
    "a magic": (with_byte(257, b"ustar"), "K1"),
    "a checksum of another kind": (with_byte(148, b" "), "K1"),
    "a size without zeros": (with_byte(124, b"         46\0"), "K1"),
    "a size in base 256": (with_byte(124, b"\x80"), "K1"),
    "padding that is not zero": (with_byte(512 + 500, b"x"), "K1"),
    "no header": (OPEN[len(HEADER) :], "K2"),
    "a header of another name": (
        tar._tar_record("BELENIO", HEADER_CONTENT, TIMESTAMP) + OPEN[len(HEADER) :],
        "K2",
    ),
    "a header of another time": (
        tar._tar_record("BELENIOS", HEADER_CONTENT, TIMESTAMP + 1) + OPEN[len(HEADER) :],
        "K2",
    ),
    "version 2": (header_with(b'{"version":2,"timestamp":"1795000000"}'), "K2"),
    "another timestamp inside": (header_with(b'{"version":1,"timestamp":"1795000001"}'), "K2"),
    "a timestamp with a zero": (header_with(b'{"version":1,"timestamp":"01795000000"}'), "K2"),
    "a timestamp of letters": (header_with(b'{"version":1,"timestamp":"now"}'), "K2"),
    "a negative timestamp": (header_with(b'{"version":1,"timestamp":-1}'), "K2"),
    "header with white space": (header_with(b'{"version": 1,"timestamp":"1795000000"}'), "K2"),
    "header too long": (header_with(b" " * 1025), "K2"),
    "a record of another time": (OPEN + record_bytes("data", b"x", TIMESTAMP + 1), "K2"),
    "a second header": (OPEN + HEADER, "K3"),
    "a climbing name": (OPEN + tar._tar_record("../x.data.json", b"x", TIMESTAMP), "K3"),
    "an upper-case name": (OPEN + tar._tar_record("A" * 64 + ".data.json", b"x", TIMESTAMP), "K3"),
    "content under another name": (OPEN + tar._tar_record("0" * 64 + ".data.json", b"x", TIMESTAMP), "K4"),
    "a record twice": (b"".join([*records(OPEN), records(OPEN)[1]]), "K5"),
    "a record that nobody names": (OPEN + record_bytes("data", b"x", TIMESTAMP), "K6"),
    "a stranger before the ballot": (after_setup([b"x", BALLOT], ballot_event()), "K6"),
    "data of Setup in another order": (
        chained(("Setup", 0, [SETUP_DATA[1], SETUP_DATA[0], *SETUP_DATA[2:]])),
        "K6",
    ),
    "a large header field": (
        OPEN + tar._header_block("0" * 64 + ".data.json", (16 << 20) + 1, TIMESTAMP),
        "K7",
    ),
    "a large ballot": (chained(SETUP, ("Ballot", 1, [b"x" * (256 << 10) + b"x"])), "K7"),
    "an event that is no JSON": (OPEN + event_record(b"{"), "E1"),
    "an unknown event": (OPEN + event_record(ballot_event(type="Shuffle")), "E1"),
    "an event with white space": (after_setup([BALLOT], ballot_event() + b" "), "E1"),
    "an event with another field": (after_setup([BALLOT], ballot_event(x=1)), "E1"),
    "an event of another order": (
        after_setup(
            [BALLOT], compact({"type": "Ballot", "height": 1, "parent": HEAD.digest, "payload": "0" * 64})
        ),
        "E1",
    ),
    "another parent": (after_setup([BALLOT], ballot_event(parent="0" * 64)), "E2"),
    "no parent": (after_setup([BALLOT], ballot_event(parent=None)), "E2"),
    "a parent of the first": (HEADER + event_record(ballot_event(type="Setup", height=0)), "E2"),
    "another height": (after_setup([BALLOT], ballot_event(height=2)), "E3"),
    "a ballot before Setup": (chained(("Ballot", 0, [BALLOT])), "E4"),
    "no event": (HEADER, "E4"),
    "two Setups": (chained(SETUP, ("Setup", 1, [b"x"])), "E4"),
    "a ballot after the end": (
        chained(SETUP, ("EndBallots", 1, []), ("Ballot", 2, [BALLOT])),
        "E4",
    ),
    "a tally before the end": (chained(SETUP, ("EncryptedTally", 1, EVENTS[5][1])), "E4"),
    "a result without decryption": (
        chained(
            SETUP, ("EndBallots", 1, []), ("EncryptedTally", 2, EVENTS[5][1]), ("Result", 3, EVENTS[-1][1])
        ),
        "E4",
    ),
    "an event after the result": (
        GOOD + event_record(event_bytes("Result", 9, parse_archive(GOOD).head.digest, "0" * 64)),
        "E4",
    ),
    "an end with a payload": (after_setup([], ballot_event(type="EndBallots")), "E5"),
    "a ballot without payload": (after_setup([], ballot_event(payload=None)), "E5"),
    "a payload that is not there": (after_setup([b"x"], ballot_event()), "E6"),
    "no data": (after_setup([], ballot_event(payload="0" * 64)), "E6"),
    "setup data that are none": (chained(("Setup", 0, [*SETUP_DATA[:3], b"{}"])), "E6"),
    "setup data with white space": (chained(("Setup", 0, [*SETUP_DATA[:3], SETUP_DATA[3] + b" "])), "E6"),
    "a sized tally that is none": (
        chained(SETUP, ("EndBallots", 1, []), ("EncryptedTally", 2, [EVENTS[5][1][0], b"[]"])),
        "E6",
    ),
    "the same ballot counted again": (
        write(EVENTS[:2])[0]
        + event_record(event_bytes("Ballot", 2, write(EVENTS[:2])[1].digest, sha256(BALLOT).hexdigest())),
        "B18",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_its_own_check(name):
    data, code = REFUSED[name]
    assert code_of(data) == code


def test_an_archive_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(tar, "MAX_ARCHIVE", len(GOOD))
    parse_archive(GOOD)
    monkeypatch.setattr(tar, "MAX_ARCHIVE", len(GOOD) - 1)
    assert code_of(GOOD) == "K7"


def test_a_record_may_be_as_large_as_its_cap(monkeypatch):
    parse_archive(chained(SETUP, ("Ballot", 1, [b"x" * (256 << 10)])))
    largest = max(record.size for step in parse_archive(GOOD).steps for record in step.data.values())
    monkeypatch.setattr(tar, "MAX_RECORD", largest)
    parse_archive(GOOD)
    monkeypatch.setattr(tar, "MAX_RECORD", largest - 1)
    assert code_of(GOOD) == "K7"


def test_an_archive_of_ours_is_read_as_it_was_written():
    archive = parse_archive(GOOD)
    read = [
        (step.event.type, [archive.content(record) for record in step.data.values()])
        for step in archive.steps
    ]
    assert read == EVENTS
    assert write(read)[0] == GOOD
    assert archive.timestamp == TIMESTAMP
    assert list(archive.ballots()) == list(COUNTED.ballots)
    assert archive.setup("election") == POLL.election.raw
    assert [event.height for event in archive.events] == list(range(len(EVENTS)))
    assert archive.head == archive.events[-1]


def test_a_memory_map_reads_like_bytes(tmp_path):
    path = tmp_path / "archive.bel"
    path.write_bytes(GOOD)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert parse_archive(mapped).events == parse_archive(GOOD).events


def test_every_prefix_of_events_is_a_good_archive_and_no_other_prefix():
    cut = records()
    written, good = b"", 0
    for record in cut:
        written += record
        if record[64:76] == b".event.json\0":
            parse_archive(written)
            good += 1
        else:
            assert code_of(written) in {"K6", "E4"}
    assert good == len(EVENTS)


def test_a_timestamp_may_be_a_number():
    archive = header_with(b'{"version":1,"timestamp":%d}' % TIMESTAMP)
    assert parse_archive(archive).timestamp == TIMESTAMP


def test_two_records_exchanged_are_noticed():
    cut = records()
    for i in range(len(cut) - 1):
        exchanged = [*cut[:i], cut[i + 1], cut[i], *cut[i + 2 :]]
        code_of(b"".join(exchanged))


def test_a_record_left_out_is_noticed():
    cut = records()
    for i in range(len(cut) - 1):
        code_of(b"".join([*cut[:i], *cut[i + 1 :]]))


def test_appending_refuses_what_reading_would():
    with pytest.raises(ValueError, match="takes"):
        append_event(None, "Setup", [], TIMESTAMP)
    with pytest.raises(InvalidArchive) as caught:
        append_event(HEAD, "Result", [b"{}"], TIMESTAMP)
    assert caught.value.code == "E4"
    with pytest.raises(ValueError, match="timestamp"):
        header_bytes(8**11)


def test_a_height_that_lies_is_noticed_when_appending():
    records_, event = append_event(replace(HEAD, height=7), "Ballot", [BALLOT], TIMESTAMP)
    assert event.height == 8
    assert code_of(OPEN + records_) == "E3"


def test_setup_data_are_read_as_they_were_written():
    setup = SetupData("0" * 64, "1" * 64, "2" * 64)
    with pytest.raises(NonCanonical):
        tar.parse_setup(setup.serialize() + b"\n")
    assert tar.parse_setup(setup.serialize()) == setup


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_no_flipped_byte_goes_unnoticed(place, flip):
    code_of(with_byte(place, bytes([GOOD[place] ^ flip])))


@given(st.integers(0, len(OPEN)), st.integers(0, 600), st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_whatever_is_spliced_in_only_our_errors_come_out(place, cut, insertion):
    data = OPEN[:place] + insertion + OPEN[place + cut :]
    try:
        parse_archive(data)
    except ProtocolError:
        return
    assert data == OPEN


@given(st.binary(max_size=1200))
@settings(max_examples=60, deadline=None)
def test_random_bytes_are_no_archive(data):
    code_of(data)
