"""PDF from pages: nothing is fetched, pages are numbered, what is signed stays together."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.documents.reading import pdf_pages, pdf_text
from voting import documents
from voting.documents import printing
from voting.documents.printing import STATIC, StaticFiles
from voting.errors import Unavailable

ROOT = Path(__file__).resolve().parent.parent.parent
STYLES = ROOT / "voting" / "static"
MM = 72 / 25.4


def page(body: str, title: str = "报告单") -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><head><title>{title}</title>'
        '<link rel="stylesheet" href="/static/css/base.css">'
        '<link rel="stylesheet" href="/static/css/print.css" media="print"></head>'
        f'<body><header class="band">菜单</header><main class="page">{body}</main></body></html>'
    )


def signed(rows: int) -> str:
    """A paper with so many rows above the place to sign."""
    lines = "".join(f"<p>第{number}行</p>" for number in range(rows))
    sign = "".join(
        f'<p><span>{who}（签字）</span><span class="line"></span></p>' for who in ("甲", "乙", "丙")
    )
    return page(f'<h1>报告单</h1>{lines}<p>特此报告</p><div class="signatures">{sign}<p>年月日</p></div>')


def test_the_sheet_is_a4_with_the_title_the_language_and_embedded_subsets_of_fonts():
    reader = PdfReader(
        io.BytesIO(documents.pdf(page("<h1>票决结果报告单</h1><p>龘</p>", "票决结果"), STYLES))
    )
    width, height = reader.pages[0].mediabox[2:]
    assert (round(width / MM), round(height / MM)) == (210, 297)
    assert reader.metadata.title == "票决结果"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        font = font.get_object()
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described.keys())
        assert font["/BaseFont"][7] == "+", "a subset's name begins with six letters and a plus"


def test_text_begins_at_the_margins_of_the_standard():
    """37 mm above, 28 mm at the left; 22 lines fill a page."""
    data = documents.pdf(page("".join(f"<p>第{number}行</p>" for number in range(23))), STYLES)
    first, second = pdf_pages(data)
    assert "第21行" in first
    assert second.startswith("第22行")
    places: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if "第" in text:
            x, y = tm[4:]
            places.append((x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]))

    PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=visit)
    x, y = min(place[0] for place in places), max(place[1] for place in places)
    assert x / MM == pytest.approx(28 + 2 * 15.75 / MM, abs=0.5)  # two characters in
    assert 297 - y / MM == pytest.approx(37 + 28.9 / MM * 0.7, abs=1)  # the first line's foot


def test_pages_are_numbered_and_the_menu_is_left_out():
    pages = pdf_pages(documents.pdf(signed(60), STYLES))
    assert len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        assert f"—{number}—" in text
        assert "菜单" not in text


@pytest.mark.parametrize("rows", range(11, 20))
def test_what_is_signed_stands_on_one_page_with_the_words_before_it(rows):
    pages = pdf_pages(documents.pdf(signed(rows), STYLES))
    holding = [text for text in pages if "签字" in text]
    assert len(holding) == 1
    assert all(words in holding[0] for words in ("特此报告", "甲（签字）", "丙（签字）", "年月日"))


def test_no_address_but_the_products_own_files_is_opened(tmp_path):
    """Neither a host, nor a file of the disk, nor one beside the static folder."""
    secret = tmp_path / "secret.css"
    secret.write_text('body::before { content: "泄露"; }', encoding="utf-8")
    static = tmp_path / "static"
    static.mkdir()
    (static / "own.css").write_text('body::after { content: "自有"; }', encoding="utf-8")
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        host = f"http://127.0.0.1:{server.getsockname()[1]}"

        def listen() -> None:
            for _ in range(20):
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    asked.append(connection.recv(1000))

        listener = threading.Thread(target=listen)
        listener.start()
        addresses = [f"{host}/a.css", secret.as_uri(), f"{STATIC}../secret.css", "/static/%2e%2e/secret.css"]
        links = "".join(
            f'<link rel="stylesheet" href="{address}">' for address in [*addresses, "/static/own.css"]
        )
        pictures = "".join(f'<img src="{address}">' for address in addresses)
        data = documents.pdf(f"<html><head>{links}</head><body>{pictures}<p>正文</p></body></html>", static)
        listener.join()
    text = pdf_text(data)
    assert "正文" in text
    assert "自有" in text
    assert "泄露" not in text
    assert asked == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://example.org/a.png",
        "ftp://example.org/a",
        f"{STATIC}../config.py",
        f"{STATIC}%2e%2e/config.py",
        f"{STATIC}/etc/passwd",
        "https://paper.invalid/c/qinghe/",
    ],
)
def test_the_fetcher_refuses(address):
    with pytest.raises(ValueError):
        StaticFiles(STYLES).fetch(address)


def test_who_waits_too_long_for_his_turn_is_told(monkeypatch):
    """One rendering at a time; nobody holds a thread of the server for long."""
    monkeypatch.setattr(printing, "LONGEST_WAIT", 0.01)
    with printing._one_at_a_time, pytest.raises(Unavailable, match=r"documents\.busy"):
        documents.pdf(page("正文"), STYLES)
    assert documents.pdf(page("正文"), STYLES).startswith(b"%PDF-")


def test_few_wait_and_the_next_is_told_at_once(monkeypatch):
    """However long a rendering takes, the server's other threads are left to those who vote."""
    monkeypatch.setattr(printing, "LONGEST_WAIT", 60)
    with ThreadPoolExecutor(printing.WAITING) as pool, printing._one_at_a_time:
        waiting = [pool.submit(documents.pdf, page("正文"), STYLES) for _ in range(printing.WAITING)]
        while printing._queue._value:
            threading.Event().wait(0.01)
        with pytest.raises(Unavailable, match=r"documents\.busy"):
            documents.pdf(page("正文"), STYLES)
        printing._one_at_a_time.release()
        assert all(each.result().startswith(b"%PDF-") for each in waiting)
        printing._one_at_a_time.acquire()


def test_a_picture_inside_the_page_is_no_fetching():
    assert StaticFiles(STYLES).fetch("data:text/plain,abc").read() == b"abc"


class WithoutPango(MetaPathFinder):
    """What importing WeasyPrint comes to where its libraries are missing."""

    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return None


@pytest.fixture
def no_pango(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "voting.documents.printing", raising=False)
    monkeypatch.delattr(documents, "printing", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])


def test_without_pango_the_refusal_says_what_to_do(no_pango):
    with pytest.raises(Unavailable, match=r"documents\.no_pdf"):
        documents.pdf(page("正文"), STYLES)


def test_the_application_starts_without_loading_pango():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, voting.app; print('weasyprint' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
