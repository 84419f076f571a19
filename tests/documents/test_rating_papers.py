"""The papers of a rating: every grade and number of the record, and in the notice only what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents.reading import pdf_text, squeezed, word_rows, word_text
from tests.polling.stage import Stage
from tests.web.conftest import House
from tests.web.test_poll_pages import of_poll
from voting.polling import bundles, sittings, tallying
from voting.rules import presets

CAST = (((1, 0, 0), (1, 0, 0)), ((1, 0, 0), (0, 1, 0)), ((1, 0, 0), (0, 0, 1)))


def rated(stage: Stage, **other: object) -> Stage:
    """Six ballots: item 1 is 满意 for all, opinions on item 2 are divided."""
    stage.method = replace(presets.rating(2), min_ballots=5, **other)
    stage.to_open()
    for card in range(6):
        stage.cast(stage.sealed(card, CAST[card % len(CAST)]))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    return stage


def file(house: House, stage: Stage, name: str, kind: str) -> bytes:
    answer = house.client("secretary_general").get(of_poll(stage, f"papers/{name}?format={kind}"))
    assert answer.status_code == 200
    return answer.data


def test_every_number_of_a_rating_is_that_of_the_record(house, stage, counted):
    rated(stage)
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        counts, rating = tallying.rating(session, poll)
        fingerprint = bundles.archive_fingerprint(session, poll)
    names = [grade.name for grade in stage.method.grades]
    pdf, word = (file(house, stage, "result", kind) for kind in ("pdf", "docx"))
    told = (
        f"应到{counts.all_deputies}名，实到{counts.present}名；发出{counts.handed_out}张，"
        f"收回{counts.returned}张；有效{counts.valid}张，无效{counts.void}张。"
    )
    for text in (pdf_text(pdf), word_text(word)):
        assert told in text
        assert fingerprint in text
    for item, row in zip(rating.items, word_rows(word)[1:], strict=True):
        assert row[:2] == [str(item.index + 1), f"项目{item.index + 1}"]
        votes = [f"{name}{number}票" for name, number in zip(names, item.votes, strict=True)]
        assert squeezed(row[2]).startswith("".join(votes))
        assert row[3] == names[item.grade]
        assert f"项目{item.index + 1}{''.join(map(str, item.votes))}" in pdf_text(pdf)
    counted("numbers on papers equal to the record", 2 * (6 + len(rating.items) * len(names)))


@pytest.mark.parametrize("public", ["all", "winners", "none"])
def test_the_notice_of_a_rating_tells_votes_only_where_the_method_does(house, stage, public):
    rated(stage, publication=replace(presets.rating(2).publication, public=public))
    for kind, read in (("pdf", pdf_text), ("docx", word_text)):
        text = read(file(house, stage, "notice", kind))
        assert "满意度测评" in text
        assert "满意" in text.split("如下：")[1]
        assert ("收回6张" in text) is (public == "all")
    word = word_text(file(house, stage, "notice", "docx"))
    assert ("满意6票" in word) is (public == "all")
