"""What staff change of the settings of orders, and what is refused of that."""

import re

from services.orders.quotes.settings import QuoteSettings
from services.orders.settings import TermsSettings
from services.orders.statuses.settings import CustomStatus, ProcessSettings
from services.orders.statuses.store import count_orders, lock_statuses
from shared.look import logos
from shared.refused import Refused
from shared.stored_settings import Section, find_version
from shared.transaction import Tx

_MARK = re.compile(r"\{\{|\{%")


class MethodTwice(Refused):
    type = "method-twice"
    status = 422


class StatusTwice(Refused):
    type = "custom-status-twice"
    status = 422


class StatusInUse(Refused):
    type = "custom-status-in-use"


class StatusNotVisible(Refused):
    type = "custom-status-not-visible"
    status = 422


class StatusMessageHasMarks(Refused):
    type = "custom-status-message-has-marks"
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


async def refuse_wrong_statuses(tx: Tx, settings: ProcessSettings) -> None:
    """Each is there once by its code and by its titles; one that orders have is archived, and not taken away."""
    taken: set[str] = set()
    for number, one in enumerate(settings.custom_statuses):
        words = {one.code, *(f"{language} {title.casefold()}" for language, title in _titles(one))}
        if words & taken:
            raise StatusTwice(f"there are two custom statuses {one.title_en}", field=_field(number, "title_en"))
        taken |= words
        if one.notifies_customer and not one.visible_to_customer:
            detail = f"customers are e-mailed about {one.title_en}: it has to be visible to them"
            raise StatusNotVisible(detail, field=_field(number, "visible_to_customer"))
        _refuse_marks(number, one)
    await _refuse_removed_in_use(tx, settings)


def _refuse_marks(number: int, status: CustomStatus) -> None:
    """Its message is no text of mails, which has variables: the customer would read them as they are typed."""
    for name, message in (("message_en", status.message_en), ("message_fr", status.message_fr)):
        if message and _MARK.search(message):
            detail = f"the message of {status.title_en} is sent as it is: nothing is filled in for {{{{ }}}} or {{% %}}"
            raise StatusMessageHasMarks(detail, field=_field(number, name))


async def _refuse_removed_in_use(tx: Tx, settings: ProcessSettings) -> None:
    before = (await find_version(tx, settings.name)).settings(ProcessSettings)
    await lock_statuses(tx)
    removed = [one for one in before.custom_statuses if settings.find(one.code) is None]
    counted = await count_orders(tx, [one.code for one in removed])
    if used := next((one for one in removed if one.code in counted), None):
        detail = f"orders have the custom status {used.title_en}: it can be archived, not removed"
        raise StatusInUse(detail, field="custom_statuses")


async def refuse_what_is_not_printed(tx: Tx, settings: QuoteSettings) -> None:
    await logos.refuse_what_is_not_printed(tx, settings.accent, settings.logo)


def _titles(status: CustomStatus) -> tuple[tuple[str, str], ...]:
    """Those that are archived may be called as one that is in use."""
    return () if status.archived else (("en", status.title_en), ("fr", status.title_fr))


def _field(number: int, name: str) -> str:
    return f"custom_statuses/{number}/{name}"


SETTINGS = (
    Section(TermsSettings, refuse=refuse_methods_twice),
    Section(ProcessSettings, refuse=refuse_wrong_statuses),
    Section(QuoteSettings, refuse=refuse_what_is_not_printed),
)
