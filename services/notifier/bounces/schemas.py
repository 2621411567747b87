"""What is answered of a mail that was handed in, and of addresses that take none."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

MOST_ASKED = 50
"""Addresses of one question."""


class BounceTaken(BaseModel):
    """`message_id` is that of the mail that came back for good; null where it was none of ours, or is still tried.

    `address_undeliverable`: nothing more is sent to its address.
    """

    message_id: UUID | None
    status: str | None
    address_undeliverable: bool

    @classmethod
    def of(cls, taken: Any) -> Self:
        bounce = taken.bounce
        return cls(
            message_id=bounce and bounce.message_id,
            status=(bounce and bounce.status) or None,
            address_undeliverable=taken.is_undeliverable,
        )


class UndeliverableView(BaseModel):
    """`said` is what the server said of the message that came back; it is cleared by way of that message."""

    model_config = ConfigDict(from_attributes=True)

    address: str
    since: datetime
    message_id: UUID
    said: str


class UndeliverableAddresses(BaseModel):
    items: list[UndeliverableView]
