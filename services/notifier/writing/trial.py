"""A text is tried before mails are written by it: on what an order's mail was written of, or on made-up facts."""

from collections.abc import Mapping
from typing import Any

from services.notifier.messages.store import find_facts
from services.notifier.settings import MailSettings
from services.notifier.texts.language import WrongText, faults_in
from services.notifier.texts.model import Source
from services.notifier.texts.variables import EXAMPLES, VARIABLES, names_of
from services.notifier.writing.letters import Compiled, Letter, Unwritable, own_written, read_facts
from services.notifier.writing.markup import Written
from services.notifier.writing.own_texts import logo_of_mails
from shared.refused import Refused
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.shop_name import shop_name
from shared.signed_links import masked
from shared.stored_settings import get_settings
from shared.transaction import Queries


class NoSuchMail(Refused):
    type = "no-such-mail"
    field = "order_number"


async def try_text(
    queries: Queries, kind: MessageKind, language: Language, source: Source, order_number: str | None
) -> Letter:
    """Raises WrongText and NoSuchMail."""
    if faults := faults_in(source, names_of(kind)):
        raise WrongText(faults)
    facts = await _facts_of(queries, kind, language, order_number) if order_number else example_facts(kind, language)
    logo = await logo_of_mails(queries, await get_settings(queries, MailSettings))
    try:
        return own_written(Compiled.of(source), language, facts, logo)
    except Unwritable as unwritable:
        raise WrongText([unwritable.fault]) from unwritable


def refuse_unwritable(kind: MessageKind, language: Language, source: Source) -> None:
    """What cannot be written of made-up facts is not saved. Raises WrongText."""
    try:
        own_written(Compiled.of(source), language, example_facts(kind, language))
    except Unwritable as unwritable:
        raise WrongText([unwritable.fault]) from unwritable


def example_facts(kind: MessageKind, language: Language) -> Mapping[str, Any]:
    examples = EXAMPLES[language]
    return {
        variable.name: Written(examples[variable.name]) if variable.is_block else examples[variable.name]
        for variable in VARIABLES[kind]
    } | {"shop": shop_name()}


async def _facts_of(queries: Queries, kind: MessageKind, language: Language, order_number: str) -> Mapping[str, Any]:
    stored = await find_facts(queries, kind, language, order_number)
    if stored is None:
        raise NoSuchMail(
            f"there is no mail of this kind in this language about an order {order_number}, or it is from before what"
            " mails are written of was kept"
        )
    return read_facts(kind, masked(stored))
