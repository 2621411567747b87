"""What the API takes and answers of custom statuses."""

from services.orders.statuses.settings import CustomStatus
from shared.schemas.event import Asked, Contract
from shared.schemas.orders import StatusCode, StatusColour
from shared.schemas.values import Flag, Line


class StatusToSet(Asked):
    """Null takes it away. `notify_customer`: false sends no e-mail, also where the status sends one."""

    custom_status: StatusCode | None
    notify_customer: Flag = True


class CustomStatusView(Contract):
    code: StatusCode
    title_en: Line
    title_fr: Line
    colour: StatusColour
    visible_to_customer: bool
    notifies_customer: bool
    archived: bool


class CustomStatuses(Contract):
    """In the shop's order, those that are archived too.

    `orders` is how many have each, by its code, without those that none has; null where it is not asked for.
    """

    custom_statuses: tuple[CustomStatusView, ...]
    orders: dict[str, int] | None = None


def custom_status_view(status: CustomStatus) -> CustomStatusView:
    return CustomStatusView.model_construct(**status.__dict__)
