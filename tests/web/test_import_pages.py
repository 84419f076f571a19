"""Excel in the browser: from the template to a roster, and every refused file with its sentence."""

from __future__ import annotations

import html
import io
import re

import openpyxl
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.halls import workbook
from tests.web.conftest import CODE, House, token_in
from voting.congress import roster, services
from voting.db import in_congress

HEADERS = ["代表证号", "姓名", "代表团", "座位号"]
GOOD = [HEADERS, ["001", "张　三", "城关代表团", "1-1"], ["002", "李四", "城关代表团", "1-2"]]
ROSTER_PAGE = f"/c/{CODE}/roster"


def text(answer) -> str:
    return html.unescape(answer.text)


def upload_page(house: House, kind: str = "roster") -> str:
    with house.databases.main() as session:
        held = services.latest_session(session, house.congress.id)
    assert held is not None
    return f"/c/{CODE}/imports/{kind}/{held.id}"


def upload(house: House, data: bytes, kind: str = "roster"):
    """Send a file as browsers do; encoded here, since the test client spools into a file it leaves open."""
    page, client = upload_page(house, kind), house.client("secretariat")
    fields = {
        "csrf_token": token_in(client.get(page).text),
        "file": FileStorage(io.BytesIO(data), "名册.xlsx"),
    }
    boundary, body = encode_multipart(fields)
    return client.post(page, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def press(house: House, page: str, label: str, **data: str):
    """Press the button of this name on a page, with the fields of its form."""
    answer = house.client("secretariat").get(page)
    for form in re.findall(r"<form .*?</form>", answer.text, re.DOTALL):
        if re.search(rf"<button[^>]*>{label}", form):
            target = re.search(r'action="([^"]+)"', form)
            fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
            return house.client("secretariat").post(target[1] if target else page, data=fields | data)
    raise AssertionError(f"no button {label} on {page}")


def deputies(house: House) -> list[str]:
    with house.databases.main() as session:
        in_congress(session, house.congress.id)
        held = services.latest_session(session, house.congress.id)
        assert held is not None
        return [line.name for line in roster.roster(session, house.congress.id, held.id)]


def test_from_the_template_to_the_roster_and_back(house: House):
    client = house.client("secretariat")
    assert "名册还是空的" in client.get(ROSTER_PAGE).text
    answer = client.get(f"/c/{CODE}/imports/roster/template.xlsx")
    assert "filename*=UTF-8''%E4%BB%A3%E8%A1%A8" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    book.active["A4"], book.active["B4"] = "001", "张　三"
    filled = io.BytesIO()
    book.save(filled)
    preview = upload(house, filled.getvalue())
    assert preview.status_code == 303
    page = preview.headers["Location"]
    assert "张　三" in client.get(page).text
    assert deputies(house) == []
    assert press(house, page, "导入 1 行").headers["Location"] == ROSTER_PAGE
    assert deputies(house) == ["张　三"]
    assert "已导入 1 行" in client.get(ROSTER_PAGE).text
    assert press(house, ROSTER_PAGE, "撤销上次导入").status_code == 303
    assert deputies(house) == []


def test_bad_rows_are_shown_with_sentences_and_handed_back_in_red(house: House):
    rows = [*GOOD, ["002", "张三", "城关代表团", ""], ["004", "=1+1", "", ""]]
    page = upload(house, workbook(rows)).headers["Location"]
    shown = text(house.client("secretariat").get(page))
    assert "代表证号 002 与第 3 行重复" in shown
    assert "与第 2 行（张　三）同名" in shown
    assert "姓名应为 2 到 40 个字" in shown
    assert "仅导入正确行" not in shown  # every row is bad: the twins are both told
    answer = house.client("secretariat").get(f"{page}/errors.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert [cell.value for cell in sheet[1]] == [*HEADERS, "错误说明"]
    assert sheet["E4"].value.count("\n") == 1
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_only_the_good_rows_are_taken_when_that_is_chosen(house: House):
    page = upload(house, workbook([*GOOD, ["", "赵六", "", ""]])).headers["Location"]
    assert ">导入 2 行<" not in house.client("secretariat").get(page).text
    press(house, page, "仅导入正确行")
    assert deputies(house) == ["张　三", "李四"]


def test_bad_rows_hold_back_a_form_that_was_tampered_with(house: House):
    page = upload(house, workbook([*GOOD, ["", "赵六", "", ""]])).headers["Location"]
    answer = press(house, page, "仅导入正确行", only_good="")
    assert answer.status_code == 409
    assert "还有 1 行有错，没有导入" in answer.text
    assert deputies(house) == []


def test_a_preview_that_no_longer_holds_is_shown_again(house: House):
    page = upload(house, workbook(GOOD)).headers["Location"]
    answer = press(house, page, "导入 2 行", expected="7")
    assert answer.status_code == 409
    assert "名单刚刚有变动" in answer.text
    assert deputies(house) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "没有收到文件"),
        (b"hello", "这不是 .xlsx 格式的 Excel 文件"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 99, "旧格式"),
        (b"PK" + b"\0" * (11 * 2**20), "超过 10 MB 的上限"),
        (b"PK" + b"\0" * (50 * 2**20), "提交的内容太大，没有保存"),
        (workbook([["姓名"], ["张三"]]), "缺少必需的列：代表证号"),
        (workbook([["甲"], ["乙"]]), "没有找到表头"),
        (workbook(GOOD, hidden=True), "没有找到表头"),
        (workbook([HEADERS, *[[str(n), "某人"] for n in range(5001)]]), "最多 5000 行"),
    ],
    ids=["empty", "not Excel", "old", "11 MB", "50 MB", "columns", "headers", "hidden", "5,001 rows"],
)
def test_a_refused_file_is_explained_and_changes_nothing(house: House, data: bytes, sentence: str):
    answer = upload(house, data)
    assert answer.status_code in (400, 413)
    assert sentence in text(answer)
    assert deputies(house) == []


