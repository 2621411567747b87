"""A mail to an address that cannot exist is not tried, nor offered to be sent again, and says why."""

import pytest

from services.notifier.messages.recipient import is_possible
from tests.notifier.conftest import only_message
from tests.support.orders import CUSTOMER, placed
from tests.support.service import ShopService


@pytest.mark.parametrize(
    "address", ["zoe@example..org", "zoe@.example.org", "zoe@-shop.example", "zoe@example.org.", f"z@{'a' * 64}.org"]
)
def test_some_addresses_reach_nobody(address: str) -> None:
    assert not is_possible(address)


@pytest.mark.parametrize("address", ["zoe@example.org", "kunde@straße.de", "a.b+c@sub.example.co.uk", "x@例え.jp"])
def test_others_may(address: str) -> None:
    assert is_possible(address)


async def test_a_message_to_an_impossible_address_is_kept_unsent_and_says_why(notifier: ShopService) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": "zoe@example..org"})))
    message = await only_message(notifier)
    assert (message.state, message.reason, message.may) == ("not_sent", "impossible_address", ("resend",))


async def test_one_that_failed_before_is_not_sent_again(notifier: ShopService) -> None:
    await notifier.deliver(placed())
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'failed', recipient = 'zoe@example..org'")
    message = await only_message(notifier)
    assert message.may == ("resend",)  # to another address
    refused = await notifier.post(f"/messages/{message.message_id}/resend")
    assert (refused.status_code, refused.json()["type"]) == (409, "impossible-address")
    assert (await only_message(notifier)).state == "failed"
