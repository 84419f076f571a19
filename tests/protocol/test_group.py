"""The group: what libsodium does not say loudly is decided here on purpose."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.protocol import group
from voting.protocol.errors import NotInGroup, SerializationError
from voting.protocol.group import IDENTITY, Ciphertext, G, P, Point, Proof, Q

# The points of order 2, 4 and 8, in RFC 8032 bytes.
TORSION = [
    Point((P - 1).to_bytes(32, "little")),
    Point(bytes(32)),
    Point(bytes(31) + b"\x80"),
    Point(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")),
    Point(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
    Point(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")),
]
MIXED = [group.product(group.base(7), point) for point in TORSION]
OFF_CURVE = Point((2).to_bytes(32, "little"))

scalars = st.one_of(st.sampled_from([0, 1, 2, Q - 1]), st.integers(0, Q - 1))
points = scalars.map(group.base)


def text_of(number: int) -> str:
    return f"{number:064x}"


def test_the_generator_is_written_as_the_specification_says():
    assert group.encode(G) == "66" * 31 + "58"
    assert group.decode(group.encode(G), "x") == G


def test_the_generator_has_order_q():
    assert group.product(group.base(Q - 1), G) == IDENTITY


@given(points, scalars, scalars)
@settings(max_examples=40, deadline=None)
def test_exponents_add_and_multiply(point, a, b):
    assert group.product(group.power(point, a), group.power(point, b)) == group.power(point, (a + b) % Q)
    assert group.power(group.power(point, a), b) == group.power(point, a * b % Q)
    assert group.quotient(group.power(point, a), group.power(point, a)) == IDENTITY


def test_zero_and_identity_are_answered_and_not_refused():
    assert group.base(0) == IDENTITY
    assert group.power(G, 0) == IDENTITY
    assert group.power(IDENTITY, 5) == IDENTITY
    assert group.product(IDENTITY, IDENTITY) == IDENTITY
    assert group.product_of([]) == IDENTITY
    assert group.product_of([IDENTITY, G, IDENTITY, G]) == group.base(2)


@pytest.mark.parametrize("scalar", [-1, Q, 2**255, 2**256])
def test_a_scalar_out_of_range_is_the_callers_error(scalar):
    with pytest.raises(ValueError, match="range"):
        group.base(scalar)
    with pytest.raises(ValueError, match="range"):
        group.power(G, scalar)


@pytest.mark.parametrize("point", [*TORSION, *MIXED, OFF_CURVE])
@pytest.mark.parametrize("scalar", [0, 1, 8, Q - 1])
def test_no_power_of_a_point_outside_the_group(point, scalar):
    assert not group.is_member(point)
    with pytest.raises(NotInGroup):
        group.power(point, scalar)


def test_a_product_with_a_point_off_the_curve_is_refused():
    for operation in (group.product, group.quotient):
        with pytest.raises(NotInGroup):
            operation(G, OFF_CURVE)


@pytest.mark.parametrize(
    "text",
    [
        *(group.encode(point) for point in [*TORSION, *MIXED, OFF_CURVE, IDENTITY]),
        group.encode(group.base(2)).upper(),
        group.encode(G)[:-1],
        group.encode(G) + "0",
        group.encode(G) + "\n",
        " " + group.encode(G),
        "g" * 64,
        "",
        None,
        7,
        [],
        text_of(P),
        text_of(P + 1),
        text_of(2**255 - 1),
        text_of(2**255 + 1),
        text_of(2**255 + P - 1),
        text_of(2**256 - 1),
    ],
)
def test_a_point_that_is_not_a_member_is_refused_under_the_given_code(text):
    with pytest.raises(NotInGroup) as caught:
        group.decode(text, "S3")
    assert caught.value.code == "S3"


def test_the_identity_is_welcome_only_where_it_is_asked_for():
    assert group.decode_or_identity(group.encode(IDENTITY), "T2") == IDENTITY
    assert group.decode_or_identity(group.encode(G), "T2") == G
    with pytest.raises(NotInGroup):
        group.decode_unchecked(group.encode(IDENTITY), "B12")


@pytest.mark.parametrize("number", [P, P + 1, 2**255 + P, 2**256 - 1])
def test_the_form_alone_tells_a_coordinate_beyond_the_field(number):
    with pytest.raises(NotInGroup):
        group.decode_unchecked(text_of(number), "B12")
    assert group.decode_unchecked(text_of(P - 1), "B12") == TORSION[0]


@pytest.mark.parametrize("text", ["0", "1", "10", str(Q - 1)])
def test_a_scalar_is_read_as_it_is_written(text):
    assert str(group.decode_scalar(text, "B20")) == text


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "01", "00", "1.0", "1e3", " 1", "1\n", "٣", "0x1", str(Q), "9" * 78, 1, None, []]
)
def test_another_writing_of_a_scalar_is_refused(text):
    with pytest.raises(SerializationError) as caught:
        group.decode_scalar(text, "B20")
    assert caught.value.code == "B20"


def by_the_book(key, ciphertext, first, proofs):
    """The commitments of spec 4.12, each by its formula."""
    commitments = []
    for j, (c, s) in enumerate(proofs):
        shifted = group.quotient(ciphertext.beta, group.base(first + j))
        commitments.append(group.product(group.base(s), group.power(ciphertext.alpha, c)))
        commitments.append(group.product(group.power(key, s), group.power(shifted, c)))
    return commitments


@given(points, points, points, st.integers(0, 3), st.lists(st.builds(Proof, scalars, scalars), max_size=4))
@settings(max_examples=60, deadline=None)
def test_recomputed_commitments_follow_the_book(key, alpha, beta, first, proofs):
    ciphertext = Ciphertext(alpha, beta)
    assert group.recompute(key, ciphertext, first, proofs) == by_the_book(key, ciphertext, first, proofs)


@pytest.mark.parametrize("stranger", [*TORSION, *MIXED, OFF_CURVE])
@pytest.mark.parametrize("proofs", [[Proof(0, 0)], [Proof(8, 8), Proof(0, 1)]])
def test_a_stranger_in_a_ciphertext_is_found_whatever_the_scalars(stranger, proofs):
    for ciphertext in (Ciphertext(stranger, G), Ciphertext(G, stranger)):
        with pytest.raises(NotInGroup):
            group.recompute(group.base(3), ciphertext, 0, proofs)
