"""`setup_data`: what the Setup event fixes (spec 4.10)."""

from dataclasses import dataclass

from .encoding import Reader, compact, parse_json
from .errors import NonCanonical


@dataclass(frozen=True, slots=True)
class SetupData:
    """The hashes of `election`, `trustees` and `public_credentials`."""

    election: str
    trustees: str
    credentials: str

    def serialize(self) -> bytes:
        return compact(
            {"election": self.election, "trustees": self.trustees, "credentials": self.credentials}
        )


def parse_setup(data: bytes) -> SetupData:
    reader = Reader("E6")
    fields = reader.record(parse_json(data, "E6", 1024), ("election", "trustees", "credentials"))
    setup = SetupData(*(reader.digest(fields[name]) for name in ("election", "trustees", "credentials")))
    if setup.serialize() != data:
        raise NonCanonical("E6", "setup data not canonical")
    return setup
