"""Scrutineers at their screens: reloads, lost copies, broken-off ceremonies, wrong slips, a lying board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select

from tests.browser.walk import PASSWORD, TABLET, Walk
from voting import acts
from voting.config import load_settings
from voting.db import across_congresses, in_congress, open_databases, writing
from voting.polling import board_store
from voting.polling.models import Poll
from voting.polling.sittings import find_sitting

pytestmark = pytest.mark.browser
KEEPERS = ("chief", "second", "third")
FINGER = 12  # pixels that no hand notices
PLACES: dict[str, tuple[float, float]] = {}  # where the one button stood, left and top


@pytest.fixture(scope="module")
def walk(browser: Browser, site) -> Iterator[Walk]:
    opened = Walk(browser, site.url, site.instance)
    opened.prepare()
    opened.open_sitting()
    opened.draft("2027年度民生实事项目票决")
    yield opened
    for page in opened.pages.values():
        page.context.close()


def start(walk: Walk) -> str:
    """A new ceremony, for which keys that hold are ended; returns its address."""
    page = walk.guide("secretary")
    page.goto(f"{walk.sitting.split('?')[0]}/keys")
    ending = page.get_by_text("作废现有的监票钥匙……")
    if ending.count():
        ending.click()
        page.get_by_label("理由").fill("重新加封")
        walk.press(page, "作废这套钥匙")
    page.get_by_label("几把可以开启").fill("2")
    walk.press(page, "开始加封")
    return page.url


def seal(walk: Walk, name: str, address: str) -> Page:
    page = walk.pages[name]
    page.goto(address)
    walk.press(page, "加封（生成我的钥匙）")
    return page


def abandon(walk: Walk, page: Page) -> None:
    page.get_by_text("中止这次加封").first.click()
    walk.press(page, "中止这次加封")


def test_a_ceremony_goes_on_after_reloads_in_every_stage(walk):
    address = start(walk)
    walk.pages["chief"].goto(address)
    PLACES["加封"] = place_of(walk.pages["chief"], "加封（生成我的钥匙）")
    first = seal(walk, "chief", address)
    expect(first.locator('[data-seat="1"][data-kind="certificate"]')).to_contain_text("已完成")
    first.reload()
    second = seal(walk, "second", address)
    expect(second.locator('[data-seat="2"][data-kind="certificate"]')).to_contain_text("已完成")
    walk.pages["second"].goto("about:blank")  # a tablet that sleeps
    seal(walk, "third", address)
    expect(walk.pages["third"].locator("#stage")).to_contain_text("第二步")
    second.goto(address)
    for name in KEEPERS:
        expect(walk.pages[name].locator("#mine")).to_be_visible(timeout=60_000)
        walk.slips[name] = walk.pages[name].locator("#slip-text").text_content() or ""
    fingerprint = first.locator("#fingerprint").text_content()
    first.reload()
    expect(first.locator("#mine")).to_be_visible()
    assert first.locator("#fingerprint").text_content() == fingerprint


def test_who_lost_his_copy_half_way_is_told_so_and_the_ceremony_is_made_again(walk):
    address = start(walk)
    page = seal(walk, "chief", address)
    expect(page.locator('[data-seat="1"][data-kind="certificate"]')).to_contain_text("已完成")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator("#refusal")).to_contain_text("没有这次加封的工作副本")
    abandon(walk, page)
    expect(page.locator("#content")).to_contain_text("没有产生钥匙")
    other = walk.pages["second"]
    other.goto(address)
    expect(other.locator("#stage")).to_contain_text("已中止")


def test_a_page_that_is_shown_another_message_stops_the_ceremony_and_names_whose_it_was(walk):
    address = start(walk)
    witness = walk.pages["second"]

    def another_commitment(route):
        answer = route.fetch()
        at = answer.json()
        said = at["messages"].get("commitment")
        if said:
            at["messages"]["commitment"] = [*said[:2], said[2].replace('"response":"', '"response":"1', 1)]
        route.fulfill(json=at)

    witness.route("**/ceremonies/*/state", another_commitment)
    for name in KEEPERS:
        seal(walk, name, address)
    expect(witness.locator("#refusal")).to_contain_text("C4", timeout=60_000)
    expect(witness.locator("#refusal")).to_contain_text("第 3 把（监票人·郑）")
    for name in ("chief", "third"):
        expect(walk.pages[name].locator("#refusal")).to_contain_text(
            "监票人·吴的页面签名中止了这次加封", timeout=30_000
        )
        expect(walk.pages[name].locator("#refusal")).to_contain_text("第 3 把（监票人·郑）")
        expect(walk.pages[name].locator("#stage")).to_contain_text("已中止")
    witness.unroute("**/ceremonies/*/state")


def test_nothing_secret_leaves_the_scrutineers_page(walk):
    sent: list[str] = []
    page = walk.pages["third"]
    page.on("request", lambda request: sent.append(request.post_data or ""))
    address = start(walk)
    for name in KEEPERS:
        seal(walk, name, address)
    expect(page.locator("#mine")).to_be_visible(timeout=60_000)
    for name in KEEPERS:
        expect(walk.pages[name].locator("#mine")).to_be_visible(timeout=60_000)
        walk.slips[name] = walk.pages[name].locator("#slip-text").text_content() or ""
    key_seed, share = walk.slips["third"].split(":")[3:5]
    assert sum(map(len, sent)) > 1000
    assert not any(secret in body for body in sent for secret in (key_seed, share))


def test_the_working_copy_lies_sealed_under_a_key_that_no_script_can_read(walk):
    page = walk.pages["third"]
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "sealed" in kept
    assert not any(secret in kept for secret in walk.slips["third"].split(":")[3:5])
    refused = page.evaluate("""async () => {
      const shelf = await new Promise((resolve) => {
        const asked = indexedDB.open("piaojue", 1);
        asked.onsuccess = () => resolve(asked.result);
      });
      const key = await new Promise((resolve) => {
        const asked = shelf.transaction("keys").objectStore("keys").get("working copies");
        asked.onsuccess = () => resolve(asked.result);
      });
      return crypto.subtle.exportKey("raw", key).then(() => "exported", (error) => error.name);
    }""")
    assert refused == "InvalidAccessError"


def test_wrong_slips_are_named_and_the_right_one_seals(walk, tmp_path):
    walk.as_if_rehearsed()
    walk.make_cards(5, 0, "", tmp_path)
    walk.freeze_and_adopt()
    page = walk.step("chief", "验封")
    expect(page.get_by_label("监票钥匙签")).to_be_visible()
    clean(page)
    assert place_of(page, "验封") == pytest.approx(PLACES["加封"], abs=FINGER)
    damaged = walk.slips["chief"][:-9] + "A" + walk.slips["chief"][-8:]
    for slip, said in (
        ("监票钥匙", "不是一张完整的监票钥匙签"),
        (damaged, "不是一张完整的监票钥匙签"),
        (walk.slips["second"], "不是您的第 1 把"),
    ):
        page.get_by_label("监票钥匙签").fill(slip)
        page.keyboard.press("Enter")
        expect(page.locator("#refusal")).to_contain_text(said)
    walk.verify_seal()


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def another_tablet(walk: Walk, name: str, address: str) -> Page:
    """A device that never saw this scrutineer: he signs in and comes to his page."""
    context = walk.browser.new_context(viewport=TABLET, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{walk.url}/login")
    page.locator('[name="login"]').fill(name)
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator('form:has([name="password"]) [type="submit"]').click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(address)
    return page


def vote(walk: Walk, *numbers: int) -> None:
    """Deputies vote with their cards, at one tablet."""
    context = walk.browser.new_context(viewport=TABLET, locale="zh-CN")
    context.set_default_timeout(20_000)
    tablet = context.new_page()
    for number in numbers:
        tablet.goto(walk.ballot_address())
        tablet.get_by_label("票卡密码").fill(walk.secrets[number])
        tablet.keyboard.press("Enter")
        walk.vote(tablet, "赞反·")
    context.close()


def archive_what_waits(walk: Walk) -> int:
    """The batch that a minute of a full hall would bring; how many ballots it moves."""
    databases = open_databases(load_settings(walk.instance))
    with databases.board() as session:
        with across_congresses(session):
            poll = session.scalars(select(Poll).where(Poll.state == "open")).one()
        in_congress(session, poll.congress_id)
        with writing(session):
            moved = board_store.append_batch(session, poll, find_sitting(session, poll.sitting_id).board_key)
    databases.close()
    return moved


def reported_acts(walk: Walk) -> list[tuple[str, str]]:
    """Verb and reason of every act on the poll."""
    databases = open_databases(load_settings(walk.instance))
    with databases.board() as session:
        with across_congresses(session):
            poll = session.scalars(select(Poll).where(Poll.state != "draft")).one()
        in_congress(session, poll.congress_id)
        lines = acts.acts_of(session, poll.congress_id, "poll", poll.id)
    databases.close()
    return [(line.verb, line.reason) for line in lines]


def asked_for(page: Page, word: str) -> list[str]:
    """The queries of the page's requests for one file of the board, from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if f"/board/{word}?" in request.url:
            found.append(request.url.split("?")[1])

    page.on("request", note)
    return found


