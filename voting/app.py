"""Putting the web application together: settings, databases, access, blueprints, errors, headers."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import Babel, format_datetime
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from voting import web
from voting.config import Settings, load_settings
from voting.db import open_databases
from voting.domains import domain_modules, load_models
from voting.errors import VotingError
from voting.jobs import Starter
from voting.language import DEFAULT, compile_catalogues
from voting.parts import for_residents
from voting.triggers import check_triggers


class Application(Flask):
    """Flask whose addresses can be cut down to the public part; pages can still name the others."""

    public_part = False

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *given: Any, **options: Any
    ) -> None:
        if self.public_part and not for_residents(endpoint, view_func):
            options["build_only"] = True
        super().add_url_rule(rule, endpoint, view_func, *given, **options)


def create_app(settings: Settings | None = None) -> Flask:
    """The application over migrated databases; raises TriggersMissing over unprotected ones."""
    settings = settings or load_settings()
    app = Application(__name__, template_folder="../templates")
    app.public_part = settings.public_part
    _configure(app, settings)
    _open_databases(app, settings)
    compile_catalogues()
    Babel(app, locale_selector=web.locale)
    app.session_interface = web.CookieSessions()
    web.csrf.init_app(app)
    web.login_manager.init_app(app)
    app.before_request(web.guard)
    for module in domain_modules("views"):
        app.register_blueprint(module.blueprint)
    app.extensions["voting.sentences"] = web.all_sentences()
    app.register_error_handler(VotingError, web.refuse)
    app.register_error_handler(HTTPException, web.refuse_http)
    app.register_error_handler(DBAPIError, web.refuse_database)
    app.after_request(web.dress)
    app.teardown_appcontext(web.close_sessions)
    app.context_processor(web.page_context)
    app.add_template_filter(lambda moment: format_datetime(moment, "yyyy-MM-dd HH:mm"), "minute")
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    web.require_policies(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=settings.upload_bytes,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1_000,
        SESSION_COOKIE_NAME="__Host-session" if settings.tls else "session",
        SESSION_COOKIE_SECURE=settings.tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,  # web.guard asks for the token, after it knows the visitor
        WTF_CSRF_TIME_LIMIT=None,  # a desk's page stays open all day; the token dies with the session
        WTF_CSRF_SSL_STRICT=False,  # pages send no referrer; web.guard reads Sec-Fetch-Site instead
        BABEL_DEFAULT_LOCALE=DEFAULT,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
    )
    web.login_manager.session_protection = None  # tablets change networks; sessions are kept server-side


def _open_databases(app: Flask, settings: Settings) -> None:
    load_models()
    databases = open_databases(settings)
    for engine, metadata in databases.engines:
        check_triggers(engine, metadata)
    app.extensions["voting.settings"] = settings
    app.extensions["voting.databases"] = databases
    app.extensions["voting.jobs"] = Starter(settings)
