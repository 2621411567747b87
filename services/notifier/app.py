"""The notifier: which events it writes to the customer about."""

from services.notifier.delivery.deliver_messages import deliver_messages
from services.notifier.routes import router
from services.notifier.usecases.confirm_orders import confirm_orders
from services.notifier.usecases.report_cancellations import report_cancellations
from shared.schemas.orders import OrderCancelled, OrderPlaced
from shared.service import Service

service = Service(
    name="notifier",
    handlers={
        OrderPlaced: confirm_orders,
        OrderCancelled: report_cancellations,
    },
    router=router,
    background=(deliver_messages,),
)
