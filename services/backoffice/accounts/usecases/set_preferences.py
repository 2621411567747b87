"""Somebody says how the back office shall call them, speak to them and look."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.model import Theme
from shared.schemas.event import Contract
from shared.schemas.values import Language, Line
from shared.transaction import Tx


class Preferences(Contract):
    name: Line
    language: Language
    theme: Theme


async def set_preferences(tx: Tx, staff_id: UUID, chosen: Preferences) -> None:
    await store.update_preferences(tx, staff_id, name=chosen.name, language=chosen.language, theme=chosen.theme)
