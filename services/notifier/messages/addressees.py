"""SQL of whom the mails about an order are for, once staff have changed that."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.notifier.messages.recipient import is_possible
from shared.schemas.orders import OrderCustomerChanged
from shared.transaction import Tx


class NewAddressee(NamedTuple):
    """`reason` says why no mail can reach them, where none can."""

    order_id: UUID
    sequence: int
    email: str | None
    name: str
    reason: str | None

    @classmethod
    def of(cls, event: OrderCustomerChanged) -> "NewAddressee":
        email = event.customer.email
        reason = "no_address" if email is None else None if is_possible(email) else "impossible_address"
        return cls(event.order_id, event.sequence, email, event.customer.name, reason)


async def save_addressees(tx: Tx, addressees: Sequence[NewAddressee]) -> None:
    """With what waits for them: it goes to the present address, unless staff chose another for it.

    What is on its way to the mail server right now goes where it goes.
    """
    for statement in (_READDRESS, _SAVE):
        await tx.execute(statement, *([one[place] for one in addressees] for place in range(len(NewAddressee._fields))))


_NEW = (
    "unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[])"
    " AS new (order_id, sequence, recipient, recipient_name, reason)"
)
_READDRESS = f"""
UPDATE messages AS m SET recipient = new.recipient, recipient_name = new.recipient_name, reason = new.reason,
    state = CASE WHEN new.reason IS NULL THEN m.state ELSE 'not_sent' END
FROM {_NEW} JOIN order_addressees AS before USING (order_id)
WHERE m.order_id = new.order_id AND m.state = 'queued' AND m.recipient IS NOT DISTINCT FROM before.recipient
    AND (m.claimed_until IS NULL OR m.claimed_until < now())
    AND NOT EXISTS (SELECT FROM addressees AS a WHERE a.order_id = new.order_id AND a.sequence >= new.sequence)
"""  # noqa: S608
_SAVE = f"""
INSERT INTO addressees (order_id, sequence, recipient, recipient_name)
SELECT order_id, sequence, recipient, recipient_name FROM {_NEW}
ON CONFLICT (order_id) DO UPDATE SET sequence = EXCLUDED.sequence, recipient = EXCLUDED.recipient,
    recipient_name = EXCLUDED.recipient_name
WHERE addressees.sequence < EXCLUDED.sequence
"""  # noqa: S608
