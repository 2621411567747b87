"""The back office under test, and browsers before it that run no scripts."""

import re
from functools import cache
from typing import Any

import httpx
import pyotp
from uuid_utils.compat import uuid7

from services.backoffice.accounts import session_store, sessions, store
from services.backoffice.accounts.model import NewStaff, Role, Staff
from services.backoffice.accounts.passwords import hash_password
from services.backoffice.accounts.second_factor import encrypt, new_recovery_codes
from services.backoffice.accounts.session_store import SessionRow
from services.backoffice.web.csrf import form_proof
from shared.clock import now
from tests.support.service import ShopService

SECRET = "only for these tests"
PASSWORD = "correct horse battery"
ADDRESS = "203.0.113.7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0"


class Browser:
    """Keeps cookies; follows no redirect by itself."""

    def __init__(self, api: Any, *, address: str = ADDRESS, origin: str = "http://127.0.0.1:8080") -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(api, raise_app_exceptions=False, client=(address, 50000)),
            base_url=origin,
            headers={"Accept": "text/html", "Accept-Language": "en", "User-Agent": FIREFOX},
        )

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(path, **more)

    async def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        """As a form with these fields and nothing else."""
        return await self.http.post(path, data=fields, headers=headers)

    async def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        return await self.post("/sign-in", email=email, password=password, **more)

    @property
    def token(self) -> str | None:
        """That of its session."""
        return next((cookie.value for cookie in self.http.cookies.jar if cookie.name.endswith(sessions.COOKIE)), None)

    async def is_signed_in(self) -> bool:
        return (await self.get("/account")).status_code == 200


class Desk(Browser):
    """Somebody who is signed in; `send` fills in a form of a page of theirs."""

    def __init__(self, api: Any, staff: Staff, token: str) -> None:
        super().__init__(api)
        self.staff = staff
        self.http.cookies.set(sessions.COOKIE, token, domain="127.0.0.1")

    @property
    def proof(self) -> str:
        assert self.token
        return form_proof(self.token)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        return await self.post(path, proof=self.proof, key=str(uuid7()), **fields)


class Office(ShopService):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._browsers: list[Browser] = []

    def browser(self, **more: Any) -> Browser:
        return self._known(Browser(self.api, **more))

    async def hire(self, role: Role = Role.SALES, *, email: str = "", **more: Any) -> Staff:
        """Somebody who can sign in with PASSWORD."""
        email = email or f"{role}@shop.example"
        new = NewStaff(
            **{"email": email, "name": f"{role} person", "role": role, "language": "en", **more}, password=""
        )
        async with self.transaction() as tx:
            await store.insert_staff(tx, staff_id := uuid7(), new, _password_hash(), at=now())
        return await self.staff(staff_id)

    async def desk(self, who: Staff | Role = Role.SALES) -> Desk:
        """A session of somebody, who is hired first if only a role is given."""
        staff = await self.hire(who) if isinstance(who, Role) else await self.staff(who.staff_id)
        token, at = str(uuid7()), now()
        row = SessionRow(uuid7(), staff.staff_id, "signed_in", at, at, FIREFOX, ADDRESS)
        async with self.transaction() as tx:
            assert await session_store.insert_session(tx, sessions._hash(token), row, version=staff.version)
        return self._known(Desk(self.api, staff, token))

    async def staff(self, staff_id: Any) -> Staff:
        async with self.reading() as queries:
            found = await store.find_staff(queries, staff_id)
        assert found
        return found

    async def with_second_factor(self, staff: Staff) -> tuple[pyotp.TOTP, list[str]]:
        """Their authenticator app and their recovery codes."""
        secret, codes = pyotp.random_base32(), new_recovery_codes()
        async with self.transaction() as tx:
            await store.update_totp(tx, staff.staff_id, encrypt(secret, SECRET), now())
            await store.save_recovery_codes(tx, staff.staff_id, [code.code_hash for code in codes])
        return pyotp.TOTP(secret), [code.code for code in codes]

    async def count(self, table: str) -> int:
        async with self.reading() as queries:
            return int(await queries.fetchval(f"SELECT count(*) FROM {table}"))

    async def close(self) -> None:
        await super().close()
        for browser in self._browsers:
            await browser.http.aclose()

    def _known(self, browser: Any) -> Any:
        self._browsers.append(browser)
        return browser


def alert_of(answer: httpx.Response) -> str:
    """What a page says of a refusal."""
    found = re.search(r'role="alert"[^>]*>\s*(?:<svg.*?</svg><span>)?(.*?)</s(?:pan|mall)>', answer.text, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD, of="")
