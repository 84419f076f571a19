"""scripts/demo --sitting: what its players do, and that its comparisons notice what differs."""

from __future__ import annotations

import os
import random
import socket
from dataclasses import replace

import pytest

from tests.protocol.polls import seed
from tests.verifier.polls import POLL, good
from tests.verifier.ratings import good_rating
from voting.demo import comparison, conclusion, verdicts
from voting.demo.candidates import AFTER, BEFORE, CHANGED, DROPPED, corrected, on_the_eve, projects
from voting.demo.comparison import Told, differences
from voting.demo.conclusion import Found
from voting.demo.deputy import challenged, spread
from voting.demo.mishaps import NotAsItShould, checked, refusal
from voting.demo.printed import print_cards
from voting.demo.sitting import DEPUTIES, RUNOFF, VOTES, Played
from voting.demo.stalling import Delay, stalled, waiting
from voting.demo.verdicts import Verdict
from voting.demo.visitor import Refused
from voting.polling import drafting
from voting.protocol import sidelog
from voting.protocol.bundle import read_bundle
from voting.protocol.credentials import draw_secret
from voting.registrar.cards import SittingFile
from voting.rules import method as methods
from voting.rules import presets, rounds
from voting.rules.counts import Counts
from voting.rules.outcome import decide

COUNTY = presets.county(10, 12)
NUMBERS = (327, DEPUTIES + 1, DEPUTIES, DEPUTIES)


def counted(choices) -> list[list[int]]:
    return [[sum(marks) for marks in zip(*rows, strict=True)] for rows in zip(*choices, strict=True)]


# What is played -------------------------------------------------------------------------------


def test_the_night_changes_one_text_drops_one_project_and_touches_nothing_else():
    eve = on_the_eve()
    lines = corrected(drafting.lines_of(eve))
    kept = list(drafting.projects_from(lines))
    assert (len(eve), len(kept)) == (13, 12)
    assert BEFORE in eve[CHANGED - 1].content and AFTER in kept[CHANGED - 1].content
    assert eve[DROPPED - 1].name not in [project.name for project in kept]
    assert kept == list(projects())


def test_the_ballots_give_exactly_the_votes_that_were_arranged():
    choices = spread(random.Random(7), COUNTY, VOTES, DEPUTIES)
    votes, against = counted(choices)
    assert votes == list(VOTES)
    assert max(sum(rows[0]) for rows in choices) <= COUNTY.max_marks
    assert not any(a and b for rows in choices for a, b in zip(*rows, strict=True))
    assert all(0 < number <= DEPUTIES - votes[i] for i, number in enumerate(against))


def test_the_arranged_votes_are_a_tie_at_the_cut_that_the_runoff_settles():
    first = decide(COUNTY, Counts(*NUMBERS, VOTES, (0,) * 12))
    assert (len(first.chosen), len(first.tied), first.next_step) == (9, 2, "runoff_among_tied")
    method, standing = rounds.next_round(COUNTY, first)
    assert standing == tuple(first.tied)
    second = decide(method, Counts(*NUMBERS, RUNOFF, (0, 0)))
    assert (second.chosen, second.next_step) == ((0,), "announce")


def test_one_pack_is_left_out_and_voids_follow_each_other():
    uuids = (POLL.election.uuid, "11111111111111111111AA")
    printed = print_cards(SittingFile("1" * 32, "", "", "", "", uuids), 5, 3, 2, os.urandom)
    assert (printed.lists.printed, printed.lists.left_over, printed.lists.spot) == (30, 20, 2)
    assert len(printed.lists.lists[uuids[0]].split(",")) == 5 + 3 + 2
    assert len(printed.handed_out) == 5
    assert not {*printed.handed_out} & {*printed.kept.reserve, *printed.kept.spot}
    registrar = sidelog.Registrar.parse(printed.lists.statements[uuids[0]].encode())
    assert (registrar.listed, registrar.reserve) == (10, 5)


def test_an_honest_device_agrees_and_a_lying_build_is_caught():
    secret, pressed, other = draw_secret(seed("spot")), ((1, 0, 0), (0, 1, 0)), ((0, 0, 1), (0, 1, 0))
    raw = POLL.election.raw
    honest = checked(raw, *challenged(POLL.election, secret, pressed, os.urandom))
    assert honest.good and [each.marks for each in honest.said] == [("赞成",), ("反对",), ()]
    lie = checked(raw, *challenged(POLL.election, secret, pressed, os.urandom, sealed=other))
    assert lie.failure is not None and lie.failure.code == "D4"


def test_what_should_be_refused_and_is_not_ends_the_play():
    def refused():
        raise Refused(409, "已作废")

    assert refusal(refused).status == 409
    with pytest.raises(NotAsItShould):
        refusal(lambda: None)


# Clients that hang ----------------------------------------------------------------------------


def test_clients_that_hang_are_told_from_those_that_were_cut_off():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with stalled("127.0.0.1", port, "/v/x/cast", 4) as clients:
            taken = [server.accept()[0] for _ in clients]
            starts = [each.recv(200) for each in taken]
            assert all(start.startswith(b"POST /v/x/cast HTTP/1.1\r\n") for start in starts)
            assert [b"\r\n\r\n" in start for start in starts] == [False, True] * 2
            assert waiting(clients) == 4
            taken[0].close()
            taken[2].sendall(b"HTTP/1.1 400 Bad Request\r\n")
            clients[2].setblocking(True)
            clients[2].recv(1, socket.MSG_PEEK)
            assert waiting([clients[1], clients[2], clients[3]]) == 2
            for each in taken[1:]:
                each.close()


