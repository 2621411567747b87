"""The demo shop's staff: somebody of each role in French and in English, who all sign in with one password."""

from typing import NamedTuple

from deploy.local import keys
from deploy.local.owner import staff_database
from deploy.local.settings import LocalSettings
from services.backoffice.accounts import store
from services.backoffice.accounts.model import SCOPES, NewStaff, Role
from services.backoffice.accounts.usecases.add_staff import add_staff
from shared.schemas.values import Language
from shared.scopes import IMPORT, PLACE


class Member(NamedTuple):
    """The storefront is none, but acts like one. While the shop is filled, they may say when things happened."""

    email: str
    name: str
    scopes: tuple[str, ...]
    role: Role = Role.READ_ONLY
    language: Language = "fr"


def _member(email: str, name: str, role: Role, language: Language) -> Member:
    return Member(f"{email}@shop.example", name, (*SCOPES[role], IMPORT), role, language)


OWNER = _member("helene.marchand", "Hélène Marchand", Role.OWNER, "fr")
MANAGER = _member("julien.caradec", "Julien Caradec", Role.MANAGER, "fr")
SALES = _member("lucie.bernier", "Lucie Bernier", Role.SALES, "fr")
WAREHOUSE = _member("karim.benali", "Karim Benali", Role.WAREHOUSE, "fr")
ACCOUNTING = _member("sylvie.roussel", "Sylvie Roussel", Role.ACCOUNTING, "fr")
SALES_EN = _member("emma.clarke", "Emma Clarke", Role.SALES, "en")
WAREHOUSE_EN = _member("tom.hughes", "Tom Hughes", Role.WAREHOUSE, "en")

STAFF = (
    OWNER,
    _member("james.whitfield", "James Whitfield", Role.OWNER, "en"),
    MANAGER,
    _member("olivia.bennett", "Olivia Bennett", Role.MANAGER, "en"),
    SALES,
    SALES_EN,
    WAREHOUSE,
    WAREHOUSE_EN,
    ACCOUNTING,
    _member("grace.turner", "Grace Turner", Role.ACCOUNTING, "en"),
    _member("paul.guerin", "Paul Guérin", Role.READ_ONLY, "fr"),
    _member("alice.morgan", "Alice Morgan", Role.READ_ONLY, "en"),
)
STOREFRONT = Member("storefront", "Boutique en ligne", (PLACE, IMPORT))


def password_of_all(settings: LocalSettings) -> str:
    """Made at random, and kept with the keys of the stack."""
    return keys.password(settings.state, "demo-staff")


async def hire(settings: LocalSettings) -> None:
    """Those who have no account yet get one."""
    password = password_of_all(settings)
    async with staff_database(settings) as database, database.transaction() as tx:
        there = {one.email for one in await store.list_staff(tx)}
        for member in STAFF:
            if member.email not in there:
                new = NewStaff(**_account(member), password=password)
                await add_staff(tx, new)


def _account(member: Member) -> dict[str, str]:
    return {"email": member.email, "name": member.name, "role": member.role, "language": member.language}


def sign_in_lines(settings: LocalSettings) -> list[str]:
    """Who may sign in, for people to read."""
    rows = [f"    {one.role.value:<12}{one.language}  {one.email}" for one in STAFF]
    return [f"  The demo shop's staff sign in with {password_of_all(settings)} until they change it:", *rows]
