"""The notifier: which events it writes to the customer about."""

from services.notifier.delivery.deliver_messages import deliver_messages
from services.notifier.routes import router
from services.notifier.usecases.confirm_orders import confirm_orders
from services.notifier.usecases.report_cancellations import report_cancellations
from services.notifier.usecases.tell_of_pickups import tell_of_pickups
from services.notifier.usecases.withdraw_pickups import withdraw_pickups
from shared.schemas.fulfilment import PickupReady, PickupWithdrawn, ShipmentShipped, SlipReduced, SlipWaits
from shared.schemas.orders import OrderCancelled, OrderPlaced
from shared.service import Service

service = Service(
    name="notifier",
    handlers={
        OrderPlaced: confirm_orders,
        PickupReady: tell_of_pickups,
        PickupWithdrawn: withdraw_pickups,
        SlipWaits: withdraw_pickups,
        SlipReduced: withdraw_pickups,
        ShipmentShipped: withdraw_pickups,
        OrderCancelled: report_cancellations,
    },
    router=router,
    background=(deliver_messages,),
)
