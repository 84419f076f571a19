"""The hall's big screen, played by a program: a link without login, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from voting.demo import comparison
from voting.demo.comparison import Told
from voting.demo.offices import Offices
from voting.demo.showing import found
from voting.demo.visitor import Visitor
from voting.rules.method import Method


@dataclass(frozen=True)
class Projector:
    """``eye`` has no login; ``clerk`` advances what is shown."""

    clerk: Visitor
    eye: Visitor
    sitting: str
    address: str

    @classmethod
    def of(cls, offices: Offices, sitting: str) -> Projector:
        clerk = offices.visitors["mishu"]
        clerk.get(f"{sitting}/screen")
        page = clerk.post(f"{sitting}/screen/link", {})
        address = urlsplit(found(page, r'id="address">\s*([^<\s]+)')).path
        return cls(clerk, offices.stranger(), sitting, address)

    def show(self, place: str, view: str, number: int = 1) -> None:
        self.clerk.get(f"{self.sitting}/screen")
        poll = place.rsplit("/", 1)[1]
        self.clerk.post(f"{self.sitting}/screen/show?poll={poll}&view={view}&page={number}", {})

    def picture(self) -> str:
        return self.eye.get(f"{self.address}/picture")

    def told(self, place: str, method: Method) -> dict[str, Told]:
        """The result, page by page, as the hall reads it."""
        rows, text, number = list[Sequence[str]](), "", 1
        while True:
            self.show(place, "result", number)
            shown = self.picture()
            rows += comparison.page_rows(shown)
            text += comparison.plain(shown)
            pages = re.search(r"第(\d+)页，共(\d+)页", comparison.plain(shown))
            if pages is None or pages[1] == pages[2]:
                return {"大屏 (screen)": comparison.told_by_page(method, text, rows)}
            number += 1
