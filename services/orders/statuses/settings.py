"""Custom statuses: what the shop says of how far an order is, beside its status, as staff keep them in the settings."""

from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.schemas.event import Asked
from shared.schemas.orders import StatusCode, StatusColour
from shared.schemas.values import Flag, Language, Line, Text
from shared.stored_settings import StoredSettings

MOST = 50


class CustomStatus(Asked):
    """One that is archived stays on the orders that have it, and is set on no other."""

    code: StatusCode
    title_en: Line
    title_fr: Line
    colour: StatusColour = StatusColour.GREY
    visible_to_customer: Flag = False
    notifies_customer: Flag = Field(default=False, description="an e-mail tells the customer when it is set")
    message_en: Text | None = Field(default=None, description="what that e-mail says beside the title, in English")
    message_fr: Text | None = Field(default=None, description="what that e-mail says beside the title, in French")
    archived: Flag = False

    def message(self, language: Language) -> str | None:
        return self.message_fr if language == "fr" else self.message_en


class ProcessSettings(StoredSettings):
    """In the order in which they are chosen from.

    First values are the environment variables `BACKSHOP_PROCESSES_<FIELD>`, as JSON.
    """

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_PROCESSES_", populate_by_name=True)
    name: ClassVar[str] = "processes"

    custom_statuses: Annotated[tuple[CustomStatus, ...], Field(max_length=MOST)] = Field(
        default=(), description="what an order can be given beside its status, in this order"
    )

    def find(self, code: str) -> CustomStatus | None:
        return next((one for one in self.custom_statuses if one.code == code), None)

    def shown(self, code: str | None) -> CustomStatus | None:
        """Of an order. One that is not known, as after a restored dump, is called by its code."""
        if code is None:
            return None
        return self.find(code) or CustomStatus(code=code, title_en=code, title_fr=code, archived=True)
