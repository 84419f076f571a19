"""票决 (Piaojue): a people's congress votes on its livelihood projects, verifiably.

Importing this package loads nothing beyond the standard library, so that an auditor can run
``python -m voting.verifier`` without the web application's dependencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from voting.config import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The web application; loads Flask only when it is asked for."""
    from voting.app import create_app as build

    return build(settings)
