"""Staff: who works here, in which role; accounts are made, changed, disabled, and helped when a password is lost."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.backoffice.accounts import store
from services.backoffice.accounts.model import NewStaff, Role, Staff
from services.backoffice.accounts.passwords import new_password
from services.backoffice.accounts.usecases.add_staff import add_staff
from services.backoffice.accounts.usecases.change_staff import StaffChange, change_staff
from services.backoffice.accounts.usecases.disable_staff import disable_staff
from services.backoffice.accounts.usecases.enable_staff import enable_staff
from services.backoffice.accounts.usecases.reset_password import reset_password
from services.backoffice.web.actions import act, not_now
from services.backoffice.web.forms import read_form
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import LANGUAGES
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS
from shared.http.access import NotAllowed
from shared.refused import NotFound, Refused
from shared.transaction import Tx

router = APIRouter()


class OwnAccount(Refused):
    type = "own-account"


async def _of_owner(visit: SignedIn) -> Visit:
    """Staff are the back office's own: no service refuses here, so it does itself. Raises NotAllowed."""
    if not visit.may("staff:write"):
        raise NotAllowed("the role lacks the scope staff:write")
    return visit


Owner = Annotated[Visit, Depends(_of_owner)]


@router.get("/staff")
async def get_staff(visit: Owner) -> Response:
    async with visit.database.reading() as queries:
        everybody = await store.list_staff(queries)
    return visit.page("staff/staff.html", everybody=everybody, roles=Role)


@router.get("/staff/add")
async def get_add_dialog(visit: Owner) -> Response:
    form = Form(language=visit.staff.language, role=Role.SALES, password=new_password())
    return _dialog(visit, "add", form=form)


@router.post("/staff/add")
async def post_add(visit: Owner, form: Sent) -> Response:
    return await _act(visit, "add", form, lambda tx: add_staff(tx, read_form(NewStaff, form)), done="staff-added")


@router.get("/staff/{staff_id}")
async def get_change_dialog(staff_id: UUID, visit: Owner) -> Response:
    staff = await _find(visit, staff_id)
    return _dialog(visit, "change", form=Form(name=staff.name, role=staff.role, version=str(staff.version)), of=staff)


@router.post("/staff/{staff_id}")
async def post_change(staff_id: UUID, visit: Owner, form: Sent) -> Response:
    async def change(tx: Tx) -> None:
        await change_staff(tx, staff_id, read_form(StaffChange, form))

    return await _act(visit, "change", form, change, done="staff-saved", staff_id=staff_id)


@router.get("/staff/{staff_id}/disable")
async def get_disable_dialog(staff_id: UUID, visit: Owner) -> Response:
    staff = await _find(visit, staff_id)
    if staff.disabled_at:
        return not_now(visit, _("Disable"), _("This account is disabled already."), to="/staff")
    return _dialog(visit, "disable", form=Form(), of=staff)


@router.post("/staff/{staff_id}/disable")
async def post_disable(staff_id: UUID, visit: Owner, form: Sent) -> Response:
    return await _act(
        visit, "disable", form, lambda tx: disable_staff(tx, staff_id), done="staff-disabled", staff_id=staff_id
    )


@router.post("/staff/{staff_id}/enable")
async def post_enable(staff_id: UUID, visit: Owner) -> Response:
    async with visit.database.transaction() as tx:
        await enable_staff(tx, staff_id)
    return visit.leave_to("/staff", done="staff-enabled")


@router.get("/staff/{staff_id}/password")
async def get_password_dialog(staff_id: UUID, visit: Owner) -> Response:
    if staff_id == visit.staff.staff_id:
        return not_now(visit, _("New password"), REFUSALS[OwnAccount.type], to="/staff")
    return _dialog(visit, "password", form=Form(password=new_password()), of=await _find(visit, staff_id))


@router.post("/staff/{staff_id}/password")
async def post_password(staff_id: UUID, visit: Owner, form: Sent) -> Response:
    async def reset(tx: Tx) -> None:
        if staff_id == visit.staff.staff_id:  # where the present password is asked for
            raise OwnAccount("one's own password is changed in one's own settings")
        await reset_password(tx, staff_id, form["password"], second_factor="second_factor" in form)

    return await _act(visit, "password", form, reset, done="password-reset", staff_id=staff_id)


async def _act(
    visit: Visit,
    dialog: str,
    form: Form,
    change: Callable[[Tx], Awaitable[Any]],
    *,
    done: str,
    staff_id: UUID | None = None,
) -> Response:
    async def in_transaction() -> None:
        async with visit.database.transaction() as tx:
            await change(tx)

    async def shown() -> dict[str, Any]:
        return _context(await _find(visit, staff_id) if staff_id else None)

    template = f"staff/dialogs/{dialog}.html"
    return await act(visit, in_transaction(), to="/staff", done=done, dialog=template, form=form, shown=shown)


def _dialog(visit: Visit, name: str, *, form: Form, of: Staff | None = None) -> Response:
    return visit.dialog(f"staff/dialogs/{name}.html", form=form, to="/staff", **_context(of))


def _context(of: Staff | None) -> dict[str, Any]:
    return {"of": of, "roles": Role, "languages": LANGUAGES}


async def _find(visit: Visit, staff_id: UUID) -> Staff:
    """Raises NotFound."""
    async with visit.database.reading() as queries:
        found = await store.find_staff(queries, staff_id)
    if found is None:
        raise NotFound("there is no such account")
    return found
