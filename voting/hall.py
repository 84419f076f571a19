"""The hall's own certificate authority, for a network that no public authority certifies.

A browser gives camera and secure cookies only to HTTPS. Where the hall has no public name, this module
makes a root that may certify private addresses only (RFC 5280 4.2.1.10), so that a tablet which trusts it
trusts it for nothing on the Internet, and a leaf for the addresses that the server has today.

Names: ``hall_certificate(folder, addresses, now=…) -> HallCertificate``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PRIVATE_NETWORKS = tuple(
    IPv4Network(net)
    for net in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
)
PRIVATE_NAMES = ("localhost", "local", "home.arpa", "internal")
ROOT_LIFE = timedelta(days=3 * 365)
# Browsers refuse a leaf that lives longer than 398 days.
LEAF_LIFE = timedelta(days=397)
# A tablet's clock may be behind the server's.
CLOCK_SKEW = timedelta(days=1)
RENEW_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class HallCertificate:
    """Files for the server (``chain``, ``key``) and for the tablets (``root``), all PEM."""

    root: Path
    chain: Path
    key: Path


@dataclass(frozen=True)
class _Signer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def hall_certificate(folder: Path, addresses: tuple[IPv4Address, ...], *, now: datetime) -> HallCertificate:
    """The root kept in ``folder``, made at first use, and a leaf for exactly these addresses.

    The root stays the same while it is valid, so a tablet is prepared once; the leaf is made anew when an
    address has changed or its end is near. Raises ValueError for an address that is not private.
    """
    for address in addresses:
        if not any(address in network for network in PRIVATE_NETWORKS):
            raise ValueError(f"{address} is no private address: use a certificate of a public authority")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    signer = _kept_root(folder, now) or _new_root(folder, now)
    files = HallCertificate(folder / "root.pem", folder / "server.pem", folder / "server.key")
    if not _leaf_serves(files, signer, addresses, now):
        _new_leaf(files, signer, addresses, now)
    return files


def _kept_root(folder: Path, now: datetime) -> _Signer | None:
    if not (folder / "root.pem").exists():
        return None
    certificate = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
    if certificate.not_valid_after_utc < now + RENEW_BEFORE:
        return None
    key = serialization.load_pem_private_key((folder / "root.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{folder / 'root.key'} is not a key that this program made")
    return _Signer(certificate, key)


def _new_root(folder: Path, now: datetime) -> _Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"票决会场根证书 {now:%Y-%m-%d}")])
    permitted = [x509.IPAddress(network) for network in PRIVATE_NETWORKS]
    permitted_names = [x509.DNSName(name) for name in PRIVATE_NAMES]
    certificate = (
        _builder(name, name, key.public_key(), now, ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certifies=True), critical=True)
        .add_extension(x509.NameConstraints([*permitted, *permitted_names], None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder / "root.key", _key_bytes(key))
    _write(folder / "root.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return _Signer(certificate, key)


def _new_leaf(
    files: HallCertificate, signer: _Signer, addresses: tuple[IPv4Address, ...], now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "票决会场服务器")])
    alternatives = [x509.DNSName("localhost"), *(x509.IPAddress(address) for address in addresses)]
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())
    certificate = (
        _builder(name, signer.certificate.subject, key.public_key(), now, LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certifies=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(authority, critical=False)
        .sign(signer.key, hashes.SHA256())
    )
    _write(files.key, _key_bytes(key))
    _write(files.chain, certificate.public_bytes(serialization.Encoding.PEM))


def _leaf_serves(
    files: HallCertificate, signer: _Signer, addresses: tuple[IPv4Address, ...], now: datetime
) -> bool:
    if not (files.chain.exists() and files.key.exists()):
        return False
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        leaf.issuer == signer.certificate.subject
        and set(names.get_values_for_type(x509.IPAddress)) == set(addresses)
        and leaf.not_valid_after_utc >= now + RENEW_BEFORE
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now - CLOCK_SKEW + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        key_cert_sign=certifies,
        crl_sign=certifies,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Replace ``path`` at once, readable by its owner only."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
    draft.replace(path)
