"""From an empty installation to a congress in session, on the screens: what comes before the sitting."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.walk import CODE, CONGRESS, PEOPLE, PROJECTS, Walk
from tests.halls import workbook
from voting.congress.roles import ROLE_NAMES

PASSWORD = "桥头 槐树 三把 钥匙"
DEPUTIES = [["代表证号", "姓名", "代表团", "座位号"]] + [
    [f"{number:03d}", f"代表{name}", "第一代表团", f"1-{number}"]
    for number, name in enumerate("甲乙丙丁戊", 1)
]
CANDIDATES = [["序号", "名称", "责任单位", "投资额(万元)", "完成时限", "内容"]] + [
    [str(number), *project] for number, project in enumerate(PROJECTS, 1)
]


def begin(walk: Walk, enter: str, folder: Path) -> None:
    """The administrator's link first; then everybody's, the Excel lists, and the check-in."""
    administrator = walk.open("administrator")
    administrator.goto(enter)
    administrator.get_by_role("button").first.click()
    choose_password(administrator)
    administrator.goto(f"{walk.url}/congresses/new")
    administrator.get_by_label("名称").fill(CONGRESS)
    administrator.get_by_label("代码", exact=True).fill(CODE)
    walk.press(administrator, "建立")
    administrator.get_by_label("第几届").fill("18")
    administrator.get_by_label("第几次会议").fill("2")
    administrator.get_by_label("开会日期").fill("2026-01-12")
    walk.press(administrator, "建立")
    for name, (title, roles) in PEOPLE.items():
        walk.sign_in(name, invite(walk, administrator, name, title, [ROLE_NAMES[role] for role in roles]))
    secretary = walk.pages["secretary"]
    take_list(walk, secretary, "代表名册", "导入代表名册", folder / "deputies.xlsx", DEPUTIES)
    take_list(walk, secretary, "候选项目", "导入候选项目", folder / "candidates.xlsx", CANDIDATES)
    check_in(walk, secretary)


def choose_password(page: Page) -> None:
    page.wait_for_url("**/password")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator('input[name="again"]').fill(PASSWORD)
    page.locator('form:has(input[name="password"]) [type="submit"]').click()
    page.wait_for_url(lambda url: not url.endswith("/password"))


def invite(walk: Walk, administrator: Page, login: str, title: str, roles: list[str]) -> str:
    """A new person's one-time link, as the administrator reads it from his screen."""
    administrator.goto(f"{walk.url}/c/{CODE}/people")
    administrator.get_by_role("link", name="添加人员").click()
    administrator.get_by_label("姓名").fill(title)
    administrator.get_by_label("登录名").fill(login)
    for role in roles:
        administrator.get_by_role("checkbox", name=re.compile(rf"^{role}(\s|$)")).check()  # its duty follows
    walk.press(administrator, "添加并生成登录链接")
    address = administrator.locator(".secret code").text_content() or ""
    return address.strip().rsplit("/", 1)[1]


def take_list(walk: Walk, page: Page, menu: str, link: str, path: Path, rows: list[list[str]]) -> None:
    path.write_bytes(workbook(rows))
    page.goto(f"{walk.url}/c/{CODE}/")
    page.locator(".menu").get_by_role("link", name=menu).click()
    page.get_by_role("link", name=link).first.click()
    page.get_by_label("Excel 文件").set_input_files(path)
    walk.press(page, "上传并预览")
    walk.press(page, f"导入 {len(rows) - 1} 行")
    expect(page.locator("#content")).to_contain_text(rows[-1][1])


def check_in(walk: Walk, page: Page) -> None:
    """The secretariat opens the plenary, the desk marks every deputy present."""
    page.locator(".menu").get_by_role("link", name="签到").click()
    page.get_by_label("会议名称").fill("第二次全体会议")
    page.get_by_label("日期").fill("2026-01-13")
    walk.press(page, "建立全体会议")
    desk = walk.pages["desk"]
    desk.goto(f"{walk.url}/c/{CODE}/attendance")
    desk.get_by_role("link", name="第二次全体会议").click()
    for row in DEPUTIES[1:]:
        walk.press(desk, f"到会 {row[1]}")
    expect(desk.locator(".chip-good").first).to_have_text("已达法定人数")
