"""票决办法 as PDF and in Word: every article as in the text that is adopted."""

from __future__ import annotations

import re

from tests.documents.reading import pdf_text, squeezed, word_paragraphs, word_text
from tests.polling.stage import Stage
from tests.web.conftest import CODE, House
from tests.web.test_poll_pages import of_poll


def page_numbers_out(text: str) -> str:
    return re.sub(r"—\d+—", "", text)


def test_every_article_stands_in_pdf_and_word_as_in_the_text(house: House, stage: Stage):
    stage.open_sitting()
    stage.draft()
    client = house.client("secretariat")
    full = client.get(of_poll(stage, "method.txt")).text
    title, *articles = [squeezed(line) for line in full.splitlines() if line.strip()]
    assert len(articles) > 10
    address = re.search(r'href="(/[^"]+/method)"', client.get(f"/c/{CODE}/polls/{stage.poll_id}").text)[1]
    pdf = page_numbers_out(pdf_text(client.get(f"{address}?format=pdf").data))
    word = client.get(f"{address}?format=docx").data
    assert "".join(articles) in pdf
    paragraphs = word_paragraphs(word)
    assert paragraphs[0] == title
    assert [text for text in paragraphs if text][2:] == articles
    assert "（草案）" in pdf
    assert "（草案）" in word_text(word)


def test_a_fixed_method_bears_its_digest(house: House, stage: Stage):
    stage.to_ready()

    client = house.client("secretariat")
    page = client.get(of_poll(stage, "method")).text
    digest = re.search(r'<span class="hash">([0-9a-f ]{79})</span>', page)[1]
    for kind, read in (("pdf", pdf_text), ("docx", word_text)):
        text = read(client.get(of_poll(stage, f"method?format={kind}")).data)
        assert squeezed(digest) in page_numbers_out(text)
