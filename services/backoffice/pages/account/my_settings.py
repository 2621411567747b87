"""My settings: name, language and theme, the password, and where one is signed in."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.accounts import sessions, store
from services.backoffice.accounts.usecases.change_password import change_password
from services.backoffice.accounts.usecases.end_session import end_other_sessions, end_session
from services.backoffice.accounts.usecases.prove_password import prove_password
from services.backoffice.accounts.usecases.set_preferences import Preferences, set_preferences
from services.backoffice.accounts.user_agents import browser_of
from services.backoffice.web.actions import act
from services.backoffice.web.forms import read_form
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import LANGUAGES
from shared.refused import Refused
from shared.transaction import Tx

Done = TypeVar("Done")

router = APIRouter()


@router.get("/account")
async def get_account(visit: SignedIn) -> Response:
    return visit.page("account/my_settings.html", **await _read(visit), form=_preferences_of(visit), refusal=None)


@router.post("/account")
async def post_preferences(visit: SignedIn, form: Sent) -> Response:
    """A page of its own and no part of one: theme and language are those of the whole page."""
    try:
        chosen = read_form(Preferences, form)
    except Refused as refusal:
        return visit.page(
            "account/my_settings.html",
            status=refusal.status,
            **await _read(visit),
            form=form,
            refusal=visit.explain(refusal),
            wrong_field=visit.fault(refusal).field,
        )
    async with visit.database.transaction() as tx:
        await set_preferences(tx, visit.staff.staff_id, chosen)
    return visit.leave_to("/account", done="preferences-saved")


@router.get("/account/password")
async def get_password_dialog(visit: SignedIn) -> Response:
    return visit.dialog("account/dialogs/password.html", form=Form(), to="/account")


@router.post("/account/password")
async def post_password(visit: SignedIn, form: Sent) -> Response:
    async def change(tx: Tx, proven: str) -> None:
        await change_password(tx, visit.session, proven=proven, new=form["password"], repeated=form["repeated"])

    command = with_password(visit, form, change)
    return await act(
        visit, command, to="/account", done="password-changed", dialog="account/dialogs/password.html", form=form
    )


@router.post("/account/sessions/end")
async def post_end_other_sessions(visit: SignedIn) -> Response:
    async with visit.database.transaction() as tx:
        await end_other_sessions(tx, visit.session)
    return visit.leave_to("/account", done="sessions-ended")


@router.post("/account/sessions/{session_id}/end")
async def post_end_session(session_id: UUID, visit: SignedIn) -> Response:
    async with visit.database.transaction() as tx:
        await end_session(tx, visit.session, session_id)
    return visit.leave_to("/account", done="session-ended")


async def with_password(visit: Visit, form: Form, command: Callable[[Tx, str], Awaitable[Done]]) -> Done:
    """The command, once the password was given again. Raises WrongPassword and TooManyAttempts."""
    address = sessions.address_of(visit.request)
    proven = await prove_password(visit.database, visit.staff, form["present"], address)
    async with visit.database.transaction() as tx:
        return await command(tx, proven)


async def _read(visit: Visit) -> Json:
    async with visit.database.reading() as queries:
        return {
            "sessions": await sessions.list_sessions(queries, visit.staff),
            "recovery_codes": await store.count_recovery_codes(queries, visit.staff.staff_id),
            "browser_of": browser_of,
            "languages": LANGUAGES,
        }


def _preferences_of(visit: Visit) -> Form:
    return Form(name=visit.staff.name, language=visit.staff.language, theme=visit.staff.theme)
