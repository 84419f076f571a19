"""Word files: the templates, the fonts in them, what is filled in, templates of a congress's own."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.documents.reading import word_paragraphs, word_rows, word_text
from voting import documents
from voting.documents.papers import (
    CandidatesPaper,
    CardsLine,
    CountsPaper,
    HandoverPaper,
    MethodPaper,
    NoticePaper,
    RatingNoticePaper,
    RatingPaper,
    ResultLine,
    ResultPaper,
    grouped,
)
from voting.documents.word import TEMPLATES
from voting.errors import Invalid

ROOT = Path(__file__).resolve().parent.parent.parent
HEAD = {"congress": "清河县人民代表大会", "meeting": "第十八届第六次会议"}
COUNTS = CountsPaper(
    **HEAD,
    title="票决",
    all_deputies="327",
    present="301",
    handed_out="300",
    returned="299",
    seal="ab12",
    balance="印制 340 张 = 发出 300 + 剩余 40",
    cards=(CardsLine("发出", "300", "某总监票人"), CardsLine("剩余", "40", "某管理员")),
)
NOTICE = NoticePaper(**HEAD, number="（第3号）", projects=("修路", "建桥"), fingerprint="ab12")
NASTY = "<b>甲</b> & {{ 7*7 }} {% raw %} \"引\" '号' ]]>"


def result(*names: str, next_step: str = "") -> ResultPaper:
    lines = tuple(ResultLine(at, name, 200 + at, "—", 10 + at, "列入") for at, name in enumerate(names, 1))
    return ResultPaper(
        **HEAD,
        title=NASTY,
        all_deputies=327,
        present=301,
        handed_out=300,
        returned=299,
        valid=298,
        void=1,
        bar=164,
        lines=lines,
        next_step=next_step,
        fingerprint=grouped("0123456789abcdef"),
    )


def test_the_kept_templates_are_those_that_the_script_draws(tmp_path):
    script = ROOT / "scripts" / "make-word-templates"
    subprocess.run([sys.executable, script, tmp_path], check=True, capture_output=True)
    drawn = {path.name: path.read_bytes() for path in tmp_path.glob("*.docx")}
    assert drawn == {path.name: path.read_bytes() for path in TEMPLATES.glob("*.docx")}


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_a_template_names_the_fonts_and_margins_of_the_standard(template):
    paper = Document(template)

    def font(style: str) -> str:
        return paper.styles[style].element.rPr.rFonts.get(qn("w:eastAsia"))

    assert (font("Normal"), font("Title")) == ("仿宋", "方正小标宋简体")
    assert (paper.styles["Normal"].font.size.pt, paper.styles["Title"].font.size.pt) == (16, 22)
    sheet = paper.sections[0]
    margins = (sheet.top_margin, sheet.bottom_margin, sheet.left_margin, sheet.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert (round(sheet.page_width.mm), round(sheet.page_height.mm)) == (210, 297)
    assert "PAGE" in sheet.footer.paragraphs[0]._element.xml
    assert "PAGE" in sheet.even_page_footer.paragraphs[0]._element.xml


def test_values_stand_where_the_template_names_them():
    data = documents.word(result("修路", "建桥"))
    assert word_rows(data) == [
        ["序号", "项目", "赞成", "反对", "弃权", "结果"],
        ["1", "修路", "201", "—", "11", "列入"],
        ["2", "建桥", "202", "—", "12", "列入"],
    ]
    text = word_text(data)
    assert "应到327名，实到301名；发出300张，收回299张；有效298张，无效1张。通过票数164票。" in text
    assert "归档指纹：0123456789abcdef" in text
    assert "{{" not in text.replace("{{7*7}}", "")
    assert Document(io.BytesIO(data)).core_properties.title == "票决结果报告单"


def test_the_counts_tell_where_every_printed_card_went():
    document = Document(io.BytesIO(documents.word(COUNTS)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert rows[1:] == [["发出", "300", "某总监票人", ""], ["剩余", "40", "某管理员", ""]]
    assert "印制的票卡：印制340张=发出300+剩余40" in word_text(documents.word(COUNTS))


def test_a_step_that_follows_is_told_only_where_there_is_one():
    step = "尚缺1项，由主席团决定。"
    assert step in word_paragraphs(documents.word(result("修路", next_step=step)))
    bare = word_paragraphs(documents.word(result("修路")))
    assert len(bare) == len(word_paragraphs(documents.word(result("修路", next_step=step)))) - 1


def test_markup_in_a_value_is_text_and_is_never_followed():
    rows = word_rows(documents.word(result(NASTY)))
    assert rows[1][1] == NASTY
    assert "49" not in word_text(documents.word(result(NASTY)))


def test_a_notice_lists_what_was_chosen():
    text = word_paragraphs(documents.word(NOTICE))
    assert "（第3号）" in text
    assert [line for line in text if line.startswith(("1.", "2."))] == ["1.修路", "2.建桥"]
    assert any("票决确定下列2项民生实事项目" in line for line in text)


def own(folder: Path, *lines: str) -> Path:
    """A template for the counts, drawn by the secretariat."""
    drawn = Document()
    for line in lines:
        drawn.add_paragraph(line)
    drawn.save(folder / "counts.docx")
    return folder


def test_a_template_of_their_own_goes_before_the_products(tmp_path):
    assert documents.template_for("counts", tmp_path) == TEMPLATES / "counts.docx"
    own(tmp_path, "本县格式 {{ returned }}")
    assert documents.template_for("counts", tmp_path) == tmp_path / "counts.docx"
    assert documents.template_for("notice", tmp_path) == TEMPLATES / "notice.docx"
    assert word_paragraphs(documents.word(COUNTS, tmp_path)) == ["本县格式299"]


@pytest.mark.parametrize(
    "line",
    [
        "{{ serial }}",
        "{{ title",
        "{% for row in nothing %}",
        "{{ title.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ self.__init__.__globals__ }}",
        "{% include 'word/settings.xml' %}",
        "{% for number in range(10 ** 9) %}{% endfor %}",
        "{{ title + 1 }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_that_asks_for_more_than_its_paper_is_refused(tmp_path, line):
    with pytest.raises(Invalid, match=r"documents\.template_broken") as refused:
        documents.word(COUNTS, own(tmp_path, line))
    assert refused.value.data["file"] == "counts.docx"


@pytest.mark.parametrize("content", [b"", b"not a document", b"PK\x05\x06" + bytes(18)])
def test_a_template_that_is_no_word_file_is_refused(tmp_path, content):
    (tmp_path / "counts.docx").write_bytes(content)
    with pytest.raises(Invalid, match=r"documents\.template_broken"):
        documents.word(COUNTS, tmp_path)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("票决结果报告单", "民生实事项目票决"), "票决结果报告单-民生实事项目票决"),
        (("公告", 'a/b\\c:d*e?f"g<h>i|j'), "公告-a b c d e f g h i j"),
        (("公告", "..\u202egnp.exe\n"), "公告-gnp.exe"),
        (("公告", " . "), "公告"),
        (("长" * 200,), "长" * 80),
    ],
)
def test_a_file_name_is_one_that_every_file_system_takes(parts, name):
    assert documents.file_name(*parts) == name


def test_the_manual_names_every_field_that_a_template_may_use():
    manual = (ROOT / "docs" / "manual.en.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", manual, re.MULTILINE))
    assert rows.keys() == {path.stem for path in TEMPLATES.glob("*.docx")}
    for paper in (
        CountsPaper,
        ResultPaper,
        NoticePaper,
        RatingPaper,
        RatingNoticePaper,
        CandidatesPaper,
        HandoverPaper,
        MethodPaper,
    ):
        named = set(re.findall(r"`(\w+)`", rows[paper.template]))
        wanted = {field.name for field in fields(paper)} - HEAD.keys()
        assert wanted <= named, paper