def test_a_discarded_upload_is_gone(house: House):
    page = upload(house, workbook(GOOD)).headers["Location"]
    press(house, page, "放弃这次上传")
    assert house.client("secretariat").get(page).status_code == 404


def test_another_congress_does_not_see_the_draft(house: House):
    page = upload(house, workbook(GOOD)).headers["Location"]
    draft_id = page.rpartition("/")[2]
    answer = house.client("outsider").get(f"/c/{house.other.code}/imports/roster/drafts/{draft_id}")
    assert answer.status_code == 404


def test_a_deputy_is_entered_and_corrected_by_hand(house: House):
    page = upload_page(house).replace("/imports/roster/", "/sessions/") + "/roster/new"
    answer = house.post("secretariat", page, page, number="1", name="张", status="在任")
    assert answer.status_code == 400
    assert "姓名应为 2 到 40 个字" in answer.text
    assert 'value="张"' in answer.text
    house.post(
        "secretariat", page, page, number="1", name="张三", status="在任", delegation="城关", version="9"
    )
    listed = house.client("secretariat").get(f"{ROSTER_PAGE}?q=张三").text
    address = re.search(r'href="([^"]+)">张三', listed)[1]
    house.post("secretariat", address, address, number="1", name="张　三", status="暂停")
    assert "张　三" in house.client("secretariat").get(ROSTER_PAGE).text
    assert press(house, ROSTER_PAGE, "确定实有代表").status_code == 303
    assert "实有代表已确定" in house.client("secretariat").get(ROSTER_PAGE).text
    assert "实有代表已确定为 1 名，名册不能再改" in text(
        house.post("secretariat", address, ROSTER_PAGE, number="1", name="张山", status="在任")
    )
    assert press(house, ROSTER_PAGE, "重新开放名册", reason="补选").status_code == 303


def test_candidates_come_in_by_the_same_pages_and_are_fixed(house: House):
    rows = [
        ["序号", "名称", "内容", "投资额(万元)"],
        [1, "老旧小区改造项目", "12个小区", 1200.5],
        [1, "重号", "", ""],
    ]
    page = upload(house, workbook(rows[:2]), "candidates").headers["Location"]
    press(house, page, "导入 1 行")
    listed = f"/c/{CODE}/candidates"
    shown = house.client("secretariat").get(listed).text
    assert "老旧小区改造项目" in shown
    assert "投资：1200.5 万元" in shown
    again = upload(house, workbook([rows[0], rows[2]]), "candidates").headers["Location"]
    assert "序号 1 已被“老旧小区改造项目”占用" in text(house.client("secretariat").get(again))
    new = upload_page(house, "candidates").replace("/imports/candidates/", "/sessions/") + "/candidates/new"
    assert 'value="2"' in house.client("secretariat").get(new).text
    assert "已被" in text(house.post("secretariat", new, new, number="1", name="乙项目"))
    house.post("secretariat", new, new, number="2", name="乙项目")
    press(house, listed, "确定候选项目")
    assert "文本指纹" in house.client("deputy").get(listed).text
    assert "候选项目已经确定" in text(house.post("secretariat", new, listed, number="3", name="丙项目"))
    press(house, listed, "重新开放修改", reason="主席团修改")
    assert "文本指纹" not in house.client("deputy").get(listed).text


def test_a_page_token_is_on_every_form(house: House):
    assert token_in(house.client("secretariat").get(upload_page(house)).text)
