"""When customers are reminded of what is overdue, and what a business is told of the costs of its delay."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.schemas.money import PositiveOrZero
from shared.schemas.values import Day, Line
from shared.stored_settings import StoredSettings

LEVELS = range(1, 5)
POINTS_OVER_ECB = Decimal(10)
"""C. com. L441-10 II: the rate of the European Central Bank for its main refinancing operations and ten points."""


class CountedFrom(StrEnum):
    """`end_of_month`: the end of the month in which the due date and the days come to."""

    DUE_DATE = "due_date"
    END_OF_MONTH = "end_of_month"
    PREVIOUS = "previous"


Days = Annotated[int, Field(ge=0, le=365)]
TextNumber = Annotated[int, Field(ge=1, le=4)]
Percent = Annotated[PositiveOrZero, Field(le=100)]


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the schedule. `task` is the title of what staff are to do once it is issued."""

    number: int
    days: int
    counted_from: CountedFrom
    text: int
    task: str | None


class ReminderSettings(StoredSettings):
    """First values are the environment variables `BACKSHOP_REMINDER_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_REMINDER_", populate_by_name=True)
    name: ClassVar[str] = "reminders"

    automatic: bool = Field(default=False, description="reminders are sent by themselves, by the levels that are on")
    due_since: Day | None = Field(
        default=None, description="only invoices that were due on that day or later are reminded of by themselves"
    )
    from_hour: int = Field(default=9, ge=0, le=23, description="none is sent earlier in the day, where the seller is")
    hours_between: int = Field(
        default=48, ge=1, le=720, description="a customer gets no second reminder sooner, of whatever level or by hand"
    )
    per_minute: int = Field(default=60, ge=1, le=6000, description="most that are sent by themselves in a minute")
    level_1_on: bool = True
    level_1_days: Days = 7
    level_1_from: CountedFrom = CountedFrom.DUE_DATE
    level_1_text: TextNumber = 1
    level_1_task: Line | None = None
    level_2_on: bool = True
    level_2_days: Days = 14
    level_2_from: CountedFrom = CountedFrom.PREVIOUS
    level_2_text: TextNumber = 2
    level_2_task: Line | None = None
    level_3_on: bool = True
    level_3_days: Days = 14
    level_3_from: CountedFrom = CountedFrom.PREVIOUS
    level_3_text: TextNumber = 3
    level_3_task: Line | None = None
    level_4_on: bool = False
    level_4_days: Days = 14
    level_4_from: CountedFrom = CountedFrom.PREVIOUS
    level_4_text: TextNumber = 4
    level_4_task: Line | None = None
    ecb_rate: Percent | None = Field(
        default=None,
        description="of its main refinancing operations, in percent: businesses owe interest by it; null: not stated",
    )
    ecb_rate_since: Day | None = Field(default=None, description="no interest is stated of days before it")

    @property
    def levels(self) -> list[Level]:
        """Those that are on."""
        return [self._level(number) for number in LEVELS if getattr(self, f"level_{number}_on")]

    def _level(self, number: int) -> Level:
        days, start, text, task = (getattr(self, f"level_{number}_{part}") for part in ("days", "from", "text", "task"))
        return Level(number, days, start, text, task)

    @property
    def late_rate(self) -> Decimal | None:
        """What a business owes a year, in percent."""
        return None if self.ecb_rate is None else self.ecb_rate + POINTS_OVER_ECB
