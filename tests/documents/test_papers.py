"""The papers of a poll as files: the numbers of the record, for those who may see the page."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from docx import Document

from tests.documents.reading import pdf_text, squeezed, word_paragraphs, word_rows, word_text
from tests.documents.test_pdf import no_pango
from tests.polling.stage import Stage
from tests.web.conftest import CODE, House
from tests.web.test_poll_pages import of_poll
from voting.polling import bundles, overview, sittings, tallying
from voting.polling.filing import RESULTS

__all__ = ["no_pango"]
PAPERS = ("counts", "result", "notice")
FORMATS = ("", "?format=pdf", "?format=docx")
NASTY = '<b>"甲"</b> & {{ 7*7 }} {% raw %}'


@pytest.fixture
def announced(stage: Stage) -> Stage:
    stage.to_valid()
    stage.count()
    stage.sign()
    stage.announce()
    return stage


def get(house: House, stage: Stage, name: str, who: str = "secretary_general"):
    return house.client(who).get(of_poll(stage, f"papers/{name}"))


def file(house: House, stage: Stage, name: str, kind: str) -> bytes:
    answer = get(house, stage, f"{name}?format={kind}")
    assert answer.status_code == 200
    return answer.data


def record(stage: Stage):
    """What the board holds: counts, outcome, the fingerprint of the archive."""
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        return *tallying.result(session, poll), bundles.archive_fingerprint(session, poll)


def sentences(counts, outcome) -> str:
    return (
        f"应到{counts.all_deputies}名，实到{counts.present}名；发出{counts.handed_out}张，"
        f"收回{counts.returned}张；有效{counts.valid}张，无效{counts.void}张。通过票数{outcome.bar}票。"
    )


def test_every_number_of_the_result_is_that_of_the_record(house, announced, counted):
    counts, outcome, fingerprint = record(announced)
    rows = [
        [
            str(line.index + 1),
            f"项目{line.index + 1}",
            str(line.for_votes),
            "—" if line.against is None else str(line.against),
            str(line.abstain),
            RESULTS[line.status],
        ]
        for line in outcome.lines
    ]
    pdf, word = (file(house, announced, "result", kind) for kind in ("pdf", "docx"))
    page = squeezed(re.sub(r"<[^>]+>", "", get(house, announced, "result").text))
    assert word_rows(word)[1:] == rows
    for text in (page, pdf_text(pdf), word_text(word)):
        assert sentences(counts, outcome) in text
        assert fingerprint in text
    for text in (page, pdf_text(pdf)):
        assert "".join("".join(row) for row in rows) in text
    counted("numbers on papers equal to the record", 3 * (7 + len(rows) * 4 + 1))


def test_every_number_of_the_counts_is_that_of_the_record(house, announced, counted):
    with announced.board() as session:
        poll = overview.poll(session, announced.poll_id)
    pdf, word = (file(house, announced, "counts", kind) for kind in ("pdf", "docx"))
    numbers = [f"{poll.all_deputies}名", f"{poll.present}名", f"{poll.handed_out}张", f"{poll.returned}张"]
    assert [squeezed(cell) for cell in word_rows(word)[1]] == numbers
    assert "".join(numbers) in pdf_text(pdf)
    page = squeezed(re.sub(r"<[^>]+>", "", get(house, announced, "counts").text))
    (equation,) = re.findall(r"印制\d+张=[^备]+备用\d+", page)
    for text in (pdf_text(pdf), word_text(word)):
        assert f"封存指纹：{poll.tally_event}" in text
        assert equation in text
    counted("numbers on papers equal to the record", 2 * len(numbers) + 2)


def test_the_notice_lists_the_chosen_projects(house, stage):
    stage.to_open()
    for number in range(6):
        stage.cast(stage.sealed(number, ((1, 1, 0), (0, 0, 1))))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    _, outcome, _ = record(stage)
    assert outcome.chosen
    listed = [f"{at}.项目{index + 1}" for at, index in enumerate(outcome.chosen, start=1)]
    word = word_paragraphs(file(house, stage, "notice", "docx"))
    assert [line for line in word if re.match(r"\d+\.", line)] == listed
    text = pdf_text(file(house, stage, "notice", "pdf"))
    assert "".join(listed) in text
    assert f"票决确定下列{len(listed)}项民生实事项目" in text


def test_markup_in_a_title_is_shown_as_text(house, stage):
    stage.draft = lambda: Stage.draft(stage, NASTY)
    stage.to_valid()
    for name in ("counts?format=pdf", "counts?format=docx"):
        answer = get(house, stage, name)
        text = (pdf_text if name.endswith("pdf") else word_text)(answer.data)
        assert squeezed(NASTY) in text
        assert "49" not in text.replace("{{7*7}}", "").split("封存指纹")[0]


def test_a_file_has_a_chinese_name_as_rfc_5987_says(house, announced):
    for kind, mimetype in (("pdf", "application/pdf"), ("docx", "application/vnd.openxmlformats")):
        answer = get(house, announced, f"result?format={kind}")
        assert answer.mimetype.startswith(mimetype)
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment; ")
        encoded = re.search(r"filename\*=UTF-8''(\S+)", disposition)[1]
        assert unquote(encoded) == f"票决结果报告单-民生实事项目票决.{kind}"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_offers_print_pdf_and_word(house, announced, name):
    page = get(house, announced, f"{name}?order=votes").text
    assert "data-print" in page
    for kind in ("pdf", "docx"):
        address = re.search(rf'href="([^"]+format={kind})"', page)[1].replace("&amp;", "&")
        assert "order=votes" in address
        assert house.client("secretary_general").get(address).status_code == 200


def test_the_ceremonys_papers_are_had_as_pdf_and_not_in_word(house, announced):
    with announced.board() as session:
        ceremony = overview.sitting(session, announced.sitting_id).ceremony_id
    client = house.client("secretary_general")
    for address, words in (
        (of_poll(announced, "zero-report"), "零票报告单"),
        (f"/c/{CODE}/ceremonies/{ceremony}/fingerprints", "监票钥匙指纹表"),
    ):
        assert words in pdf_text(client.get(f"{address}?format=pdf").data)
        assert client.get(f"{address}?format=docx").status_code == 404
        assert "format=docx" not in client.get(address).text


@pytest.mark.parametrize("kind", ["exe", "html", "", "pdf&format=docx&_scheme=javascript"])
def test_another_format_is_refused_or_harmless(house, announced, kind):
    answer = get(house, announced, f"result?format={kind}")
    if kind.startswith("pdf"):
        assert answer.data.startswith(b"%PDF-")
    else:
        assert answer.status_code == 404
        assert "没有这种格式" in answer.text
    assert "javascript:" not in get(house, announced, "result?_scheme=javascript&endpoint=x").text


def test_no_office_gets_a_file_of_a_page_that_it_does_not_see(house, stage, counted):
    """The same answer for every format: 403 without the role, 409 before the time, before closing for all."""
    tried = 0

    def compare() -> None:
        nonlocal tried
        for who in ("", *house.people):
            for name in PAPERS:
                codes = {kind: get(house, stage, name + kind, who).status_code for kind in FORMATS}
                assert len(set(codes.values())) == 1, (who, name, codes)
                tried += len(FORMATS)

    stage.to_open()
    for who in house.people:
        for name in PAPERS:
            for kind in FORMATS:
                assert get(house, stage, name + kind, who).status_code != 200
                tried += 1
    for number in range(6):
        stage.cast(stage.sealed(number))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()  # counted and not announced: only who signs may know
    compare()
    assert get(house, stage, "result?format=pdf", "secretariat").status_code == 409
    assert get(house, stage, "result?format=docx", "chief_scrutineer").status_code == 200
    counted("papers × offices × formats asked for", tried)


def test_without_pango_the_page_says_what_to_do_and_word_still_comes(no_pango, house, announced):
    refused = get(house, announced, "result?format=pdf")
    assert refused.status_code == 503
    assert "scripts/install" in refused.text
    assert "另存为 PDF" in refused.text
    assert get(house, announced, "result").status_code == 200
    assert get(house, announced, "result?format=docx").status_code == 200


def test_a_congress_may_draw_its_own_template(house, announced, settings):
    folder = settings.instance / "papers" / CODE
    folder.mkdir(parents=True)
    drawn = Document()
    drawn.add_paragraph("清河格式：{{ returned }}")
    drawn.save(folder / "result.docx")
    returned = record(announced)[0].returned
    assert word_paragraphs(file(house, announced, "result", "docx")) == [f"清河格式：{returned}"]
    (folder / "result.docx").write_bytes(b"broken")
    answer = get(house, announced, "result?format=docx")
    assert answer.status_code == 400
    assert "result.docx" in answer.text