def place_of(page: Page, button: str) -> tuple[float, float]:
    box = page.get_by_role("button", name=button, exact=True).bounding_box()
    assert box is not None and box["height"] >= 60
    return box["x"], box["y"]


def test_pages_keep_up_by_themselves_and_ballots_are_verified_as_they_arrive_each_once(walk):
    walk.hand_out(5)
    page = walk.step("chief", "验封")
    expect(page.locator("#sentence")).to_contain_text("验封完成")
    walk.pages["second"].goto(page.url)  # waits, too
    walk.pages["chief"] = page.context.new_page()  # the guide, beside the page that follows
    opening = walk.step("chief", "开启投票")
    expect(opening.locator("#content")).to_contain_text("等秘书处提请")
    secretary = walk.step("secretary", "开启投票")
    walk.press(secretary, "提请总监票人开启投票")
    opening.get_by_label("您的登录密码").fill(PASSWORD)  # the page came to it by itself
    walk.press(opening, "开启投票")
    fetched = asked_for(page, "archive")
    expect(page.locator("#sentence")).to_contain_text("已核对 0 / 0", timeout=30_000)
    vote(walk, 0, 1, 2)
    assert archive_what_waits(walk) == 3
    expect(page.locator("#sentence")).to_contain_text("已核对 3 / 3", timeout=30_000)
    assert fetched == ["after=-1&to=0", "after=0&to=3"]
    page.reload()  # a reloaded Worker counts as nothing verified
    expect(page.locator("#sentence")).to_contain_text("已核对 3 / 3", timeout=30_000)
    assert fetched[2:] == ["after=-1&to=3"]
    vote(walk, 3, 4)
    assert archive_what_waits(walk) == 2
    expect(page.locator("#sentence")).to_contain_text("已核对 5 / 5", timeout=30_000)
    assert fetched[3:] == ["after=3&to=5"]
    walk.close_poll()
    expect(page.locator("#sentence")).to_contain_text(
        "已核对5张票：每张来自已发票卡，合计无误", timeout=30_000
    )
    assert "after=-1&to=7" in fetched[4:]  # closed: everything once more
    walk.pages["chief"].close()
    walk.pages["chief"] = page


