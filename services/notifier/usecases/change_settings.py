"""What staff change of the notifier's settings, and what is refused of that."""

from services.notifier.messages.recipient import is_possible
from services.notifier.settings import MailSettings
from shared.look.logos import get_logo
from shared.refused import Refused
from shared.stored_settings import Section
from shared.transaction import Tx


class ImpossibleSender(Refused):
    type = "impossible-sender"
    status = 422
    field = "mail_from"


class ImpossibleReplyTo(Refused):
    type = "impossible-address"
    status = 422
    field = "mail_reply_to"


class ImpossibleReader(Refused):
    type = "impossible-address"
    status = 422
    field = "low_stock_to"


class ImpossibleReaderOfReturns(ImpossibleReader):
    field = "returns_to"


async def refuse_impossible_addresses(_: Tx, settings: MailSettings) -> None:
    """What is stored already is read and sent from as it is."""
    if not is_possible(settings.mail_from):
        raise ImpossibleSender(f"no mail can come from {settings.mail_from}: its domain is not possible")
    if settings.mail_reply_to and not is_possible(settings.mail_reply_to):
        raise ImpossibleReplyTo(f"no mail can reach {settings.mail_reply_to}: its domain is not possible")
    if settings.low_stock_to and not is_possible(settings.low_stock_to):
        raise ImpossibleReader(f"no mail can reach {settings.low_stock_to}: its domain is not possible")
    if settings.returns_to and not is_possible(settings.returns_to):
        raise ImpossibleReaderOfReturns(f"no mail can reach {settings.returns_to}: its domain is not possible")


async def refuse_wrong(tx: Tx, settings: MailSettings) -> None:
    """Raises LogoNotFound too."""
    await refuse_impossible_addresses(tx, settings)
    if settings.logo:
        await get_logo(tx, settings.logo)


# Billing dates its documents by the same time zone, which is the operator's; so is how long mails wait.
SETTINGS = (Section(MailSettings, kept=frozenset({"time_zone", "mails_wait_s"}), refuse=refuse_wrong),)
