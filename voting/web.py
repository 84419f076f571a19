"""The HTTP edge: who may call what, as whom, in which congress, and what an error looks like.

For views:
    @allow(Role.SECRETARIAT, …)          signed in, with one of these roles in the congress at hand;
                                         @allow() is any signed-in person
    @public, @public(cookieless=True)    anybody; cookieless views never read or set a cookie
    @camera                              the page may use the camera
    current_congress() -> CongressInfo, current_actor() -> Actor, now() -> datetime, settings()
    require_password()                   the form's ``password`` is the actor's own, asked afresh
    main_session(), board_session()      one per request, scoped to the congress of the address
    wake_jobs()                          after committing what jobs.enqueue was asked for
    nav(endpoint, label, roles, order)   an entry of the congress's menu
    sentence(error) -> str, status_of(error) -> int, wants_json() -> bool
    whole(given, usual) -> int           a number in an address
For tests: routes_table(app) -> list[Route].
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.globals import request_ctx
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from voting import errors, jobs, wording
from voting.config import Settings
from voting.congress import login, people, services
from voting.congress.roles import Actor, Role
from voting.congress.services import CongressInfo
from voting.db import Databases, in_congress
from voting.domains import domain_modules
from voting.headers import strict_headers
from voting.language import DEFAULT, LANGUAGES
from voting.policy import Policy, allow, camera, public

BODY_BYTES = 2 * 1024 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATUS: tuple[tuple[type[errors.VotingError], int], ...] = (
    (errors.NotSignedIn, 401),
    (errors.NotAllowed, 403),
    (errors.NotFound, 404),
    (errors.NotReady, 409),
    (errors.Conflict, 409),
    (errors.Invalid, 400),
    (errors.TooMany, 429),
    (errors.Unavailable, 503),
)
csrf = CSRFProtect()
login_manager = LoginManager()

__all__ = ["allow", "camera", "public"]  # what views take from here though it is made elsewhere

# Policies and routes --------------------------------------------------------------------------


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    if endpoint == "static":
        return Policy(public=True, cookieless=True)
    return getattr(app.view_functions[endpoint], "policy", None)


@dataclass(frozen=True)
class Route:
    endpoint: str
    rule: str
    methods: frozenset[str]
    policy: Policy


def routes_table(app: Flask) -> list[Route]:
    """Every route with its policy, sorted by endpoint."""
    return sorted(
        (
            Route(
                rule.endpoint,
                rule.rule,
                frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"},
                cast(Policy, policy_of(app, rule.endpoint)),
            )
            for rule in app.url_map.iter_rules()
        ),
        key=lambda route: (route.endpoint, route.rule),
    )


def require_policies(app: Flask) -> None:
    """The application does not start with an endpoint that nobody decided about."""
    missing = sorted(e for e in app.view_functions if policy_of(app, e) is None)
    if missing:
        raise RuntimeError(f"endpoints without @allow or @public: {', '.join(missing)}")


# The request at hand --------------------------------------------------------------------------


def now() -> datetime:
    return datetime.now(UTC)


def settings() -> Settings:
    return cast(Settings, current_app.extensions["voting.settings"])


def _session(name: str) -> Session:
    if name not in g:
        databases = cast(Databases, current_app.extensions["voting.databases"])
        session = (databases.main if name == "main" else databases.board)()
        setattr(g, name, session)
        if "congress" in g:
            in_congress(session, g.congress.id)
    return cast(Session, getattr(g, name))


def main_session() -> Session:
    """The request's session of the main database."""
    return _session("main")


def board_session() -> Session:
    """The request's session of the board database."""
    return _session("board")


def current_congress() -> CongressInfo:
    """The congress of the address ``/c/<code>/…``; 404 elsewhere."""
    if "congress" not in g:
        raise errors.NotFound("congress.not_found")
    return cast(CongressInfo, g.congress)


def current_actor() -> Actor:
    """The signed-in person with the roles held here and now."""
    if g.get("actor") is None:
        raise errors.NotSignedIn("congress.not_signed_in")
    return cast(Actor, g.actor)


def require_password() -> None:
    """For acts that cannot be undone: who confirms gives his password again in the form's ``password``."""
    current_actor()
    login.confirm_password(
        main_session(),
        g.visitor,
        request.form.get("password", ""),
        address=request.remote_addr or "",
        now=now(),
    )


def wake_jobs() -> None:
    """Have the long work done that waits; call it after the transaction that asked for it."""
    cast(jobs.Starter, current_app.extensions["voting.jobs"]).wake()


def tell_authors() -> None:
    """Something that authors wait for was published: where a sender is set up, a job tells them."""
    if settings().smtp or settings().senders:
        session, congress_id = main_session(), current_congress().id
        jobs.enqueue(session, congress_id, "tell_authors", congress_id, actor_id=None, now=now())
        wake_jobs()


def wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def whole(given: str, usual: int) -> int:
    """A whole number in an address or a hidden field, no larger than any column holds; else ``usual``."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else usual


def device() -> str:
    """What the browser says it is, for the list of one's own sessions."""
    return request.user_agent.string[:200]


def locale() -> str:
    """``?lang=en`` once, then remembered; pages without a cookie carry it in the address."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        session["lang"] = asked
    return asked if asked in LANGUAGES else session.get("lang", DEFAULT)


class CookieSessions(SecureCookieSessionInterface):
    """The signed cookie, which cookieless views do not get to see."""

    def open_session(self, app: Flask, request: Any) -> Any:
        return _NoCookie() if _is_cookieless(app, request) else super().open_session(app, request)

    def is_null_session(self, obj: object) -> bool:
        return isinstance(obj, _NoCookie) or super().is_null_session(obj)


class _NoCookie(dict[str, Any], SessionMixin):
    """Lives for one request and is never sent."""


def _is_cookieless(app: Flask, request: Any) -> bool:
    # The session opens before the address is matched, so match it here.
    try:
        adapter = app.create_url_adapter(request)
        endpoint = adapter.match()[0] if adapter else ""
    except HTTPException:
        return False
    policy = policy_of(app, str(endpoint))
    return policy is not None and policy.cookieless


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: the visitor, found again at each request by the session's token."""

    token: str
    visitor: login.Visitor

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def _load(token: str) -> SignedIn | None:
    visitor = login.recognise(main_session(), token, now=now())
    return SignedIn(token, visitor) if visitor else None


# Guarding a request ---------------------------------------------------------------------------


def guard() -> ResponseReturnValue | None:
    """Before every request: same site, known visitor, role in this congress, token."""
    if request.endpoint is None:
        return None  # no such address; the 404 follows
    policy = policy_of(current_app, request.endpoint)
    if policy is None or _from_another_site():
        abort(403)
    if policy.body:
        request.max_content_length = policy.body
    elif policy.cookieless or request.mimetype != "multipart/form-data":  # only uploads need the large limit
        request.max_content_length = BODY_BYTES
    if policy.cookieless:
        _enter_congress()
        return None
    g.visitor = current_user.visitor if current_user.is_authenticated else None
    if policy.public:
        _enter_congress()
    elif g.visitor is None:
        return _ask_to_sign_in()
    elif g.visitor.must_change and request.endpoint not in ("congress.password", "congress.sign_out"):
        return redirect(url_for("congress.password"))
    else:
        _admit(g.visitor, policy)
    if request.method not in SAFE_METHODS:
        csrf.protect()
        if "actor" in g and policy.noted:
            address = request.remote_addr or ""
            login.note_access(
                main_session(),
                g.actor.person_id,
                request.endpoint,
                address=address,
                device=device(),
                now=now(),
            )
    return None


def _from_another_site() -> bool:
    """An unsafe request that another site set off, whatever cookies it may have brought along."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return request.method not in SAFE_METHODS and site not in ("same-origin", "none")


def _enter_congress() -> None:
    code = (request.view_args or {}).get("code")
    if code is None:
        return
    congress = services.find_congress(main_session(), code)
    if congress is None:
        raise errors.NotFound("congress.not_found")
    g.congress = congress
    in_congress(main_session(), congress.id)


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        raise errors.NotSignedIn("congress.not_signed_in")
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("congress.sign_in", next=target))


def _admit(visitor: login.Visitor, policy: Policy) -> None:
    """Give the visitor his roles here. A congress where he has none does not exist for him."""
    _enter_congress()
    congress_id = g.congress.id if "congress" in g else None
    roles = people.roles_in(main_session(), visitor.person_id, congress_id, now=now())
    if congress_id is not None and not roles:
        g.pop("congress")  # not even its name may stand on the page that says no
        raise errors.NotFound("congress.not_found")
    g.actor = Actor(visitor.person_id, visitor.name, roles)
    if policy.roles and not g.actor.may(*policy.roles):
        raise errors.NotAllowed("congress.role_missing")


# Answers --------------------------------------------------------------------------------------


def sentence(error: errors.VotingError) -> str:
    """What happened, what it means, what to do, in the reader's language."""
    return gettext(_sentences().get(error.code, wording.GENERAL)) % error.data


def _sentences() -> dict[str, str]:
    return cast(dict[str, str], current_app.extensions["voting.sentences"])


def all_sentences() -> dict[str, str]:
    """Error code → Chinese sentence, of the ground and of every domain."""
    found = dict(wording.SENTENCES)
    for module in domain_modules("wording"):
        found |= module.SENTENCES
    return found


