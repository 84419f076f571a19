"""Excel in and out: what people bring, what strangers send, and what goes back to them."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from tests.halls import workbook
from voting import sheets
from voting.congress.roster_sheet import SHEET as ROSTER
from voting.errors import Invalid
from voting.sheets import Column, Sheet, money, prose, text, whole
from voting.sheets.container import MOST_UNPACKED
from voting.web import all_sentences

PLAIN = Sheet(
    "清单",
    (
        Column("number", "序号", whole(1, 999), required=True, example="1"),
        Column("name", "名称", text(10), required=True, example="示例"),
        Column("content", "内容", prose(50), example="示例内容"),
        Column("cost", "投资额(万元)", money, example="12"),
    ),
)
HEADERS = ["序号", "名称", "内容", "投资额(万元)"]


def refused(data: bytes, sheet: Sheet = PLAIN) -> Invalid:
    """The refusal of a whole file; it always has a sentence that its data fills."""
    with pytest.raises(Invalid) as caught:
        sheets.read(sheet, data)
    assert caught.value.field == "file"
    assert all_sentences()[caught.value.code] % caught.value.data
    return caught.value


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


# Template -------------------------------------------------------------------------------------


def test_a_template_can_be_filled_in_and_read_back():
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(PLAIN)))
    for column, cell in enumerate(["7", "修路", "两公里", "1,200.50"], start=1):
        book.active.cell(4, column, cell)
    filled = io.BytesIO()
    book.save(filled)
    reading = sheets.read(PLAIN, filled.getvalue())
    assert [dict(row.values) for row in reading.rows] == [
        {"number": 7, "name": "修路", "content": "两公里", "cost": "1200.5"}
    ]
    assert reading.rows[0].number == 4
    assert not reading.unknown


def test_an_untouched_template_brings_nothing_in():
    assert refused(sheets.template(ROSTER), ROSTER).code == "sheets.no_rows"


def test_a_template_marks_what_is_required_offers_choices_and_protects_its_headers():
    page = openpyxl.load_workbook(io.BytesIO(sheets.template(ROSTER))).active
    headers = {cell.value: cell for cell in page[2]}
    assert headers["*代表证号"].fill.fgColor.rgb == "00FFF2B3"
    assert headers["*姓名"].comment is not None
    assert headers["性别"].fill.fgColor.rgb != "00FFF2B3"
    assert {rule.formula1 for rule in page.data_validations.dataValidation} == {
        '"男,女"',
        '"在任,出缺,暂停"',
    }
    assert page.protection.sheet
    assert all(cell.protection.locked for cell in page[2])
    assert not any(cell.protection.locked for cell in page[3])
    assert "5000" in page["A1"].value
    assert "10 MB" in page["A1"].value


# What people bring ----------------------------------------------------------------------------


def test_headers_are_found_below_a_title_and_however_they_are_written():
    rows = [
        ["二〇二六年项目清单"],
        [],
        [" * 序 号", "名称", "投资额（万元）", "备注"],
        [1, "修路", 3.5, "急"],
    ]
    reading = sheets.read(PLAIN, workbook(rows))
    assert dict(reading.rows[0].values) == {"number": 1, "name": "修路", "cost": "3.5"}
    assert reading.rows[0].number == 4
    assert reading.unknown == ("备注",)


def test_every_bad_cell_is_told_with_its_row_and_good_rows_stay_good():
    rows = [HEADERS, [1, "修路", "", 5], ["一", None, "", "很多"], [2, "一二三四五六七八九十一", "", -1]]
    reading = sheets.read(PLAIN, workbook(rows))
    assert [row.number for row in reading.good] == [2]
    told = {(row.number, error.key, error.code) for row in reading.bad for error in row.errors}
    assert told == {
        (3, "number", "sheets.not_whole"),
        (3, "name", "sheets.required"),
        (3, "cost", "sheets.not_money"),
        (4, "name", "sheets.too_long"),
        (4, "cost", "sheets.not_money"),
    }


@pytest.mark.parametrize(
    "given", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "＠甲"]
)
def test_a_name_that_looks_like_a_formula_is_kept_as_text_and_refused(given):
    reading = sheets.read(PLAIN, workbook([HEADERS, [1, given, "", ""]]))
    assert [error.code for error in reading.rows[0].errors] == ["sheets.looks_like_formula"]
    assert reading.rows[0].cells[1] == given


def test_a_calculated_cell_is_read_as_the_value_it_showed():
    parts = unzipped(workbook([HEADERS, ["=1+1", "修路", "", ""]]))
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<v />" in sheet or b"<v></v>" in sheet or b"<v/>" in sheet
    for empty in (b"<v />", b"<v></v>", b"<v/>"):
        sheet = sheet.replace(empty, b"<v>2</v>")
    reading = sheets.read(PLAIN, zipped(parts | {"xl/worksheets/sheet1.xml": sheet}))
    assert reading.rows[0].values["number"] == 2


def test_text_that_lists_with_dashes_is_no_formula():
    reading = sheets.read(PLAIN, workbook([HEADERS, [1, "修路", "- 一期\n- 二期", ""]]))
    assert reading.rows[0].values["content"] == "- 一期\n- 二期"


def test_invisible_characters_go_and_rare_ones_stay():
    reading = sheets.read(PLAIN, workbook([HEADERS, [1, "\u200b修\U00030ede\ue863路\ufeff", "", ""]]))
    assert reading.rows[0].values["name"] == "修\U00030ede\ue863路"


def test_hidden_sheets_are_passed_over():
    assert refused(workbook([HEADERS, [1, "修路", "", ""]], hidden=True)).code == "sheets.no_headers"


# What is refused ------------------------------------------------------------------------------


def test_missing_columns_are_named():
    error = refused(workbook([["序号", "内容"], [1, "两公里"]]))
    assert (error.code, error.data["columns"]) == ("sheets.missing_columns", "名称")


def test_a_column_that_stands_twice_is_named():
    error = refused(workbook([["序号", "名称", "名 称"], [1, "修路", "修桥"]]))
    assert (error.code, error.data["columns"]) == ("sheets.column_twice", "名称")


def test_a_sheet_without_any_known_header_is_refused():
    assert refused(workbook([["甲", "乙"], [1, 2]])).code == "sheets.no_headers"


def test_five_thousand_rows_are_read_and_one_more_is_not():
    rows = [[number % 999 + 1, "项目"] for number in range(5001)]
    assert len(sheets.read(PLAIN, workbook([HEADERS, *rows[:5000]])).rows) == 5000
    error = refused(workbook([HEADERS, *rows]))
    assert (error.code, error.data["most"]) == ("sheets.too_many_rows", 5000)


def test_fifty_megabytes_are_refused_before_anything_is_read():
    error = refused(b"PK" + b"\0" * (50 * 2**20 - 2))
    assert (error.code, error.data["megabytes"]) == ("sheets.too_big", 50)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheets.empty_file"),
        (b"hello", "sheets.not_excel"),
        ("序号,名称\n1,修路".encode(), "sheets.not_excel"),
        (b"%PDF-1.7", "sheets.not_excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "sheets.old_or_locked"),
        (b"PK\x03\x04 and nothing more", "sheets.damaged"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(data, code):
    assert refused(data).code == code


def test_a_word_document_is_no_workbook():
    assert refused(zipped({"word/document.xml": b"<a/>"})).code == "sheets.not_excel"


def test_a_workbook_with_macros_is_refused():
    parts = unzipped(workbook([HEADERS, [1, "修路", "", ""]]))
    assert refused(zipped(parts | {"xl/vbaProject.bin": b"macro"})).code == "sheets.has_macros"


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
def test_a_truncated_workbook_is_damaged(kept):
    data = workbook([HEADERS, [1, "修路", "", ""]])
    assert refused(data[: int(len(data) * kept)]).code == "sheets.damaged"


def test_a_zip_bomb_is_refused():
    parts = unzipped(workbook([HEADERS, [1, "修路", "", ""]]))
    bomb = zipped(parts | {"xl/sharedStrings.xml": b" " * (MOST_UNPACKED + 1)})
    assert len(bomb) < 100_000
    assert refused(bomb).code == "sheets.unpacks_too_big"


def test_a_zip_that_lies_about_its_sizes_is_refused():
    data = bytearray(zipped(unzipped(workbook([HEADERS, [1, "修路", "", ""]]))))
    name = data.rindex(b"xl/worksheets/sheet1.xml")  # in the central directory
    data[name - 22 : name - 18] = (5).to_bytes(4, "little")
    assert refused(bytes(data)).code == "sheets.damaged"


def test_too_many_entries_are_refused():
    parts = unzipped(workbook([HEADERS, [1, "修路", "", ""]]))
    parts |= {f"xl/media/{number}.png": b"" for number in range(600)}
    assert refused(zipped(parts)).code == "sheets.unpacks_too_big"


@pytest.mark.parametrize(
    ("reference", "code"),
    [("A1048576", "sheets.too_many_rows"), ("XFD2", "sheets.too_many_columns"), ("A0", "sheets.damaged")],
)
def test_a_cell_in_the_last_corner_reserves_no_memory(reference, code):
    parts = unzipped(workbook([HEADERS, [1, "修路", "", ""]]))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'r="A2"', f'r="{reference}"'.encode())
    assert refused(zipped(parts | {"xl/worksheets/sheet1.xml": sheet})).code == code


def test_a_document_type_is_refused():
    parts = unzipped(workbook([HEADERS, [1, "修路", "", ""]]))
    evil = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/worksheets/sheet1.xml"].partition(b"?>")[2]
    assert refused(zipped(parts | {"xl/worksheets/sheet1.xml": evil})).code == "sheets.damaged"


def test_random_damage_never_gets_past_a_refusal(counted):
    data = workbook([HEADERS, [1, "修路", "", ""], [2, "修桥", "", ""]])
    refusals = 0
    for position in range(0, len(data), 7):
        broken = data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :]
        try:
            assert len(sheets.read(PLAIN, broken).rows) == 2
        except Invalid as error:
            assert error.code.startswith("sheets.")
            refusals += 1
    assert refusals > 100
    counted("damaged workbooks refused", refusals)


# What goes back -------------------------------------------------------------------------------


def test_the_error_workbook_shows_what_came_in_red_with_a_sentence_and_holds_no_formula():
    rows = [[*HEADERS, "备注"], [1, "修路", "", 5, "=HYPERLINK(1)"], [2, "=1+1", "-x", "＝2", "@x"]]
    reading = sheets.read(PLAIN, workbook(rows))
    sentences = all_sentences()
    data = sheets.error_workbook(PLAIN, reading, lambda error: sentences[error.code] % error.data)
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in page[1]] == [*HEADERS, "备注", "错误说明"]
    assert [cell.value for cell in page[3]][:5] == ["2", "=1+1", "-x", "＝2", "@x"]
    assert not [cell.coordinate for row in page for cell in row if cell.data_type == "f"]
    assert all(cell.quotePrefix for row in page for cell in row if cell.value)
    assert b"<f>" not in unzipped(data)["xl/worksheets/sheet1.xml"]
    red = [cell.coordinate for row in page for cell in row if cell.fill.fgColor.rgb == "00F8C9C4"]
    assert red == ["B3", "D3"]
    assert page["F2"].value is None
    assert page["F3"].value.startswith("名称：不能以“=”开头")


def test_a_mended_error_workbook_is_read_again():
    reading = sheets.read(PLAIN, workbook([HEADERS, [1, "=1+1", "", ""]]))
    book = openpyxl.load_workbook(io.BytesIO(sheets.error_workbook(PLAIN, reading, lambda error: error.code)))
    book.active["B2"] = "修路"
    mended = io.BytesIO()
    book.save(mended)
    again = sheets.read(PLAIN, mended.getvalue())
    assert dict(again.rows[0].values) == {"number": 1, "name": "修路"}
    assert not again.unknown
    assert not again.bad


def test_what_is_kept_of_a_reading_gives_the_same_reading():
    reading = sheets.read(PLAIN, workbook([HEADERS, [1, "修路", "x", ""], ["", "@", "", "一"]]))
    assert sheets.reread(PLAIN, reading.raw()) == reading


@pytest.mark.parametrize(
    ("given", "amount"),
    [("120", "120"), ("1,200.50", "1200.5"), ("１２．３４万元", "12.34"), ("0", "0"), ("0.0001", "0.0001"),
     ("1000000", "1000000")],
)  # fmt: skip
def test_money_is_canonical(given, amount):
    assert money(given) == amount


@pytest.mark.parametrize("given", ["", "-1", "1e5", "NaN", "1.23456", "1 2", "约100", "∞", "1.", "٣"])
def test_what_is_no_amount_is_refused(given):
    with pytest.raises(Invalid):
        money(given)


def test_a_row_that_adds_up_unlike_the_others_is_told():
    published = [[210, 10, 2]] * 9 + [[110, 10, 2]]
    assert [(odd.index, odd.total, odd.usual) for odd in sheets.odd_sums(published)] == [(9, 122, 222)]
    assert sheets.odd_sums([[1, 2], [3, 4]]) == []
    assert sheets.odd_sums([[1], [2], [3]]) == []
