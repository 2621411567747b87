"""Members of staff, their roles, and what each role may do in the services."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple
from uuid import UUID

from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.values import Email, Language, Line

Theme = Literal["system", "light", "dark"]


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    SALES = "sales"
    WAREHOUSE = "warehouse"
    ACCOUNTING = "accounting"
    READ_ONLY = "read_only"


_READ = ("orders:read", "billing:read", "fulfilment:read", "returns:read", "notifier:read", "operations:read")
_WRITE = ("orders:write", "billing:write", "fulfilment:write", "returns:write", "notifier:write", "operations:write")

SCOPES: dict[Role, tuple[str, ...]] = {
    Role.OWNER: (*_READ, *_WRITE, "orders:note", "staff:write"),
    Role.MANAGER: (*_READ, *_WRITE, "orders:note"),
    Role.SALES: (*_READ, "orders:write", "orders:note", "returns:write", "notifier:write"),
    Role.WAREHOUSE: (*_READ, "orders:note", "fulfilment:write", "returns:write"),
    Role.ACCOUNTING: (*_READ, "orders:note", "billing:write", "notifier:write"),
    Role.READ_ONLY: _READ,
}
"""What a role's tokens carry; the services refuse the rest. `staff:write` is the back office's own."""


class EmailTaken(Refused):
    type = "email-taken"


class LastOwner(Refused):
    type = "last-owner"


class WrongCredentials(Refused):
    type = "wrong-credentials"
    status = 401


class WrongPassword(Refused):
    """Of somebody who is signed in, and has to prove again who it is."""

    type = "wrong-password"
    status = 422


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

    email: Email
    name: Line
    role: Role
    language: Language = "fr"
    password: str


class StaffView(Contract):
    staff_id: UUID
    email: str
    name: str
    role: Role
