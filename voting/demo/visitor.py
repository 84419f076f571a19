"""A visitor of the running server: keeps cookies, fills in forms, says what the page said when refused."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from functools import partial
from http.cookiejar import CookieJar
from typing import Any
from uuid import uuid4

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
MESSAGE = re.compile(r'class="[^"]*(?:error|alert)[^"]*"[^>]*>(.*?)</', re.S)
Fields = Mapping[str, str] | Sequence[tuple[str, str]]


class Refused(RuntimeError):
    """The server said no: ``status`` and its sentence."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *arguments: object) -> None:
        return None


class _From(urllib.request.HTTPHandler):
    """Comes from a certain address of this machine (on Linux all of 127.0.0.0/8), or from any."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._connection = partial(
            http.client.HTTPConnection, source_address=(address, 0) if address else None
        )

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, request)


class Visitor:
    """One browser. ``url`` is the server's; paths begin with a slash. ``source`` is where it comes from,
    where limits count visitors by their networks."""

    def __init__(self, url: str, source: str = "") -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies, _From(source))
        self._blunt = urllib.request.build_opener(cookies, _Stay, _From(source))
        self._token = ""
        self.address = ""  # where the last page was found, after redirects

    def sign_in(self, login: str, password: str) -> None:
        self.get("/login")
        self.post("/login", {"login": login, "password": password})

    def get(self, path: str) -> str:
        return self.get_bytes(path).decode()

    def get_bytes(self, path: str) -> bytes:
        return self._open(urllib.request.Request(self.url + path))

    def get_json(self, path: str) -> Any:
        return json.loads(self.get_bytes(path))

    def submit(self, path: str, fields: Fields) -> None:
        """Send a form and do not look at the page that follows."""
        self._opener, followed = self._blunt, self._opener
        try:
            self.post(path, fields)
        except Refused as answer:
            if answer.status != 303:
                raise
        finally:
            self._opener = followed

    def post(self, path: str, fields: Fields) -> str:
        """Send a form with the token of the page seen last."""
        pairs = [*(fields.items() if isinstance(fields, Mapping) else fields), ("csrf_token", self._token)]
        body = urllib.parse.urlencode(pairs).encode()
        return self._open(urllib.request.Request(self.url + path, body)).decode()

    def post_file(
        self, path: str, field: str, name: str, content: bytes, fields: Mapping[str, str] | None = None
    ) -> str:
        """Send a file, with other fields beside it, as a browser's form does."""
        mark = uuid4().hex
        texts = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{each}"\r\n\r\n{text}\r\n'
            for each, text in {**(fields or {}), "csrf_token": self._token}.items()
        )
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        parts = (texts + head).encode() + content + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._open(urllib.request.Request(self.url + path, parts, headers)).decode()

    def send(self, path: str, body: bytes, kind: str = "application/octet-stream") -> bytes:
        """Send bytes as a page's script does."""
        headers = {"Content-Type": kind, "Accept": "application/json", "X-CSRFToken": self._token}
        return self._open(urllib.request.Request(self.url + path, body, headers))

    def _open(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request, timeout=120) as answer:
                content: bytes = answer.read()
                self.address = urllib.parse.urlsplit(answer.url).path
        except urllib.error.HTTPError as error:
            raise Refused(error.code, _sentence(error.read().decode(errors="replace"))) from None
        found = TOKEN.search(content.decode(errors="replace"))
        if found:
            self._token = found[1]
        return content


def _sentence(page: str) -> str:
    """What an error page or JSON answer says."""
    try:
        return str(json.loads(page)["message"])
    except (ValueError, KeyError, TypeError):
        found = MESSAGE.search(page)
        return re.sub(r"<[^>]+>|\s+", " ", found[1] if found else page)[:300]
