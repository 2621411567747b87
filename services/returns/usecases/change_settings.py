"""What staff change of the policy of returns, and what is refused of that."""

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


async def refuse_wrong_policy(_: Tx, settings: ReturnSettings) -> None:
    for name in ("reasons", "resolutions", "excluded"):
        values = getattr(settings, name)
        if len(set(values)) < len(values):
            raise NamedTwice(f"each of the {name} is named once", field=name)
    if "*" in settings.excluded:
        raise AllExcluded("* alone would exclude all there is: with 0 days customers may return nothing")


SETTINGS = (Section(ReturnSettings, refuse=refuse_wrong_policy),)
