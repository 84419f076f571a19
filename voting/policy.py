"""Who may call a view, written on the view itself. Pure; web.py enforces it.

@allow(Role.SECRETARIAT, …)          signed in, with one of these roles in the congress at hand
@allow()                             any signed-in person
@public, @public(cookieless=True)    anybody; cookieless views never read or set a cookie;
                                     ``body`` bytes may be sent to one that takes pictures
@camera                              the page may use the camera
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from voting.congress.roles import Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """``roles`` empty and not ``public``: any signed-in person. ``body`` 0: the usual limits hold. ``noted``:
    from where it was called is remembered."""

    public: bool = False
    cookieless: bool = False
    body: int = 0
    roles: tuple[Role, ...] = ()
    noted: bool = True


def allow(*roles: Role, body: int = 0, noted: bool = True) -> Callable[[View], View]:
    """Only these roles in the congress at hand; none named means any signed-in person. ``body`` bytes may be
    sent to one that takes pictures; ``noted=False`` is for what a page sends by itself every few seconds."""

    def mark(view: View) -> View:
        view.policy = Policy(roles=roles, body=body, noted=noted)  # type: ignore[attr-defined]
        return view

    return mark


@overload
def public(view: View) -> View: ...
@overload
def public(*, cookieless: bool = False, body: int = 0) -> Callable[[View], View]: ...
def public(view: Any = None, *, cookieless: bool = False, body: int = 0) -> Any:
    """Anybody may call it. ``cookieless``: no cookie is read or set, so no token guards it either."""

    def mark(marked: View) -> View:
        marked.policy = Policy(public=True, cookieless=cookieless, body=body)  # type: ignore[attr-defined]
        return marked

    return mark if view is None else mark(view)


def camera(view: View) -> View:
    """This page may ask for the camera (reading a card's or a slip's code)."""
    view.camera = True  # type: ignore[attr-defined]
    return view
