"""The headers of every answer. Pure: a view's needs in, names and values out."""

from __future__ import annotations

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; worker-src 'self'"
)
# What a page could ask of the device; all of it is refused but the camera, where a view asks.
_DEVICE_FEATURES = (
    "accelerometer",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)
ONE_YEAR = 365 * 24 * 3600


def strict_headers(*, tls: bool, camera: bool, static: bool) -> dict[str, str]:
    """``tls``: reached by HTTPS; ``camera``: this page reads codes; ``static``: a file anybody may keep."""
    features = [f"camera={'(self)' if camera else '()'}", *(f"{name}=()" for name in _DEVICE_FEATURES)]
    headers = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(features),
        "Cache-Control": "no-cache" if static else "no-store",
    }
    if tls:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    return headers
