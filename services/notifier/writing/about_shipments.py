"""What is written of a shipment: what left, in which parcels, and what follows."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notifier.messages.model import MessageWithText
from services.notifier.settings import MailSettings
from services.notifier.shipments.model import AskedAgain, Shipment, Told
from services.notifier.writing.compose import write_message
from services.notifier.writing.letters import block
from services.notifier.writing.own_texts import DEFAULT_TEXTS, Texts
from services.notifier.writing.written_sum import written_goods
from shared.schemas.fulfilment import ShipmentParcel


def about_shipment(
    shipment: Shipment, told: Told, settings: MailSettings, *, at: datetime, texts: Texts = DEFAULT_TEXTS
) -> MessageWithText:
    """It leaves a little later: until then it can be taken back, and parcels be added."""
    message = _write(shipment, told, at, told_of=shipment.when(told), sequence=shipment.left.sequence, texts=texts)
    return replace(
        message,
        about=shipment.left.shipment_id,
        next_attempt_at=max(at, shipment.when(told) + settings.told_after),
    )


def corrected(
    shipment: Shipment,
    asked: AskedAgain,
    *,
    first: UUID,
    at: datetime,
    texts: Texts = DEFAULT_TEXTS,
) -> MessageWithText:
    """The same once more, with the parcels as they are right; staff had it sent."""
    message = _write(shipment, Told.LEFT, at, told_of=asked.at, sequence=asked.sequence, texts=texts, corrected=True)
    return replace(message, about=message.message_id, resend_of=first, asked_by=asked.by)


def _write(
    shipment: Shipment,
    told: Told,
    at: datetime,
    *,
    told_of: datetime,
    sequence: int,
    texts: Texts,
    corrected: bool = False,
) -> MessageWithText:
    left, language, kind = shipment.left, shipment.to.language, shipment.kind(told)
    # Of a cancelled order, nothing follows what left before.
    follows = () if shipment.order_cancelled or told is Told.DELIVERED else left.follows
    parcels = [one for one in left.parcels if _is_on_its_way(one)]
    return write_message(
        kind,
        shipment.to,
        at,
        told_of=told_of,
        sequence=sequence,
        order_cancelled=shipment.order_cancelled,
        long_ago=False,
        asked=True,  # which of them are told at all was decided before
        texts=texts,
        corrected=corrected,
        goods=written_goods(left.lines, left.titles, language),
        follows=written_goods(follows, left.titles, language),
        parcels=block("parcels", language, parcels=parcels) if parcels else None,
        several_parcels=len(parcels) > 1,
    )


def _is_on_its_way(parcel: ShipmentParcel) -> bool:
    """With something to say of it."""
    return bool(parcel.carrier_name or parcel.tracking_number) and not parcel.is_return and not parcel.lost
