"""The bench's own logic; nothing here depends on time."""

from __future__ import annotations

import pytest

from tests.load import browser, surge, verification
from tests.load.__main__ import options_of, report
from tests.load.client import read
from tests.load.election import believed
from tests.load.rows import Row
from voting.protocol import group
from voting.protocol.ballots import check_ballot, encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.credentials import build_credentials, public_credential

# The votes of which the tablet's work must tell nothing.
VOTES = range(4)


def ballot(number: int = 0) -> bytes:
    poll = browser.PLAIN
    unsigned = encrypt_ballot(poll.election, browser.SECRET, poll.choices(number), bytes(32))
    return sign_ballot(unsigned, browser.SECRET, bytes(32))


@pytest.mark.parametrize(
    ("value", "bound", "least", "holds"),
    [
        (1.15, 1.15, True, True),
        (1.149, 1.15, True, False),
        (0.06, 0.06, False, True),
        (0.061, 0.06, False, False),
        (7.0, None, True, True),
    ],
)
def test_a_row_holds_up_to_its_bound(value: float, bound: float | None, least: bool, holds: bool) -> None:
    row = Row("speed", value, bound=bound, least=least)
    assert row.holds is holds
    assert row.line().startswith(" " if bound is None else "✓" if holds else "✗")


def test_the_report_counts_the_bounds_that_do_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = Row("good", 2, bound=1), Row("bad", 1, bound=2)
    assert report([good, Row("printed", 3)]) == 0
    assert report([good, bad, bad]) == 2
    assert capsys.readouterr().out.count("✗") == 2


def test_too_few_ballots_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options_of(["--ballots", str(surge.NEEDED - 1)])
    assert str(surge.NEEDED) in capsys.readouterr().err
    assert options_of(["--full"]).ballots == 3000


def test_a_tablet_multiplies_as_often_for_every_vote() -> None:
    assert [browser.multiplications(browser.PLAIN, vote) for vote in VOTES] == [240] * len(VOTES)
    assert [browser.multiplications(browser.WITH_MARKS, vote) for vote in VOTES] == [300] * len(VOTES)


def test_what_a_tablet_loads_to_encrypt_is_small() -> None:
    assert browser.bundle_size() <= 25_000


def test_the_floor_is_what_verification_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The group operations that the bench times alone are those of ``check_ballot``, one for one."""
    counts: dict[str, int] = {}

    def count(name: str) -> None:
        real = getattr(group, name)

        def counting(*arguments: bytes) -> object:
            counts[name] = counts.get(name, 0) + 1
            return real(*arguments)

        monkeypatch.setattr(group, name, counting)

    content = ballot()
    listed = build_credentials([public_credential(browser.SECRET, browser.PLAIN.uuid)])
    base, power = "crypto_scalarmult_ed25519_base_noclamp", "crypto_scalarmult_ed25519_noclamp"
    sums = ("crypto_core_ed25519_add", "crypto_core_ed25519_sub")
    for name in (base, power, *sums):
        count(name)
    check_ballot(browser.PLAIN.election, listed, content)
    found = counts[base], counts[power], sum(counts[name] for name in sums)
    assert found == (verification.BASES, verification.POWERS, verification.SUMS)


def test_what_is_believed_of_a_ballot_is_true_of_ours() -> None:
    content = ballot(1)
    parsed, named = parse_ballot(content), believed(content, b"{}")
    assert (named.ballot_hash, named.tracker) == (parsed.hash, parsed.tracker)
    assert named.credential == group.encode(parsed.credential)
    with pytest.raises(ValueError, match="not a ballot"):
        believed(b"{}", b"")


def test_the_client_reads_the_bodies_that_were_written() -> None:
    bodies = [b"", b"one\nmarks", bytes(70_000)]
    assert list(read(surge.together(bodies))) == bodies
