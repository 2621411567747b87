"""Rates of the euro over HTTP: what is known of each currency, what waits for one, and entering them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from services.billing.rates.enter_rates import enter_rates
from services.billing.rates.model import GOOD_FOR, EuroRate, RateSource, WrongRatesFile
from services.billing.rates.sheet import rates_of
from services.billing.rates.store import Entered, list_entered, list_newest, list_waiting
from services.billing.settings import SellerSettings
from shared.clock import now
from shared.http import Caller, Reading, Writing, scope
from shared.json_limits import Many
from shared.schemas.event import Asked
from shared.schemas.money import Currency
from shared.stored_settings import get_settings
from shared.transaction import Tx

router = APIRouter()

FROM_THE_LAST = timedelta(days=400)
MOST_RATES = 1000
MOST_LETTERS = 1_500_000
Read = [scope("billing:read")]
Writer = Annotated[Caller, scope("billing:write")]


class RateView(BaseModel):
    """One euro is `rate` of the currency."""

    currency: str
    day: date
    rate: str
    source: RateSource
    entered_at: datetime
    entered_by: str


class WaitingView(BaseModel):
    """Documents whose files wait for a rate of the day of their issue, or of the week before it."""

    currency: str
    documents: int
    first: date
    last: date


class RatesView(BaseModel):
    """Of each currency the rate of the last day that is known; `good_for_days` it is taken for documents."""

    newest: list[RateView]
    waiting: list[WaitingView]
    good_for_days: int = GOOD_FOR.days


class EnteredView(BaseModel):
    """How many rates are new or corrected, how many were known, and of how many documents files are made now."""

    entered: int
    unchanged: int
    documents: int


class NewRates(Asked):
    """`rates`, or a `csv`: the European Central Bank's file, or lines of currency, day, rate and perhaps source."""

    rates: Annotated[Many[EuroRate], Field(max_length=MOST_RATES)] = ()
    csv: str | None = Field(default=None, max_length=MOST_LETTERS)

    @model_validator(mode="after")
    def _one_of_them(self) -> "NewRates":
        if bool(self.rates) == (self.csv is not None):
            raise ValueError("give either rates or a csv")
        return self


@router.get("/rates", dependencies=Read)
async def get_rates(queries: Reading) -> RatesView:
    waiting = [WaitingView(**one._asdict()) for one in await list_waiting(queries)]
    return RatesView(newest=[_view(one) for one in await list_newest(queries)], waiting=waiting)


@router.get("/rates/{currency}", dependencies=Read)
async def get_rates_of_currency(queries: Reading, currency: Currency) -> list[RateView]:
    """The last hundred that were entered, newest first; of several for a day the first counts."""
    return [_view(one) for one in await list_entered(queries, currency, limit=100)]


@router.put("/rates")
async def put_rates(
    body: NewRates, caller: Annotated[Caller, scope("billing:write")], database: Writing
) -> EnteredView:
    """Enter rates. The same again changes nothing; another rate for the same day corrects it for what is made later."""
    async with database.transaction(taking_back=True) as tx:
        today = (await get_settings(tx, SellerSettings)).date_of(now())
        rates = rates_of(body.csv, since=await _since(tx, today)) if body.csv is not None else body.rates
        if not rates:
            raise WrongRatesFile("there is no rate of the last year in it, nor of a day that documents wait for")
        done = await enter_rates(tx, rates, today=today, by=caller.subject)
    return EnteredView(entered=done.entered, unchanged=done.unchanged, documents=done.documents)


async def _since(tx: Tx, today: date) -> date:
    """Of the bank's whole history, which begins in 1999, what documents may still need."""
    waiting = [one.first - GOOD_FOR for one in await list_waiting(tx)]
    return min([today - FROM_THE_LAST, *waiting])


def _view(entered: Entered) -> RateView:
    rate = entered.rate
    return RateView(
        currency=rate.currency,
        day=rate.day,
        rate=f"{Decimal(rate.rate).normalize():f}",
        source=rate.source,
        entered_at=entered.at,
        entered_by=entered.by,
    )
