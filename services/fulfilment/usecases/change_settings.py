"""What staff change of fulfilment's settings, and what is refused of that."""

import re

from services.fulfilment.carriers.known import known_carriers
from services.fulfilment.carriers.settings import CarrierSettings
from services.fulfilment.papers.settings import SlipSettings
from shared.bidi import turns
from shared.look import logos
from shared.refused import Refused
from shared.stored_settings import Section
from shared.transaction import Tx

_IN_NO_ADDRESS = re.compile(r"""["'<>`\\^|]""")


class CarrierTwice(Refused):
    type = "carrier-twice"
    status = 422


class CarrierUnknown(Refused):
    type = "carrier-unknown"
    status = 422
    field = "used"


class CarrierTurnsText(Refused):
    type = "carrier-turns-text"
    status = 422


class WrongAddress(Refused):
    type = "carrier-wrong-address"
    status = 422


async def refuse_wrong_carriers(_: Tx, settings: CarrierSettings) -> None:
    """Those it ships with are known; its own are none of the known, and each of them is there once.

    What is stored from before names and addresses were looked at is read as it is.
    """
    known = {one.code: one.name for one in known_carriers()}
    for code in settings.used:
        if code not in known:
            raise CarrierUnknown(f"no carrier {code} is known: add it to the shop's own, or take one of the known")
    taken = {word.casefold() for named in known.items() for word in named}
    for number, own in enumerate(settings.own):
        words = {own.code, own.name.casefold()}
        if words & taken:
            raise CarrierTwice(f"there is a carrier {own.name} already", field=f"own/{number}/name")
        taken |= words
        if turns(own.name):
            detail = f"the name of carrier {own.code} has hidden marks that turn the direction of text"
            raise CarrierTurnsText(detail, field=f"own/{number}/name")
        if own.link and _IN_NO_ADDRESS.search(own.link):
            detail = f"the page of carrier {own.code} has quotes, angle brackets or the like: no address has them"
            raise WrongAddress(detail, field=f"own/{number}/link")


async def refuse_what_is_not_printed(tx: Tx, settings: SlipSettings) -> None:
    await logos.refuse_what_is_not_printed(tx, settings.accent, settings.logo)


SETTINGS = (
    Section(CarrierSettings, refuse=refuse_wrong_carriers),
    Section(SlipSettings, refuse=refuse_what_is_not_printed),
)
