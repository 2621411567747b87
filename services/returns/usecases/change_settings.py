"""What staff change of the policy of returns, and what is refused of that."""

import re

from services.returns.settings import ReturnSettings
from shared.refused import Refused
from shared.stored_settings import Section
from shared.transaction import Tx


class NamedTwice(Refused):
    type = "named-twice"
    status = 422


class AllExcluded(Refused):
    type = "all-excluded"
    status = 422
    field = "excluded"


class WrongPostcode(Refused):
    """Parcels with a mistyped one are lost."""

    type = "wrong-postcode"
    status = 422
    field = "postal_code"


async def refuse_wrong_policy(_: Tx, settings: ReturnSettings) -> None:
    for name in ("reasons", "resolutions", "excluded", "no_withdrawal"):
        values = getattr(settings, name)
        if len(set(values)) < len(values):
            raise NamedTwice(f"each of the {name} is named once", field=name)
    if "*" in settings.excluded:
        raise AllExcluded("* alone would exclude all there is: with 0 days customers may return nothing")
    if "*" in settings.no_withdrawal:
        raise AllExcluded("* alone would except all there is, which no law does", field="no_withdrawal")
    if settings.country == "FR" and not re.fullmatch(r"[0-9]{5}", settings.postal_code):
        raise WrongPostcode("a French postcode has five digits, such as 44000")


SETTINGS = (Section(ReturnSettings, refuse=refuse_wrong_policy),)
