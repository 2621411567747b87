"""SQL of mails that came back, and of the addresses that take none."""

from datetime import datetime

from services.notifier.bounces.model import Bounce
from shared.transaction import Tx


async def save_bounce(tx: Tx, bounce: Bounce, *, at: datetime) -> str | None:
    """Of a mail that was sent; where it was to. None where there is no such mail."""
    recipient: str | None = await tx.fetchval(
        "UPDATE messages SET bounced_at = coalesce(bounced_at, $2), bounce = $3"
        " WHERE message_id = $1 AND sent_at IS NOT NULL RETURNING recipient",
        bounce.message_id,
        at,
        bounce.said,
    )
    return recipient


async def mark_undeliverable(tx: Tx, address: str, bounce: Bounce, *, at: datetime) -> None:
    """What waits to be sent there by itself is not sent."""
    await tx.execute(
        "INSERT INTO undeliverable (address, since, message_id, said) VALUES (lower($1), $2, $3, $4)"
        " ON CONFLICT DO NOTHING",
        address,
        at,
        bounce.message_id,
        bounce.said,
    )
    await tx.execute(
        "UPDATE messages SET state = 'not_sent', reason = 'undeliverable' WHERE lower(recipient) = lower($1)"
        " AND state = 'queued' AND asked_by IS NULL AND (claimed_until IS NULL OR claimed_until < now())",
        address,
    )


async def clear_undeliverable(tx: Tx, address: str) -> None:
    await tx.execute("DELETE FROM undeliverable WHERE address = lower($1)", address)


SELECT_UNDELIVERABLE = "SELECT address, since, message_id, said FROM undeliverable"
