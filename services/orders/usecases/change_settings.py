"""What staff change of the settings of orders, and what is refused of that."""

from services.orders.settings import TermsSettings
from shared.refused import Refused
from shared.stored_settings import Section
from shared.transaction import Tx


class MethodTwice(Refused):
    type = "method-twice"
    status = 422


async def refuse_methods_twice(_: Tx, settings: TermsSettings) -> None:
    """A method has one row, however it is written: "CB" is "card", and so is the title "Carte bancaire"."""
    named: dict[str, str] = {}
    for number, row in enumerate(settings.methods):
        for code in row.codes:
            if code in named:
                detail = f"the method {row.method} has its terms already, in the row of {named[code]}"
                raise MethodTwice(detail, field=f"methods/{number}/method")
        named |= dict.fromkeys(row.codes, row.method)


SETTINGS = (Section(TermsSettings, refuse=refuse_methods_twice),)