@pytest.mark.parametrize(
    ("delay", "holds"),
    [
        (Delay(0.5, 1.4, 10), True),
        (Delay(0.5, 1.6, 10), False),
        (Delay(0.5, 0.4, 9), False),  # one was thrown out: nothing is shown by it
    ],
)
def test_a_delay_holds_within_a_second_beside_all_who_hang(delay, holds):
    assert delay.holds(10) is holds


# Comparisons ----------------------------------------------------------------------------------

TOLD = Told((9, 8, 7, 6), 6, ((4, 1, 1), (2, 2, 2)), ("供水", "路灯"), ())


def test_places_that_agree_differ_in_nothing_and_names_may_stand_in_any_order():
    told = {"a": TOLD, "b": replace(TOLD, decided=("路灯", "供水")), "c": Told(votes=TOLD.votes)}
    assert differences(told) == []


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({"sums": (9, 8, 7, 5)}, "四数"),
        ({"returned": 5}, "收回"),
        ({"votes": ((4, 1, 1), (2, 3, 1))}, "各项票数"),
        ({"votes": ((4, 1, 1),)}, "各项票数"),
        ({"decided": ("供水",)}, "结论"),
        ({"undecided": ("路灯",)}, "待定"),
    ],
)
def test_one_number_or_name_that_differs_is_named_with_its_place(changed, label):
    (found,) = differences({"大屏": TOLD, "报告单": replace(TOLD, **changed)})
    assert found.startswith(f"{label}：报告单 ") and "≠ 大屏" in found


def test_what_is_read_aloud_tells_all_numbers_or_is_refused():
    text = (
        "实有代表9名，实到8名，发出表决票7张，收回6张，其中有效票6张。"
        "「供水(一期)」（赞成4票、反对1票、弃权1票）。「路灯」（赞成2票、反对2票、弃权2票）。"
    )
    told = comparison.told_by_reading(text, ["供水(一期)", "路灯"])
    assert (told.sums, told.votes) == (TOLD.sums, TOLD.votes)
    with pytest.raises(RuntimeError):
        comparison.told_by_reading(text, ["食堂"])


@pytest.mark.parametrize("parts", [good, good_rating])
def test_both_verifiers_and_the_archive_tell_the_same(parts, tmp_path):
    bundle = tmp_path / "poll.zip"
    bundle.write_bytes(parts().bundle())
    method = methods.from_json(bytes(read_bundle(bundle.read_bytes()).method))
    ours, page = verdicts.own(bundle), verdicts.page(bundle)
    assert page is not None and ours.good and page.good
    told = {
        "bundle": comparison.told_by_bundle(bundle.read_bytes()),
        "python": comparison.told_by_report(method, ours.facts),
        "page": comparison.told_by_report(method, page.facts),
    }
    assert all(said.votes and said.decided for said in told.values())
    assert differences(told) == []


def test_a_bundle_with_a_flipped_bit_is_verified_by_neither(tmp_path):
    data = bytearray(good().bundle())
    data[len(data) // 2] ^= 1
    bundle = tmp_path / "poll.zip"
    bundle.write_bytes(data)
    page = verdicts.page(bundle)
    assert page is not None and not page.good and not verdicts.own(bundle).good


# The verdict ----------------------------------------------------------------------------------


def played(bundle, **changed) -> Played:
    told = {"bundle": comparison.told_by_bundle(bundle.read_bytes())}
    told["screen"] = replace(told["bundle"], **changed)
    method = bytes(read_bundle(bundle.read_bytes()).method)
    return Played("票决", told, bundle, method, 1.0)


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "poll.zip"
    path.write_bytes(good().bundle())
    return path


def test_the_conclusion_names_what_differs_and_who_refuses(bundle, capsys):
    ours = verdicts.own(bundle)
    agreed = Found(ours, None, True)
    assert conclusion.compared(played(bundle), agreed) == []
    assert "没有 Node" in capsys.readouterr().out
    (other,) = conclusion.compared(played(bundle, sums=(9, 9, 9, 9)), agreed)
    assert "四数：screen" in other
    (refused,) = conclusion.compared(played(bundle), replace(agreed, page=Verdict(False, {})))
    assert "verify.html 核验未通过" in refused
    (foreign,) = conclusion.compared(played(bundle), replace(agreed, foreign=False))
    assert "belenios-tool 核验未通过" in foreign


def test_the_conclusion_holds_the_two_times_against_their_bounds(bundle):
    quick = played(bundle)
    late = replace(quick, last_key_to_signed=10.1)
    assert conclusion.slow([quick, quick]) == []
    assert len(conclusion.slow([late, quick])) == 1
    bad, fine = Delay(0.5, 1.6, 10), Delay(0.5, 0.6, 10)
    assert conclusion.delayed([bad, fine]) == []
    assert len(conclusion.delayed([bad, bad])) == 1
