"""Why something may not be done with a shipment, or one of its parcels."""

from shared.refused import NotFound, Refused


class AlreadyShipped(Refused):
    type = "already-shipped"


class AlreadyDelivered(Refused):
    type = "already-delivered"


class NotDelivered(Refused):
    type = "not-delivered"


class HandedOver(Refused):
    type = "handed-over"


class NotShipped(Refused):
    type = "not-shipped"


class GoodsMissing(Refused):
    type = "goods-missing"


class GoodsAreBack(Refused):
    type = "goods-are-back"


class SlipIsVoid(Refused):
    type = "slip-void"


class OrderOnHold(Refused):
    type = "order-on-hold"


class OrderIsCancelled(Refused):
    type = "order-cancelled"


class NotForPickup(Refused):
    type = "not-for-pickup"


class AlreadyReadyForPickup(Refused):
    type = "already-ready-for-pickup"


class NotReadyForPickup(Refused):
    type = "not-ready-for-pickup"


class NothingToSplit(Refused):
    type = "nothing-to-split"


class NotOnSlip(Refused):
    type = "not-on-slip"
    field = "lines"


class NothingToMerge(Refused):
    type = "nothing-to-merge"


class AlreadySentAgain(Refused):
    type = "already-sent-again"


class NothingToSendAgain(Refused):
    type = "nothing-to-send-again"
    field = "lines"


class NotLost(Refused):
    type = "not-lost"


class ParcelNotFound(NotFound):
    type = "parcel-not-found"


class NumberTaken(Refused):
    type = "tracking-number-taken"
    field = "tracking_number"


class TooManyParcels(Refused):
    type = "too-many-parcels"


class ShipmentNotFound(NotFound):
    type = "shipment-not-found"
