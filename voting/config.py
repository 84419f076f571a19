"""Settings of one installation, read once at start and frozen.

Names: ``Settings``, ``load_settings(instance=None, environ=os.environ)``, ``key_bytes(instance, name)``.

Environment: ``VOTING_INSTANCE`` (folder), ``VOTING_MAIN_URL``, ``VOTING_BOARD_URL`` (SQLAlchemy),
``VOTING_TRUSTED_HOSTS`` (comma separated), ``VOTING_TLS`` (``1``), ``VOTING_PROXIES`` (number of trusted
proxies in front), ``VOTING_PARTS`` (``public`` for a process that only the internet reaches, parts.py;
empty for all). Messages to authors, off by default (senders.py): ``VOTING_SMTP``, ``VOTING_MAIL_FROM``,
``VOTING_SENDERS`` (comma separated), ``VOTING_PUBLIC_URL`` (where the public reaches this server).
There is no default secret: it is drawn at the first start and kept in
``instance/keys`` (0700/0600), never in a database.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
KEY_LENGTH = 32
PUBLIC_PART = "public"


@dataclass(frozen=True)
class Settings:
    """``secret_key`` signs cookies; ``tls``: people reach the server by HTTPS, here or at the proxy."""

    instance: Path
    main_url: str
    board_url: str
    secret_key: bytes = field(repr=False)
    trusted_hosts: tuple[str, ...] = LOCAL_HOSTS
    tls: bool = False
    proxies: int = 0
    upload_bytes: int = 16 * 1024 * 1024
    smtp: str = ""
    mail_from: str = ""
    senders: tuple[str, ...] = ()
    public_url: str = ""
    public_part: bool = False

    @property
    def keys(self) -> Path:
        return self.instance / "keys"


def key_bytes(instance: Path, name: str, length: int = KEY_LENGTH) -> bytes:
    """The secret called ``name`` under ``instance/keys``, drawn at first use.

    Created by exclusive open, so two processes starting together agree on one key.
    """
    folder = instance / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(length))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # the other process was first; its key is the key
        finally:
            draft.unlink()
    return read_key(path, length)


def read_key(path: Path, length: int = KEY_LENGTH) -> bytes:
    """A secret that was drawn before; ValueError where it is cut short or others can read it."""
    key = path.read_bytes()
    if len(key) != length:
        raise ValueError(f"{path} holds {len(key)} bytes, expected {length}")
    if path.stat().st_mode & 0o077:
        raise ValueError(f"{path} can be read by others; run: chmod 600 {path}")
    return key


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def load_settings(instance: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment over defaults in ``instance`` (made if missing)."""
    folder = (instance or Path(environ.get("VOTING_INSTANCE") or ROOT / "instance")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    parts = environ.get("VOTING_PARTS", "")
    if parts not in ("", PUBLIC_PART):
        raise ValueError(f"VOTING_PARTS is {parts!r}, known is {PUBLIC_PART!r}, or nothing for all parts")
    return Settings(
        instance=folder,
        main_url=environ.get("VOTING_MAIN_URL") or f"sqlite:///{folder / 'main.db'}",
        board_url=environ.get("VOTING_BOARD_URL") or f"sqlite:///{folder / 'board.db'}",
        secret_key=key_bytes(folder, "secret.key"),
        trusted_hosts=LOCAL_HOSTS + _listed(environ.get("VOTING_TRUSTED_HOSTS", "")),
        tls=environ.get("VOTING_TLS", "") == "1",
        proxies=int(environ.get("VOTING_PROXIES", "0")),
        smtp=environ.get("VOTING_SMTP", ""),
        mail_from=environ.get("VOTING_MAIL_FROM", ""),
        senders=_listed(environ.get("VOTING_SENDERS", "")),
        public_url=environ.get("VOTING_PUBLIC_URL", "").rstrip("/"),
        public_part=parts == PUBLIC_PART,
    )