def test_a_board_that_was_changed_is_found_out_and_nothing_is_signed(walk):
    page = walk.step("second", "开启票箱")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    def one_vote_changed(route):
        archive = bytearray(route.fetch().body())
        place = archive.rindex(b'"response":"') + len(b'"response":"')
        archive[place] = ord("1") if archive[place] != ord("1") else ord("2")
        route.fulfill(body=bytes(archive))

    page.route("**/board/archive*", one_vote_changed)
    page.reload()
    sentence = page.locator("#sentence")
    # The tablet knows what it saw during the vote; without that the changed record itself would be named.
    expect(sentence).to_contain_text("核对没有通过：X1，“后一份逐字节延续前一份”不成立", timeout=60_000)
    expect(page.get_by_role("button", name="开启票箱")).to_be_hidden()
    assert sent == []
    clean(page)
    walk.press(page, "报执行主席")
    expect(page.locator("#reported")).to_contain_text("秘书长·钱")
    assert reported_acts(walk)[-1] == ("report_fault", "X1")
    expect(walk.pages["chief"].locator("#others")).to_contain_text(
        "监票人·吴（第 2 把）报告：核对没有通过（X1）"
    )
    walk.press(page, "再核一次")
    expect(sentence).to_contain_text("核对没有通过：X1", timeout=60_000)
    page.unroute("**/board/archive*")
    walk.press(page, "再核一次")
    expect(sentence).to_contain_text("已核对5张票", timeout=60_000)
    assert place_of(page, "开启票箱") == pytest.approx(PLACES["加封"], abs=FINGER)


def test_the_slip_opens_on_another_tablet_and_a_reload_goes_on(walk):
    lost = walk.pages["third"]
    lost.context.close()
    page = another_tablet(walk, "third", walk.pages["second"].url)
    sentence = page.locator("#sentence")
    expect(sentence).to_contain_text("已核对5张票：每张来自已发票卡，合计无误", timeout=60_000)
    clean(page)
    walk.press(page, "开启票箱")
    expect(page.locator("#refusal")).to_contain_text("请扫描您的监票钥匙签")
    page.get_by_label("监票钥匙签").fill(walk.slips["third"])
    page.keyboard.press("Enter")
    expect(sentence).to_contain_text("您已签署核对声明，等其他监票人：1 / 2 名", timeout=30_000)
    page.reload()
    expect(sentence).to_contain_text("已核对5张票", timeout=60_000)

    second = walk.pages["second"]
    walk.press(second, "开启票箱")
    expect(second.locator("#sentence")).to_contain_text("您的钥匙已经用上：1 / 2 把", timeout=30_000)
    mark = second.locator("#mark-text").text_content() or ""
    assert (second.locator("#tally-event").text_content() or "").startswith(mark)
    assert len(mark.replace(" ", "")) == 16

    page.get_by_label("开启记录").fill("0000 0000 0000 0000")  # what a slip says that opened another tally
    page.get_by_label("监票钥匙签").fill(walk.slips["third"])
    page.keyboard.press("Enter")
    expect(sentence).to_contain_text("decrypt.second_tally", timeout=30_000)
    walk.press(page, "再核一次")
    expect(sentence).to_contain_text("请开启票箱", timeout=60_000)
    page.get_by_label("开启记录").fill(mark)
    page.get_by_label("监票钥匙签").fill(walk.slips["third"])
    page.keyboard.press("Enter")
    expect(sentence).to_contain_text("票箱已开启，计票完成", timeout=60_000)
    expect(second.locator("#sentence")).to_contain_text("票箱已开启，计票完成", timeout=30_000)
    page.context.close()
