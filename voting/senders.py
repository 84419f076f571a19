"""How a message reaches somebody outside: e-mail is built in, anything else is an adapter; both are off until
they are set up, and nothing ever needs them.

    senders(settings) -> list[Sender]           none where nothing is set up
    EmailSender(url, sender, password)           ``smtp://``, ``smtp+starttls://`` or ``smtps://user@host:port``

A sender takes addresses of one kind (``reach``: ``email`` or ``phone``). An adapter is a class of any
installed package, named ``package.module:Class`` in ``VOTING_SENDERS`` and made with the settings;
docs/senders.md shows one for text messages and one for WeChat.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from importlib import import_module
from typing import Protocol
from urllib.parse import unquote, urlsplit

from voting.config import Settings

EMAIL, PHONE = "email", "phone"
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SECONDS = 20


class SendingFailed(Exception):
    """The message did not go out; trying again later may help. Holds no address."""


class Sender(Protocol):
    """``reach`` says which addresses it takes."""

    reach: str

    def send(self, to: str, subject: str, text: str) -> None:
        """Send one message or raise SendingFailed."""


@dataclass
class EmailSender:
    """One message, one connection: messages are few, and a broken connection then spoils no other."""

    url: str
    sender: str
    password: str = field(default="", repr=False)
    reach: str = EMAIL

    def __post_init__(self) -> None:
        scheme = urlsplit(self.url).scheme
        if scheme not in PORTS or not urlsplit(self.url).hostname or "@" not in self.sender:
            raise ValueError(f"VOTING_SMTP must be one of {', '.join(PORTS)}, with VOTING_MAIL_FROM")

    def send(self, to: str, subject: str, text: str) -> None:
        message = EmailMessage()
        try:
            message["From"], message["To"], message["Subject"] = self.sender, to, subject
            message.set_content(text)
            with self._connect() as connection:
                connection.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise SendingFailed(type(error).__name__) from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        place = (parts.hostname or "", parts.port or PORTS[parts.scheme])
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                *place, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(*place, timeout=SECONDS)
        if parts.scheme == "smtp+starttls":
            connection.starttls(context=ssl.create_default_context())
        if parts.username:
            connection.login(unquote(parts.username), self.password)
        return connection


def senders(settings: Settings) -> list[Sender]:
    """Those that were set up; a name that cannot be loaded stops the caller with its reason."""
    found: list[Sender] = []
    if settings.smtp:
        secret = settings.keys / "smtp.password"
        password = secret.read_text("utf-8").strip() if secret.exists() else ""
        found.append(EmailSender(settings.smtp, settings.mail_from, password))
    for name in settings.senders:
        module, _, made = name.partition(":")
        found.append(getattr(import_module(module), made)(settings))
    return found
