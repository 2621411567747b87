"""What the list of orders is narrowed to: read from its address, written there again, and asked of orders."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from services.backoffice.web.typed_numbers import NumberRefused, read_amount
from services.backoffice.wording.texts import marked as _
from shared import formats
from shared.clock import now
from shared.schemas.order_status import PaymentState, ShipmentStatus, Status
from shared.schemas.orders import StatusCode
from shared.schemas.values import Language, Line, Sku

FIRST_YEAR, LAST_YEAR = 2000, 2999
"""Days beyond are typing errors, and no instants everywhere."""

EXAMPLE_DAY = date(2026, 1, 31)


COMPLETED = (Status.COMPLETED.value, Status.COMPLETED_SHIPPED.value, Status.COMPLETED_PICKED_UP.value)


class TaskDue(StrEnum):
    """Orders with a task to do: any, one that is due by today, or one that was due before."""

    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"


class Filter(NamedTuple):
    """One condition, by its name and its value as they are in the address."""

    name: str
    value: str


class OrderFilters(NamedTuple):
    """All of them have to hold; of several values of a name, any. `all` is in a fixed order."""

    all: tuple[Filter, ...] = ()

    @property
    def query(self) -> str:
        """The same for the same filters, whatever order they were chosen in."""
        return urlencode(self.all)

    @property
    def address(self) -> str:
        return f"/orders?{self.query}" if self.all else "/orders"

    def page(self, after: str) -> str:
        """The address of the page after that place in the list."""
        return f"/orders?{urlencode([*self.all, ('after', after)])}"

    def values(self, name: str) -> list[str]:
        return [one.value for one in self.all if one.name == name]

    def value(self, name: str) -> str:
        """Empty where it is not filtered by that."""
        return next(iter(self.values(name)), "")

    def without(self, *names: str) -> "OrderFilters":
        return OrderFilters(tuple(one for one in self.all if one.name not in names))

    def but(self, removed: Filter) -> "OrderFilters":
        return OrderFilters(tuple(one for one in self.all if one != removed))

    def also(self, added: Filter) -> "OrderFilters":
        return _in_order({*self.all, added})


class Reading(NamedTuple):
    """What was read, and what was left out as it means nothing here."""

    filters: OrderFilters
    left_out: tuple[Filter, ...]


def read_filters(query: Iterable[tuple[str, str]], language: Language = "fr") -> Reading:
    """What is not about filters is passed over, and so is what is empty: a form sends all its fields."""
    found: set[Filter] = set()
    left_out: list[Filter] = []
    typed: dict[str, str] = {}
    for asked in (Filter(name, value) for name, value in query if name in _READ and value.strip()):
        typed[asked.name] = asked.value
        try:
            found.add(_read(asked, language))
        except (ValueError, NumberRefused):
            left_out.append(asked)
    filters = _in_order(found)
    for name in ("amount_to", "to"):
        if _ends_before_it_begins(filters, name):
            left_out.append(Filter(name, typed[name]))
            filters = filters.without(name)
    return Reading(filters, tuple(left_out))


def asked_of_orders(filters: OrderFilters, time_zone: ZoneInfo) -> dict[str, Any]:
    """The query of the orders service: days are the shop's, the last one included."""
    asked: dict[str, Any] = {name: filters.values(name) for name in _READ if filters.values(name)}
    if Status.COMPLETED in asked.get("status", ()):  # one word, whatever completed them
        asked["status"] = [*asked["status"], *(one for one in COMPLETED if one not in asked["status"])]
    if "payment_status" in asked:  # its words are fixed, and call paid what was credited before
        asked["payment_state"] = asked.pop("payment_status")
    if len(filters.values("goods_ready")) > 1:  # either is all
        del asked["goods_ready"]
    if task := asked.pop("task", None):
        asked |= _of_task(task[0], now().astimezone(time_zone).date())
    if first := filters.value("from"):
        asked["from"] = _midnight(date.fromisoformat(first), time_zone)
    if last := filters.value("to"):
        asked["to"] = _midnight(date.fromisoformat(last) + timedelta(days=1), time_zone)
    return asked


def _of_task(due: str, today: date) -> dict[str, Any]:
    if due == TaskDue.OPEN:
        return {"has_task": "true"}
    return {"task_due_to": (today if due == TaskDue.DUE else today - timedelta(days=1)).isoformat()}


