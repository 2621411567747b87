"""What is written of a shipment: what left, in which parcels, and what follows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.notifier.messages.model import MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.shipments.model import Shipment, Told
from services.notifier.writing.compose import write_message
from services.notifier.writing.written_sum import SHOWN_LINES
from shared.formats import number
from shared.schemas.fulfilment import LineQuantity, ParcelAdded, ParcelCorrected, ShipmentLine, ShipmentParcel
from shared.schemas.values import Language


class WrittenLines(NamedTuple):
    """The first lines, as quantity and title; `more` are counted."""

    shown: list[tuple[str, str]]
    more: str | None


def about_shipment(shipment: Shipment, told: Told, settings: MailSettings, *, at: datetime) -> MessageWithText:
    """It leaves a little later: until then it can be taken back, and parcels be added."""
    message = _write(shipment, told, at, told_of=shipment.when(told), sequence=shipment.left.sequence)
    return replace(
        message,
        about=shipment.left.shipment_id,
        next_attempt_at=max(at, shipment.when(told) + settings.told_after),
    )


def corrected(
    shipment: Shipment, event: ParcelAdded | ParcelCorrected, *, first: UUID, at: datetime
) -> MessageWithText:
    """The same once more, with the parcels as they are right; staff had it sent."""
    message = _write(shipment, Told.LEFT, at, told_of=event.at, sequence=event.sequence, corrected=True)
    return replace(message, about=message.message_id, resend_of=first, asked_by=event.by)


def _write(
    shipment: Shipment, told: Told, at: datetime, *, told_of: datetime, sequence: int, corrected: bool = False
) -> MessageWithText:
    left, language, kind = shipment.left, shipment.to.language, shipment.kind(told)
    titles = {line.line_no: line.title for line in left.titles}
    # Of a cancelled order, nothing follows what left before.
    follows = () if shipment.order_cancelled or told is Told.DELIVERED else left.follows
    return write_message(
        kind,
        shipment.to,
        at,
        told_of=told_of,
        sequence=sequence,
        order_cancelled=shipment.order_cancelled,
        long_ago=False,
        about=str(kind),
        corrected=corrected,
        lines=_lines(left.lines, titles, language),
        follows=_lines(follows, titles, language),
        parcels=[one for one in left.parcels if _is_on_its_way(one)],
    )


def _lines(lines: Iterable[ShipmentLine | LineQuantity], titles: dict[int, str], language: Language) -> WrittenLines:
    """By its SKU where the order is from before its titles were kept."""
    written = [(number(one.quantity, language), titles.get(one.line_no, one.sku)) for one in lines]
    rest = len(written) - SHOWN_LINES
    return WrittenLines(written[:SHOWN_LINES], number(rest, language) if rest > 0 else None)


def _is_on_its_way(parcel: ShipmentParcel) -> bool:
    """With something to say of it."""
    return bool(parcel.carrier_name or parcel.tracking_number) and not parcel.is_return and not parcel.lost
