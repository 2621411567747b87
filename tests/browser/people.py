"""Members of staff of one test alone, whose accounts it may change as it likes."""

from deploy.databases import service_url
from services.backoffice.accounts.model import NewStaff, Role, Staff
from services.backoffice.accounts.store import find_credentials
from services.backoffice.accounts.usecases.add_staff import add_staff
from shared.transaction import Database
from tests.browser.conftest import PASSWORD
from tests.support.shop import Shop


async def hire(shop: Shop, who: str, language: str = "en", *, role: Role = Role.SALES, name: str = "") -> str:
    """The e-mail address; `desk(who, language)` is their browser."""
    email = f"{who}-{language}@shop.example"
    new = NewStaff(email=email, name=name or who.title(), role=role, language=language, password=PASSWORD)
    database = await Database.connect(service_url(shop.settings, "backoffice"), connections=1)
    async with database.transaction() as tx:
        await add_staff(tx, new)
    await database.close()
    return email


async def account(shop: Shop, email: str) -> Staff:
    """As it stands in the database; who is disabled has none."""
    database = await Database.connect(service_url(shop.settings, "backoffice"), connections=1)
    async with database.reading() as queries:
        found = await find_credentials(queries, email)
    await database.close()
    assert found, f"nobody can sign in as {email}"
    return found.staff
