"""My second factor: set up with a QR code, confirmed by a code, recovered by codes on paper, switched off."""

import segno
from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.backoffice.accounts import store
from services.backoffice.accounts.second_factor import decrypt, totp_address
from services.backoffice.accounts.usecases.confirm_second_factor import SecondFactorNotStarted, confirm_second_factor
from services.backoffice.accounts.usecases.end_second_factor import end_second_factor
from services.backoffice.accounts.usecases.renew_recovery_codes import renew_recovery_codes
from services.backoffice.accounts.usecases.start_second_factor import SecondFactorIsOn, start_second_factor
from services.backoffice.pages.account.my_settings import with_password
from services.backoffice.web.actions import act, not_now
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS
from shared.refused import Refused
from shared.transaction import Tx

router = APIRouter()


@router.get("/account/second-factor/start")
async def get_start_dialog(visit: SignedIn) -> Response:
    if visit.staff.has_second_factor:
        return not_now(visit, _("Set up a second factor"), REFUSALS["second-factor-is-on"], to="/account")
    return visit.dialog("account/dialogs/second_factor_start.html", form=Form(), to="/account")


@router.post("/account/second-factor/start")
async def post_start(visit: SignedIn, form: Sent) -> Response:
    async def start(tx: Tx, proven: str) -> None:
        await start_second_factor(tx, visit.staff.staff_id, proven=proven, secret=_secret(visit))

    return await act(
        visit,
        with_password(visit, form, start),
        to="/account/second-factor",
        done="second-factor-started",
        dialog="account/dialogs/second_factor_start.html",
        form=form,
    )


@router.get("/account/second-factor")
async def get_second_factor(visit: SignedIn) -> Response:
    return await _setting_up(visit) or RedirectResponse("/account", 303)


@router.post("/account/second-factor")
async def post_confirm(visit: SignedIn, form: Sent) -> Response:
    try:
        async with visit.database.transaction() as tx:
            codes = await confirm_second_factor(tx, visit.staff.staff_id, form["code"][:40], secret=_secret(visit))
    except (SecondFactorIsOn, SecondFactorNotStarted):
        return RedirectResponse("/account", 303)
    except Refused as refusal:
        page = await _setting_up(visit, refusal)
        return page or RedirectResponse("/account", 303)
    return _shown_once(visit, codes)


@router.get("/account/second-factor/end")
async def get_end_dialog(visit: SignedIn) -> Response:
    if not visit.staff.has_second_factor:
        return not_now(visit, _("Switch off the second factor"), REFUSALS["second-factor-is-off"], to="/account")
    return visit.dialog("account/dialogs/second_factor_end.html", form=Form(), to="/account")


@router.post("/account/second-factor/end")
async def post_end(visit: SignedIn, form: Sent) -> Response:
    async def end(tx: Tx, proven: str) -> None:
        await end_second_factor(tx, visit.staff.staff_id, proven=proven)

    command, dialog = with_password(visit, form, end), "account/dialogs/second_factor_end.html"
    return await act(visit, command, to="/account", done="second-factor-off", dialog=dialog, form=form)


@router.get("/account/recovery-codes")
async def get_recovery_codes_dialog(visit: SignedIn) -> Response:
    if not visit.staff.has_second_factor:
        return not_now(visit, _("New recovery codes"), REFUSALS["second-factor-is-off"], to="/account")
    return visit.dialog("account/dialogs/recovery_codes.html", form=Form(), to="/account")


@router.post("/account/recovery-codes")
async def post_recovery_codes(visit: SignedIn, form: Sent) -> Response:
    async def renew(tx: Tx, proven: str) -> list[str]:
        return await renew_recovery_codes(tx, visit.staff.staff_id, proven=proven)

    try:
        codes = await with_password(visit, form, renew)
    except Refused as refusal:
        dialog, reason = "account/dialogs/recovery_codes.html", visit.explain(refusal)
        again = {"refusal": reason, "wrong_field": visit.fault(refusal).field}
        return visit.dialog(dialog, form=form, to="/account", status=refusal.status, **again)
    return _shown_once(visit, codes)


async def _setting_up(visit: Visit, refusal: Refused | None = None) -> Response | None:
    """The page with the QR code; None where nothing is being set up."""
    async with visit.database.reading() as queries:
        found = await store.find_credentials(queries, visit.staff.email)
    if found is None or found.totp_secret is None or found.staff.has_second_factor:
        return None
    secret = decrypt(found.totp_secret, _secret(visit))
    qr_code = segno.make(totp_address(secret, visit.staff.email), error="m")
    return visit.page(
        "account/second_factor.html",
        status=refusal.status if refusal else 200,
        refusal=visit.explain(refusal) if refusal else None,
        picture=qr_code.svg_data_uri(scale=5, border=3, light="#fff"),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    )


def _shown_once(visit: Visit, codes: list[str]) -> Response:
    page = visit.page("account/recovery_codes.html", codes=codes)
    page.headers["HX-Replace-Url"] = "/account"  # loading it again does not send the form again
    return page


def _secret(visit: Visit) -> str:
    return visit.settings.secret.get_secret_value()
