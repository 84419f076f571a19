"""How a tablet in the hall comes to trust the hall's own root certificate.

One page over plain HTTP offers the root, and the terminal shows its address as a QR code.

    offering_root(root, address, port, url)    context manager; yields the page's address
    as_qr(text) -> str                          for a terminal
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import qrcode

PAGE = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>票决 · 准备平板</title>
<h1>准备这台平板（只需一次）</h1>
<ol>
<li><p><a href="/root.crt">下载会场根证书</a>并安装。它只能证明局域网内的地址，管不到互联网上的任何网站。
<li><p>iPad：设置 → 已下载描述文件 → 安装；再到 设置 → 通用 → 关于本机 → 证书信任设置，打开它。
<li><p>安卓、鸿蒙：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。
<li><p>然后打开 <a href="{url}">{url}</a>，地址栏不应再有警告。
</ol>
<p>会后请删除此证书。 (Install the root once, then open the address above; remove the root afterwards.)
"""


def as_qr(text: str) -> str:
    """A QR code of half blocks, dark on light on a dark terminal."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(text)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()


def _handler(root: bytes, url: str) -> type[BaseHTTPRequestHandler]:
    page = PAGE.format(url=html.escape(url)).encode()
    answers = {"/": ("text/html; charset=utf-8", page), "/root.crt": ("application/x-x509-ca-cert", root)}

    class Invitation(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in answers:
                self.send_error(404)
                return
            kind, body = answers[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", "default-src 'none'")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody's visit is written down."""

    return Invitation


@contextmanager
def offering_root(root: Path, address: str, port: int, url: str) -> Iterator[str]:
    """Serve the page at ``http://address:port/`` while the context lasts; ``port`` 0 takes a free one."""
    with ThreadingHTTPServer((address, port), _handler(root.read_bytes(), url)) as server:
        thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield f"http://{address}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
