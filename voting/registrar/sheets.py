"""The sheets to print, in one HTML file: labels of the packs, four cards to an A4, drawn as the page does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import qrcode

from voting.registrar.cards import ORDINARY, RESERVE, SPOT, Pack, SittingFile

# The page's own words; a test compares them with its template.
WORDS = {
    "card": "表决票卡",
    "stub": "票根",
    "inside": "票卡密码",
    "key": "收票密钥指纹",
    "fold": "沿虚线向上对折，封口",
    "how": "用会场设备的扫码器扫二维码，或输入上面的密码。一张票卡只能投一次票。拆封后请勿交给他人。",
    "how_spot": "设备抽检用，不发给代表。抽检完毕，由票卡管理员和监票人作废。",
    "pack": "第 {number} 包，共 {total} 包 · {count} 张",
}
MARKS = {ORDINARY: "", RESERVE: "备用", SPOT: "抽检"}
KINDS = {ORDINARY: "发给代表", RESERVE: "备用（补发用）", SPOT: "抽检（不发给代表）"}
CARDS, LABELS = 4, 10
_ON_SCREEN = "@media screen { .sheets { display: block; } body { max-width: 210mm; margin: 0 auto; } }"


def page(sitting: SittingFile, packs: Sequence[Pack], secrets: Mapping[str, str], css: str) -> str:
    """``css`` is the page's own; the file needs nothing else."""
    cards = [_card(sitting, serial, secrets[serial], pack.kind) for pack in packs for serial in pack.serials]
    labels = [_label(sitting, pack, i + 1, len(packs)) for i, pack in enumerate(packs)]
    sheets = "".join([*_sheets(labels, LABELS, "sheet labels"), *_sheets(cards, CARDS, "sheet")])
    title = escape(f"{WORDS['card']} · {sitting.title}")
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<style>{css}{_ON_SCREEN}</style></head><body><div class="sheets">{sheets}</div></body></html>\n'
    )


def _sheets(drawn: Sequence[str], size: int, kind: str) -> list[str]:
    chunks = (drawn[first : first + size] for first in range(0, len(drawn), size))
    return [f'<div class="{kind}">{"".join(chunk)}</div>' for chunk in chunks]


def _card(sitting: SittingFile, serial: str, secret: str, kind: str) -> str:
    mark = f'<b class="card-kind">{MARKS[kind]}</b>' if MARKS[kind] else ""
    key = " ".join(sitting.board_key_id[i : i + 4] for i in range(0, 16, 4))
    address = f"{sitting.address}/v/{sitting.sitting}#{secret}"
    return (
        f'<div class="card{" is-spot" if kind == SPOT else ""}">'
        f'<div class="card-stub">{WORDS["stub"]} {serial}{mark}{_code(serial, "card-scan")}</div>'
        f'<div class="card-outside"><strong>{WORDS["card"]}</strong>'
        f'<span class="card-serial">{serial}{mark}</span>'
        f'<span class="card-where">{escape(sitting.congress)}</span>'
        f'<span class="card-where">{escape(sitting.title)}</span>{_code(serial, "card-scan")}</div>'
        f'<div class="card-inside">{_code(address, "card-code")}<div class="card-words">'
        f'<span>{WORDS["inside"]}</span><span class="card-secret">{secret}</span>'
        f'<span class="card-key">{WORDS["key"]} {key}</span></div></div>'
        f'<div class="card-cover"><p>{WORDS["how_spot" if kind == SPOT else "how"]}</p>'
        f'<p class="card-fold">{WORDS["fold"]}</p></div></div>'
    )


def _label(sitting: SittingFile, pack: Pack, number: int, total: int) -> str:
    words = WORDS["pack"].format(number=number, total=total, count=len(pack.serials))
    return (
        f'<div class="label">{_code(pack.label, "label-code")}<div class="label-words">'
        f"<strong>{pack.label}</strong><span>{words}</span><span>{KINDS[pack.kind]}</span>"
        f"<span>{escape(sitting.title)}</span></div></div>"
    )


def _code(text: str, kind: str) -> str:
    """A QR code as one path of an SVG element."""
    drawn = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn.add_data(text.encode())
    rows = drawn.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows) + 8
    return (
        f'<div class="{kind}"><svg viewBox="-4 -4 {size} {size}" shape-rendering="crispEdges">'
        f'<rect x="-4" y="-4" width="{size}" height="{size}" fill="#fff"/><path d="{path}"/></svg></div>'
    )
