"""Scenarios as short codes for links and QR codes, without a database: the code is the scenario.

Bytes, then base64 for addresses without padding: format, region, count of amounts, amounts, name in UTF-8, two bytes of
control. An amount is two varints: 8 × (rank − rank of the one before) + decimals, and its digits. Its rank is
2 × place of the lever in the edition's list, + 1 for a new target. Amounts are kept to the millionth of a kt.

A scenario has one code only: what does not come back identical when written anew is refused.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from copilote.planning.scenario import Change, Scenario
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.simulator import load_lever_names, load_territories
from copilote.words import _

EDITIONS = {1: "2023"}
"""The edition of the simulator whose lists of regions and levers a format counts in: a format never changes."""

DECIMALS = 6
MAX_CODE = 2_000
MAX_NAME = 60
MAX_KT = 1_000_000_000


def encode(scenario: Scenario) -> str:
    """The code of a scenario, letters, digits, "-" and "_"; what its link did not understand is left out.

    Raises InputError for a scenario of another edition, with a target stated as a physical quantity, or out of range.
    """
    version = next((v for v, edition in EDITIONS.items() if edition == scenario.edition), None)
    if version is None:
        raise InputError(_("L’édition %(edition)s n’a pas de lien court.", edition=scenario.edition))
    regions, ids = _lists(version)
    if scenario.region not in regions:
        raise InputError(_("La région « %(region)s » n’a pas de lien court.", region=scenario.region))
    amounts: dict[int, float] = {}
    for lever, change in scenario.changes.items():
        if change.new_physical is not None:
            raise InputError(_("%(lever)s : un lien court porte des ktCO2e, pas une grandeur physique.", lever=lever))
        for rank, kt in enumerate((change.completed_kt, change.new_target_kt)):
            if kt is not None:
                amounts[_place(ids, lever) + rank] = kt
    return pack(version, regions.index(scenario.region), amounts, scenario.name)


def pack(version: int, region: int, amounts: Mapping[int, float], name: str, most: float = MAX_KT) -> str:
    """The code of a format, the rank of a region, amounts by rank (see above), and a name.

    most : the largest amount. Raises InputError for one out of range.
    """
    code = bytearray((version,)) + _varint(region) + _varint(len(amounts))
    before = 0
    for place, amount in sorted(amounts.items()):
        digits, decimals = _digits(amount, most)
        code += _varint((place - before) * 8 + decimals) + _varint(digits)
        before = place
    code += name[:MAX_NAME].encode()
    return base64.urlsafe_b64encode(bytes(code + _control(code))).rstrip(b"=").decode("ascii")


def decode(code: str) -> Scenario:
    """The scenario of a code; raises UnknownNameError when it is not one, or was cut or changed on its way."""
    with refused_as_unknown(code):
        scenario = _decode(code)
        if encode(scenario) == code:
            return scenario
    raise unknown_code(code)


def unknown_code(code: str) -> UnknownNameError:
    """The error of a text that is no code."""
    accepted = _("Il a peut-être été coupé : demandez-le de nouveau à la personne qui vous l’a donné.")
    return UnknownNameError(_("Scénario"), code, (), accepted)


@contextmanager
def refused_as_unknown(code: str) -> Iterator[None]:
    """Whatever cannot be read inside is told as a code that is none."""
    try:
        yield
    except (ValueError, IndexError, StopIteration, InputError, binascii.Error):
        raise unknown_code(code) from None


def _decode(code: str) -> Scenario:
    version, region, amounts, name = unpack(code)
    if version not in EDITIONS:
        raise ValueError("a format of other scenarios")
    regions, ids = _lists(version)
    changes: dict[str, dict[str, float]] = {}
    for place, kt in amounts.items():
        changes.setdefault(ids[place // 2], {})["new_target_kt" if place % 2 else "completed_kt"] = kt
    return Scenario(regions[region], EDITIONS[version], {lever: Change(**kt) for lever, kt in changes.items()}, name)


def unpack(code: str) -> tuple[int, int, dict[int, float], str]:
    """What `pack` was given; raises ValueError, IndexError, StopIteration or binascii.Error for what is no code."""
    if len(code) > MAX_CODE or not code.isascii():
        raise ValueError("too long, or not a code")
    sent = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
    content, control = sent[:-2], sent[-2:]
    if len(content) < 3 or _control(content) != control:
        raise ValueError("wrong control")
    rest = iter(content[1:])
    region = _read(rest)
    amounts: dict[int, float] = {}
    place = 0
    for _amount in range(_read(rest)):
        step, digits = _read(rest), _read(rest)
        place += step // 8
        amounts[place] = float(Decimal(digits).scaleb(-(step % 8)))
    return content[0], region, amounts, bytes(rest).decode()


def _lists(version: int) -> tuple[list[str], list[str]]:
    """Codes of the regions and ids of the levers, in the order that the format counts them."""
    edition = EDITIONS[version]
    return [region.code for region in load_territories(edition)], [lever.id for lever in load_lever_names(edition)]


def _place(ids: list[str], lever: str) -> int:
    if lever not in ids:
        raise InputError(_("Le levier « %(lever)s » n’a pas de lien court.", lever=lever))
    return 2 * ids.index(lever)


def _digits(value: float, most: float) -> tuple[int, int]:
    """An amount as digits and count of decimals: 382.1 is (3821, 1)."""
    if not 0 <= value <= most:
        raise InputError(_("Un lien court porte des quantités positives, qui ne dépassent pas un milliard de kt."))
    amount = Decimal(repr(value)).quantize(Decimal(1).scaleb(-DECIMALS)).normalize()
    decimals = max(0, -int(amount.as_tuple().exponent))
    return int(amount.scaleb(decimals)), decimals


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*written, value))


def _read(rest: Iterator[int]) -> int:
    value = shift = 0
    while True:
        byte = next(rest)
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7
        if shift > 63:
            raise ValueError("too large")


def _control(content: bytes | bytearray) -> bytes:
    return (zlib.crc32(content) & 0xFFFF).to_bytes(2, "big")
