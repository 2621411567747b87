"""The shop's carriers: those it ships with come first, and carriers of its own stand beside those that are known."""

import re
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import SettingsConfigDict

from services.fulfilment.carriers.known import known_carriers
from services.fulfilment.carriers.model import FILLED_IN, Carrier, Carriers, Format, Link
from shared.schemas.event import Asked
from shared.schemas.values import Line
from shared.schemas.written_as import WrittenAs
from shared.stored_settings import StoredSettings, get_settings
from shared.transaction import Queries

MOST = 50
LONGEST = 50
"""Of numbers; those of carriers have 35 characters at most."""


def _link(text: str) -> str:
    beside = FILLED_IN.sub("", text)
    if not re.fullmatch(r"https?://[^\s/{}]+\.[^\s/{}]+(/[^\s{}]*)?", beside) or "{n}" not in text:
        raise ValueError('write the address of its page with {n} for the number, such as "https://courier.example/{n}"')
    return text


def _code(typed: Any) -> Any:
    return "".join(typed.split()).upper() if isinstance(typed, str) else typed


CarrierCode = Annotated[
    str,
    Field(max_length=60),
    WrittenAs(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        'write small letters a to z and digits, with hyphens between, such as "la-poste"',
    ),
]
"""What parcels are stored with: it stays, also where the carrier's name changes."""


Beginning = Annotated[
    str,
    WrittenAs(r"^[A-Z0-9]{1,20}$", 'write 1 to 20 letters A to Z or digits, such as "CV"'),
    BeforeValidator(_code),
]


class OwnCarrier(Asked):
    """One that the shop alone knows. Without a beginning or a length of its numbers it is chosen by hand."""

    code: CarrierCode
    name: Line
    link: Annotated[Line, AfterValidator(_link)] | None = Field(
        default=None, description="where a parcel is tracked: {n} is its number; also {postcode}, {country}, {lang}"
    )
    begins_with: Beginning | None = None
    length: Annotated[int, Field(ge=1, le=LONGEST, strict=True)] | None = Field(
        default=None, description="of its numbers"
    )

    @property
    def carrier(self) -> Carrier:
        links = (Link(self.link),) if self.link else ()
        return Carrier(self.code, self.name, self._formats, links, first=True, own=True)

    @property
    def _formats(self) -> tuple[Format, ...]:
        begins = self.begins_with or ""
        if not begins and self.length is None:
            return ()
        least, most = (1, LONGEST) if self.length is None else (self.length, self.length)
        rest = f"[0-9A-Z]{{{max(least - len(begins), 0)},{max(most - len(begins), 0)}}}"
        return (Format(re.compile(begins + rest), prefix=bool(begins)),)


class CarrierSettings(StoredSettings):
    """First values are the environment variables `BACKSHOP_CARRIERS_<FIELD>`, as JSON."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_CARRIERS_", populate_by_name=True)
    name: ClassVar[str] = "carriers"

    used: Annotated[tuple[CarrierCode, ...], Field(max_length=MOST)] = Field(
        default=(), description="codes of the known carriers that the shop ships with: they are proposed first"
    )
    own: Annotated[tuple[OwnCarrier, ...], Field(max_length=MOST)] = Field(
        default=(), description="carriers that are not known, which come first of all"
    )

    @property
    def carriers(self) -> Carriers:
        own = [one.carrier for one in self.own]
        known = [replace(one, first=one.code in self.used) for one in known_carriers()]
        return Carriers((*own, *sorted(known, key=lambda one: not one.first)))


async def get_carriers(queries: Queries) -> Carriers:
    return (await get_settings(queries, CarrierSettings)).carriers
