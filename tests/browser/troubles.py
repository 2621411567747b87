"""What goes wrong in the prepared shop: mails that fail or bounce, and records that cannot be applied."""

from typing import Any

from aiokafka import AIOKafkaProducer
from uuid_utils.compat import uuid7

from shared.schemas.orders import PlaceOrder
from tests.browser.goods_and_orders import WORDY
from tests.contracts.examples import example_of
from tests.support.shop import Shop
from tests.support.waiting import until

STRANGE = {"ce_source": "/stranger"}
"""What billing seems to have announced itself, and does not know, would make it stop."""

REPORT = """\
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.shop.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such person here

--B
Content-Type: text/rfc822-headers

Message-ID: <{message_id}@shop.example>

--B--
"""


async def mails(shop: Shop, found: dict[str, str]) -> dict[str, str]:
    async def message_in(state: str, order_id: str) -> Any:
        listed = await shop.get("notifier", "/messages", order_id=order_id)
        return next((one["message_id"] for one in listed["items"] if one["state"] == state), None)

    bounced = await until(message_in, "sent", found["wordy"])
    report = REPORT.format(message_id=bounced, address=WORDY["email"]).encode()
    headers = {"Content-Type": "message/rfc822", "Idempotency-Key": bounced}
    answer = await shop.http.post(f"{shop.settings.url('notifier')}/bounces", content=report, headers=headers)
    assert answer.is_success, answer.text
    return {
        "bounced_message": bounced,
        "failed_message": await until(message_in, "failed", found["refused"]),
        "sent_message": await until(message_in, "sent", found["cancelled"]),
        "unsent_message": await until(message_in, "not_sent", found["silent"]),
        "mail": str((await shop.mails())[0]["id"]),
    }


async def parked_records(shop: Shop) -> dict[str, str]:
    """A dead letter, and one that waits for its next try."""

    async def two() -> Any:
        listed = (await shop.get("orders", "/operations/parked"))["items"]
        return listed if len(listed) == 2 else None

    dead, parked = await until(two)
    later = (
        "UPDATE parked SET state = 'parked', attempts = 3, next_attempt_at = now() + interval '9 minutes' WHERE id = "
    )
    await shop.query("orders", f"{later}{parked['id']}")
    return {"dead": str(dead["id"]), "parked": str(parked["id"])}


async def send_unknown_commands(shop: Shop) -> None:
    """Two commands of a version that nobody knows."""
    name = PlaceOrder.type_name()
    async with AIOKafkaProducer(bootstrap_servers=shop.settings.bootstrap_servers) as producer:
        for _ in range(2):
            context = example_of(name)["headers"] | STRANGE
            context |= {"ce_type": name.replace(".v1", ".v9"), "ce_id": str(uuid7())}
            headers = [(header, text.encode()) for header, text in context.items()]
            value = b'{"number": "2026-000041", "gross": "50.00", "currency": "EUR", "lines": [{"sku": "LAMP"}]}'
            await producer.send(PlaceOrder.topic, key=str(uuid7()).encode(), value=value, headers=headers)
        await producer.flush()
