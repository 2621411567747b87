"""What the customer wrote at checkout stands on the order, and goes to whoever packs it."""

import json

from uuid_utils.compat import uuid7

from services.orders.usecases.announce_again import read_next_orders
from shared.schemas.orders import CommandRejected, OrderPlaced
from tests.orders.ordering import place, placed, seen
from tests.support.bodies import order
from tests.support.service import ShopService

WORDS = "A gift: please no price in the parcel.\nThank you!"


async def test_feedback_of_an_order_from_the_topic_shows_on_it(shop: ShopService) -> None:
    order_id = (await placed(shop, order(feedback=WORDS))).order_id
    assert (await seen(shop, order_id))["feedback"] == WORDS


async def test_feedback_of_an_order_over_http_shows_in_the_answer_and_on_it(shop: ShopService) -> None:
    response = await shop.post("/orders", order(feedback=f"  {WORDS} "))
    assert response.json()["feedback"] == WORDS
    assert await seen(shop, response.json()["order_id"]) == response.json()


async def test_an_order_needs_no_feedback(shop: ShopService) -> None:
    response = await shop.post("/orders", order())
    assert response.json()["feedback"] is None


async def test_feedback_is_told_once_to_whoever_packs_the_order(shop: ShopService) -> None:
    order_id = (await placed(shop, order(feedback=WORDS))).order_id
    await shop.post(f"/orders/{order_id}/cancel", {"reason": "changed her mind"})
    async with shop.reading() as tx:
        values = await tx.fetch("SELECT convert_from(value, 'UTF8') AS said FROM outbox")
    assert len(values) == 4
    assert len([value for value in values if "please no price" in value["said"]]) == 1
    (told,) = [one.feedback for one in await shop.announced() if isinstance(one, OrderPlaced)]
    assert told == WORDS


async def test_an_order_says_whether_it_is_a_gift(shop: ShopService) -> None:
    response = await shop.post("/orders", order(gift=True))
    assert response.json()["gift"] is True
    assert [one.gift for one in await shop.announced() if isinstance(one, OrderPlaced)] == [True]
    assert (await seen(shop, (await placed(shop, order())).order_id))["gift"] is False


async def test_a_cancelled_order_keeps_its_feedback(shop: ShopService) -> None:
    order_id = (await placed(shop, order(feedback=WORDS))).order_id
    response = await shop.post(f"/orders/{order_id}/cancel", {})
    assert response.json()["feedback"] == WORDS


async def test_the_same_id_with_other_feedback_is_another_order(shop: ShopService) -> None:
    order_id = uuid7()
    await shop.deliver(place(order_id, feedback=WORDS))
    await shop.deliver(place(order_id, feedback=WORDS), place(order_id, feedback="no"), place(order_id))
    rejected = [one.problem for one in await shop.announced() if isinstance(one, CommandRejected)]
    assert rejected == ["order-id-reused", "order-id-reused"]
    assert (await seen(shop, order_id))["feedback"] == WORDS


async def test_orders_placed_before_there_was_feedback_are_read_and_known_again(shop: ShopService) -> None:
    command = place()
    await shop.deliver(command)
    async with shop.transaction() as tx:
        await tx.execute("UPDATE order_contents SET content = content - 'feedback'")
        content = json.loads(await tx.fetchval("SELECT content FROM order_contents"))
    assert "feedback" not in content
    assert (await seen(shop, command.order_id))["feedback"] is None
    await shop.deliver(command.model_copy())
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_feedback_has_at_most_4000_characters_and_no_control_characters(shop: ShopService) -> None:
    longest = await shop.post("/orders", order(feedback="é" * 4000))
    assert (longest.status_code, longest.json()["feedback"]) == (201, "é" * 4000)
    for feedback in ("é" * 4001, "a\0b", "", "  ", 17):
        response = await shop.post("/orders", order(feedback=feedback))
        assert (response.status_code, response.json()["type"]) == (422, "invalid-request")


async def test_a_reservation_is_told_with_the_order_that_takes_it_over(shop: ShopService) -> None:
    reservation_id = uuid7()
    response = await shop.post("/orders", order(reservation_id=str(reservation_id)))
    assert response.status_code == 201, response.text
    async with shop.transaction() as tx:
        again = (await read_next_orders(tx, None, None)).events
    told = [one for one in [*await shop.announced(), *again] if isinstance(one, OrderPlaced)]
    assert [one.reservation_id for one in told] == [reservation_id] * 2
