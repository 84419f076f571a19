"""The hall's certificates, as a tablet's browser and openssl judge them."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from voting import hall

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HERE = (IPv4Address("192.168.3.7"), IPv4Address("10.1.2.3"))


def load(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(files, subject, at=NOW):
    store = Store([load(files.root)])
    PolicyBuilder().store(store).time(at).build_server_verifier(subject).verify(load(files.chain), [])


def test_a_browser_that_trusts_the_root_accepts_the_server_at_each_address(tmp_path):
    files = hall.hall_certificate(tmp_path, HERE, now=NOW)
    for address in HERE:
        verify(files, x509.IPAddress(address))
    verify(files, x509.DNSName("localhost"))


def test_openssl_accepts_the_chain(tmp_path):
    files = hall.hall_certificate(tmp_path, HERE, now=datetime.now(UTC))
    command = ["openssl", "verify", "-x509_strict", "-CAfile", files.root]
    command += ["-verify_ip", str(HERE[0]), files.chain]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_another_address_is_not_accepted(tmp_path):
    files = hall.hall_certificate(tmp_path, HERE, now=NOW)
    with pytest.raises(VerificationError):
        verify(files, x509.IPAddress(IPv4Address("192.168.3.8")))


def leaf_for(folder, name):
    """A leaf for any name, signed with the stolen key of the hall's root."""
    signer = hall._kept_root(folder, NOW)
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())
    return (
        hall._builder(x509.Name([]), signer.certificate.subject, key.public_key(), NOW, hall.LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(hall._usage(certifies=False), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .add_extension(authority, critical=False)
        .sign(signer.key, hashes.SHA256())
    )


def test_whoever_steals_the_root_can_certify_no_public_name(tmp_path):
    files = hall.hall_certificate(tmp_path, HERE, now=NOW)
    policy = PolicyBuilder().store(Store([load(files.root)])).time(NOW)
    policy.build_server_verifier(x509.DNSName("tablet.local")).verify(leaf_for(tmp_path, "tablet.local"), [])
    with pytest.raises(VerificationError, match=r"no permitted name constraints matched"):
        policy.build_server_verifier(x509.DNSName("bank.example")).verify(
            leaf_for(tmp_path, "bank.example"), []
        )


def test_a_public_address_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"8\.8\.8\.8 is no private address"):
        hall.hall_certificate(tmp_path, (IPv4Address("8.8.8.8"),), now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_the_root_stays_and_the_leaf_follows_the_address(tmp_path):
    files = hall.hall_certificate(tmp_path, HERE, now=NOW)
    root, leaf = files.root.read_bytes(), files.chain.read_bytes()
    hall.hall_certificate(tmp_path, HERE, now=NOW)
    assert files.chain.read_bytes() == leaf
    moved = (IPv4Address("192.168.3.9"),)
    hall.hall_certificate(tmp_path, moved, now=NOW)
    assert files.root.read_bytes() == root
    verify(files, x509.IPAddress(moved[0]))


def test_certificates_are_renewed_before_they_end(tmp_path):
    files = hall.hall_certificate(tmp_path, HERE, now=NOW)
    root = files.root.read_bytes()
    late = NOW + hall.LEAF_LIFE
    hall.hall_certificate(tmp_path, HERE, now=late)
    assert files.root.read_bytes() == root
    verify(files, x509.IPAddress(HERE[0]), at=late)
    later = NOW + hall.ROOT_LIFE
    hall.hall_certificate(tmp_path, HERE, now=later)
    assert files.root.read_bytes() != root
    verify(files, x509.IPAddress(HERE[0]), at=later)


def test_a_leaf_lives_no_longer_than_browsers_allow(tmp_path):
    leaf = load(hall.hall_certificate(tmp_path, HERE, now=NOW).chain)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=398)


def test_keys_are_readable_by_their_owner_only(tmp_path):
    hall.hall_certificate(tmp_path / "tls", HERE, now=NOW)
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700
    for name in ("root.key", "server.key"):
        assert (tmp_path / "tls" / name).stat().st_mode & 0o777 == 0o600


def test_a_lost_server_key_is_made_again(tmp_path):
    files = hall.hall_certificate(tmp_path, HERE, now=NOW)
    files.key.unlink()
    hall.hall_certificate(tmp_path, HERE, now=NOW)
    verify(files, x509.IPAddress(HERE[0]))
    assert files.key.exists()