class WrongFilter(NamedTuple):
    """What was typed into a field of the filters and cannot be read: `sentence` is marked, `shown` are its values."""

    typed: str
    sentence: str
    shown: Mapping[str, str]


def why_wrong(asked: Filter, language: Language) -> WrongFilter | None:
    """Of what was left out: None where it is not typed but chosen, which no form of ours sends wrong."""
    if asked.name in _AMOUNTS:
        return _wrong_amount(asked, language)
    if asked.name in ("from", "to"):
        sentence = _("This is before the first day.") if _is_day(asked.value) else _("Give a day, such as %(example)s")
        return WrongFilter(asked.value, sentence, {"example": formats.long_date(EXAMPLE_DAY, language)})
    if asked.name == "sku":
        return WrongFilter(
            asked.value, _("Give a SKU of at most 64 characters, such as %(example)s"), {"example": "LAMP"}
        )
    return None


def _wrong_amount(asked: Filter, language: Language) -> WrongFilter:
    try:
        _amount(asked.name, asked.value, language)
    except NumberRefused as refusal:
        return WrongFilter(asked.value, refusal.sentence, refusal.shown)
    return WrongFilter(asked.value, _("This is less than the total it begins from."), {})


def _is_day(value: str) -> bool:
    try:
        _day(value)
    except ValueError:
        return False
    return True


def _read(asked: Filter, language: Language) -> Filter:
    """Raises ValueError, and NumberRefused for an amount."""
    if asked.name in _AMOUNTS:
        return Filter(asked.name, _amount(asked.name, asked.value, language))
    if asked.name == "held":  # a status by another name: beside other statuses it would find nothing
        _true(asked.value)
        return Filter("status", Status.ON_HOLD.value)
    return Filter(asked.name, _READ[asked.name](asked.value))


def _in_order(found: set[Filter]) -> OrderFilters:
    """Of what can be one value only, the last counts."""
    names = list(_READ)
    by_name: dict[object, Filter] = {}
    for one in sorted(found, key=lambda one: (names.index(one.name), one.value)):
        by_name[one if one.name in _SEVERAL else one.name] = one
    return OrderFilters(tuple(by_name.values()))


def _ends_before_it_begins(filters: OrderFilters, name: str) -> bool:
    first, last = filters.value(name.replace("to", "from")), filters.value(name)
    if not (first and last):
        return False
    return last < first if name == "to" else Decimal(last) < Decimal(first)


def _one_of(states: type[StrEnum]) -> Callable[[str], str]:
    return lambda value: states(value).value


def _true(value: str) -> str:
    if value != "true":
        raise ValueError(value)
    return value


def _yes_or_no(value: str) -> str:
    if value not in ("true", "false"):
        raise ValueError(value)
    return value


def _day(value: str) -> str:
    day = date.fromisoformat(value.strip())
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(value)
    return day.isoformat()


def _amount(name: str, value: str, language: Language) -> str:
    """As people write it; so that every language reads it again as it was meant, never with three decimals."""
    amount = read_amount(value, language, field=name)
    decimals = -int(amount.as_tuple().exponent)
    return f"{amount:.4f}" if decimals == 3 else str(amount)


def _midnight(day: date, time_zone: ZoneInfo) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=time_zone).isoformat()


_LINE: TypeAdapter[str] = TypeAdapter(Line)
_SKU: TypeAdapter[str] = TypeAdapter(Sku)
_CODE: TypeAdapter[str] = TypeAdapter(StatusCode)

_READ: dict[str, Callable[[str], str]] = {
    "q": _LINE.validate_python,
    "status": _one_of(Status),
    "held": _true,
    "payment_status": _one_of(PaymentState),
    "shipment_status": _one_of(ShipmentStatus),
    "custom_status": _CODE.validate_python,
    "task": _one_of(TaskDue),
    "unsettled": _true,
    "to_refund": _true,
    "to_invoice": _true,
    "goods_ready": _yes_or_no,
    "to_pick_up": _true,
    "left": _true,
    "from": _day,
    "to": _day,
    "amount_from": str,
    "amount_to": str,
    "sku": _SKU.validate_python,
}
_AMOUNTS = {"amount_from", "amount_to"}
_SEVERAL = {"status", "payment_status", "shipment_status", "custom_status", "goods_ready"}
