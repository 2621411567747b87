"""What was paid of an invoice and what is left to pay, as it stands below its total."""

from decimal import Decimal
from typing import Any

from services.backoffice.web.service_clients import Json


def payments_of(document: Json, account: Json | None) -> dict[str, Any] | None:
    """From the total by credits and payments to the balance; None where it cannot be said of this document alone.

    A payment that was taken back is not shown. A `balance` above zero is due, below zero it is owed to the customer.
    What is `written_off` was not received, and is not due: nothing is, of what is paid or credited anyway.
    """
    if account is None or document["kind"] != "invoice":
        return None
    if [one["document_id"] for one in account["documents"] if one["kind"] == "invoice"] != [document["document_id"]]:
        return None
    reversed_ids = {entry["reverses"] for entry in account["ledger"]}
    known = [
        entry for entry in account["ledger"] if entry["kind"] != "reversal" and entry["entry_id"] not in reversed_ids
    ]
    stand = [entry for entry in known if entry["kind"] != "write_off"]
    written_off = sum((Decimal(entry["amount"]) for entry in known if entry["kind"] == "write_off"), Decimal(0))
    credits = [one for one in account["documents"] if one["kind"] != "invoice"]
    balance = (
        Decimal(document["totals"]["gross"])
        - sum((Decimal(one["gross"]) for one in credits), Decimal(0))
        - sum((Decimal(entry["amount"]) for entry in stand), Decimal(0))
    )
    written_off = min(written_off, max(balance, Decimal(0)))
    return {
        "credits": [one | {"gross": -Decimal(one["gross"])} for one in credits],
        "entries": [entry | {"amount": -Decimal(entry["amount"])} for entry in stand],
        "written_off": -written_off,
        "balance": balance - written_off,
    }