def status_of(error: errors.VotingError) -> int:
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def refuse(error: errors.VotingError) -> ResponseReturnValue:
    """An expected refusal, as a page or as JSON ``{"error", "sentence", "field"?}``."""
    return _answer(status_of(error), error.code, sentence(error), getattr(error, "field", ""))


def refuse_http(error: HTTPException) -> ResponseReturnValue:
    """A refusal by the framework: no such page, too large, not this method, a stale token."""
    if error.response is not None:
        return error.response
    code = 400 if isinstance(error, CSRFError) else error.code or 500
    if isinstance(error, CSRFError):
        text = gettext(wording.STALE_FORM)
    else:
        text = gettext(wording.HTTP_SENTENCES.get(code, wording.GENERAL))
    if code != 500:
        return _answer(code, f"http.{code}", text)
    number = secrets.token_hex(4)
    current_app.logger.error("answered 500, shown to the person as %s", number)
    return _answer(code, f"http.{code}", text, number=number)


def refuse_database(error: DBAPIError) -> ResponseReturnValue:
    """A database that could not do it, and so did nothing: 503 where it is locked, full or away, 400 where
    a text cannot be stored; anything else is a defect and goes on as one."""
    if not isinstance(error, OperationalError | DataError):
        raise error
    status = 400 if isinstance(error, DataError) else 503
    current_app.logger.warning("the database refused: %s", str(error.orig).split("\n")[0])
    return _answer(status, f"http.{status}", gettext(wording.HTTP_SENTENCES[status]))


def _answer(status: int, code: str, text: str, field: str = "", number: str = "") -> ResponseReturnValue:
    if request_ctx.url_adapter is None:  # an unknown host gets no page, for no link could be right
        return Response(text, status, mimetype="text/plain")
    if wants_json():
        content = {"error": code, "sentence": text} | ({"field": field} if field else {})
        return jsonify(content), status
    return render_template("error.html", status=status, text=text, number=number), status


def dress(response: Response) -> Response:
    """Strict headers on every answer, whatever made it."""
    endpoint = request.endpoint or ""
    asks_camera = getattr(current_app.view_functions.get(endpoint), "camera", False)
    headers = strict_headers(tls=settings().tls, camera=asks_camera, static=endpoint == "static")
    for name, value in headers.items():
        if name == "Cache-Control" and endpoint == "static":
            response.headers[name] = value
        else:
            response.headers.setdefault(name, value)
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", "2")
    return response


def close_sessions(_error: BaseException | None = None) -> None:
    for name in ("main", "board"):
        opened = g.pop(name, None)
        if opened is not None:
            opened.close()


# The menu -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NavItem:
    endpoint: str
    label: Any
    roles: tuple[Role, ...]
    order: int
    covers: tuple[str, ...] = ()


_NAV: dict[str, NavItem] = {}


def nav(
    endpoint: str, label: Any, roles: Sequence[Role] = (), order: int = 50, covers: Sequence[str] = ()
) -> None:
    """Offer ``endpoint`` (which takes only ``code``) in the menu of those who hold one of ``roles``.

    Pages beneath its address count as its own, and those beneath the congress's folders ``covers``."""
    _NAV[endpoint] = NavItem(endpoint, label, tuple(roles), order, tuple(covers))


def navigation() -> list[tuple[str, Any, str]]:
    """(address, label, aria-current) of the entries open to the actor, in order: ``page`` for the page at
    hand, ``true`` for the one entry that it lies nearest beneath."""
    if "congress" not in g or "actor" not in g:
        return []
    entries = [
        (url_for(item.endpoint, code=g.congress.code), item)
        for item in sorted(_NAV.values(), key=lambda item: (item.order, item.endpoint))
        if not item.roles or g.actor.may(*item.roles)
    ]
    depths = [_beneath(address, item) for address, item in entries]
    nearest = max(depths, default=0)
    mark = "page" if nearest == len(request.path) else "true" if nearest else ""
    return [
        (address, item.label, mark if depth == nearest else "")
        for (address, item), depth in zip(entries, depths, strict=True)
    ]


def _beneath(address: str, item: NavItem) -> int:
    """How much of the path at hand is the entry's; 0 where the page is not beneath it."""
    folders = (address, *(f"/c/{g.congress.code}/{folder}" for folder in item.covers))
    return max((len(each) for each in folders if f"{request.path}/".startswith(f"{each}/")), default=0)


def page_context() -> dict[str, Any]:
    """What every template knows."""
    return {
        "congress": g.get("congress"),
        "actor": g.get("actor"),
        "visitor": g.get("visitor"),
        "navigation": navigation,
        "sentence": sentence,
        "language": locale(),
    }
