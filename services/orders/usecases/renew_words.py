"""Orders and products of before an upgrade are found by the words of today, which they are given in the background."""

import asyncio

from services.orders.order.outdated_words import Outdated, Renewed, lock_outdated, save_words
from services.orders.order.phones import e164_of_customer
from services.orders.order.words import words_of_ordered
from services.orders.products.store import renew_product_words
from services.orders.search_words import words_of_document, words_of_payment
from shared.transaction import Database, Tx

BATCH = 100
BETWEEN_S, IDLE_S = 0.2, 60
"""Shops go on selling meanwhile. Processes of the version before may still place orders: those are found later."""


async def renew_words_for_ever(database: Database) -> None:
    """Until cancelled; several processes renew side by side, each other orders."""
    while True:
        async with database.transaction() as tx:
            renewed = await renew_words(tx)
        await asyncio.sleep(BETWEEN_S if renewed else IDLE_S)


async def renew_words(tx: Tx, *, limit: int = BATCH) -> int:
    """How many orders and products were given their words."""
    outdated = await lock_outdated(tx, limit=limit)
    await save_words(tx, [_renewed(order) for order in outdated])
    return len(outdated) + await renew_product_words(tx, limit=limit)


def _renewed(order: Outdated) -> Renewed:
    if order.ordered is None:
        return Renewed(order.order_id, None, None)
    phone_e164 = e164_of_customer(order.ordered.customer)
    words = words_of_ordered(order.number, order.reference, order.ordered, phone_e164)
    words.update(*map(words_of_document, order.documents), *map(words_of_payment, order.payments))
    return Renewed(order.order_id, phone_e164, words)
