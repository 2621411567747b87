"""SQL of what was declared by withdrawals, sealed as it was heard: `check` holds it against what returns keeps."""

from collections.abc import Sequence

from shared.schemas.withdrawals import WithdrawalReceived
from shared.transaction import Tx


async def insert_declared(tx: Tx, events: Sequence[WithdrawalReceived]) -> None:
    """What was heard first stays, whatever is told of it later."""
    await tx.execute(
        "INSERT INTO declared_withdrawals (withdrawal_id, digest) SELECT * FROM unnest($1::uuid[], $2::bytea[])"
        " ON CONFLICT DO NOTHING",
        [one.withdrawal_id for one in events],
        [one.digest for one in events],
    )


SELECT_DECLARED = "SELECT withdrawal_id, digest FROM declared_withdrawals"
