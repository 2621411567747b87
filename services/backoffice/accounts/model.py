"""Members of staff, their roles, and what each role may do in the services."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple
from uuid import UUID

from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.values import DeliverableEmail, Language, Line
from shared.scopes import NOTE, NOTIFY, PLACE, READ, SETTINGS, STATUS, TASK, WRITE

Theme = Literal["system", "light", "dark"]


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    SALES = "sales"
    WAREHOUSE = "warehouse"
    ACCOUNTING = "accounting"
    READ_ONLY = "read_only"


SCOPES: dict[Role, tuple[str, ...]] = {
    Role.OWNER: (*READ, *WRITE, NOTE, STATUS, TASK, NOTIFY, *SETTINGS, "staff:write"),
    Role.MANAGER: (*READ, *WRITE, NOTE, STATUS, TASK, NOTIFY),
    Role.SALES: (*READ, "orders:write", PLACE, NOTE, STATUS, TASK, "returns:write", "notifier:write", NOTIFY),
    Role.WAREHOUSE: (*READ, NOTE, STATUS, TASK, NOTIFY, "fulfilment:write", "returns:write"),
    Role.ACCOUNTING: (*READ, NOTE, STATUS, TASK, NOTIFY, "billing:write", "notifier:write"),
    Role.READ_ONLY: READ,
}
"""What a role's tokens carry; the services refuse the rest. `staff:write` is the back office's own."""


class EmailTaken(Refused):
    type = "email-taken"
    field = "email"


class LastOwner(Refused):
    type = "last-owner"
    field = "role"


class WrongCredentials(Refused):
    type = "wrong-credentials"
    status = 401


class WrongPassword(Refused):
    """Of somebody who is signed in, and has to prove again who it is."""

    type = "wrong-password"
    status = 422
    field = "present"


class Staff(NamedTuple):
    """A member of staff. `has_second_factor`: a code is asked for at sign-in.

    `version` counts the changes of the account, its password and second factor included.
    """

    staff_id: UUID
    email: str
    name: str
    role: Role
    language: Language
    theme: Theme
    has_second_factor: bool
    created_at: datetime
    last_seen_at: datetime | None
    disabled_at: datetime | None
    version: int

    def may(self, scope: str) -> bool:
        return scope in SCOPES[self.role]


class NewStaff(Contract):
    """`password`: 12 to 200 characters."""

    email: DeliverableEmail
    name: Line
    role: Role
    language: Language = "fr"
    password: str


class StaffView(Contract):
    staff_id: UUID
    email: str
    name: str
    role: Role
