"""Settings: a section of each subject with its form, told where somebody else has changed it, and its history."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response

from services.backoffice.pages.settings.carriers import known_carriers, own_places, own_said
from services.backoffice.pages.settings.exempt_seller import find_taxed_invoice
from services.backoffice.pages.settings.fields import SettingsSection, amount_written
from services.backoffice.pages.settings.pictures import beside_pictures, send_pictures, take_over_look
from services.backoffice.pages.settings.sections import SECTIONS, section_of
from services.backoffice.pages.settings.sellers import find_other_seller, take_over_seller
from services.backoffice.pages.settings.statuses import changed_statuses, count_orders_of, status_places
from services.backoffice.pages.settings.terms import changed_rows, hours_of, row_places
from services.backoffice.web.actions import failure_of, version_of
from services.backoffice.web.files import shown_file
from services.backoffice.web.service_clients import File, Json, together
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.vocabulary import FIELDS, LABELS
from shared.http.access import NotAllowed
from shared.refused import NotFound

router = APIRouter()


@router.get("/settings")
async def get_settings_page(visit: SignedIn) -> Response:
    if not visit.changes_settings:
        raise NotAllowed("the role lacks the scopes of settings")
    owners = dict.fromkeys(section.service for section in SECTIONS)
    areas = await together(**{service: visit.services.area(service, "/settings") for service in owners})
    return visit.page("settings/settings.html", sections=SECTIONS, areas=areas, stored=_by_name)


@router.get("/settings/{service}/{section}")
async def get_section(service: str, section: str, visit: SignedIn, after: str | None = None) -> Response:
    shown = section_of(service, section)
    stored = await _find(visit, shown)
    form = shown.form_of(stored["values"], visit.staff.language) | {"version": str(stored["version"])}
    return await _page(visit, shown, stored, Form(form), after=after)


@router.post("/settings/{service}/{section}")
async def post_section(service: str, section: str, visit: SignedIn, form: Sent) -> Response:
    shown = section_of(service, section)
    stored = await _find(visit, shown)
    if shown.look_of and form["take_over"]:
        failure = await failure_of(visit, _take_over(visit, shown, form))
        return await _page(visit, shown, stored, form, taken_over=failure is None, **failure or {})

    async def save() -> None:
        form.reader = visit.staff.language
        await send_pictures(visit, shown, form)
        values = shown.read(stored["values"], form)
        await visit.services.put(service, f"/settings/{section}", values, version=version_of(form))

    failure = await failure_of(visit, save())
    if failure is None:
        return visit.leave_to(shown.address, done="settings-saved")
    beside_pictures(shown, failure)
    if failure.get("refused_as") == "stale-version":
        stored = await _find(visit, shown)
        failure["theirs"] = _theirs(shown, stored, form)
        form["version"] = str(stored["version"])  # who saves now has seen it
    return await _page(visit, shown, stored, form, **failure)


@router.post("/settings/{service}/{section}/sample")
async def post_sample(service: str, section: str, visit: SignedIn, form: Sent) -> Response:
    """A sample of what is in the form, in the language of the button, before it is saved."""
    shown = section_of(service, section)
    if not shown.has_sample:
        raise NotFound("there is no sample of these settings")
    stored = await _find(visit, shown)
    made: list[File] = []

    async def make() -> None:
        await send_pictures(visit, shown, form)
        values = {name: value for name, value in shown.read(stored["values"], form).items() if value}
        language = "en" if form["language"] == "en" else "fr"
        path = f"/{section}/sample"
        made.append(await visit.services.file(service, path, made_now=True, language=language, **values))

    failure = await failure_of(visit, make())
    if failure is None:
        return shown_file(made[0])
    beside_pictures(shown, failure)
    return await _page(visit, shown, stored, form, **failure)


@router.get("/settings/{service}/logos/{logo}")
async def get_logo(service: str, logo: str, visit: SignedIn) -> Response:
    if service not in {section.service for section in SECTIONS if section.has_sample}:
        raise NotFound("there are no logos of that")
    file = await visit.services.file(service, f"/logos/{quote(logo, safe='')}")
    return Response(file.content, media_type=file.media_type)


async def _page(
    visit: Visit, section: SettingsSection, stored: Json, form: Form, *, after: str | None = None, **more: Any
) -> Response:
    """`theirs` are the values that somebody else has saved meanwhile, where they are not what was typed."""
    path = f"/settings/{section.name}/versions"
    return visit.page(
        "settings/section.html",
        section=section,
        stored=stored,
        form=form,
        fields=FIELDS,
        choices=LABELS.__getitem__,
        row_places=row_places,
        hours_of=hours_of,
        changed_rows=changed_rows,
        amount_written=amount_written,
        kinds={field.name: field.kind for field in section.fields},
        words_of={field.name: field.words for field in section.fields},
        versions=await visit.services.area(section.service, path, after=after),
        after=after,
        carriers=await known_carriers(visit) if section.name == "carriers" else {},
        own_places=own_places,
        orders_with=await count_orders_of(visit) if section.name == "processes" else {},
        status_places=status_places,
        changed_statuses=changed_statuses,
        own_said=own_said,
        taxed=await find_taxed_invoice(visit, section, form),
        other_seller=await find_other_seller(visit, section, stored["values"]),
        **{"wrong": {}, "theirs": {}, "refusal": "", "refused_as": "", "unanswered": "", "taken_over": ""} | more,
    )


async def _take_over(visit: Visit, section: SettingsSection, form: Form) -> None:
    await take_over_look(visit, section, form)
    await take_over_seller(visit, section, form)


async def _find(visit: Visit, section: SettingsSection) -> Json:
    """Raises ServiceUnavailable, and ServiceRefused for who may not see them."""
    stored = _by_name(await visit.services.get(section.service, "/settings")).get(section.name)
    if stored is None:  # by a service of the version before
        raise NotFound(f"{section.service} has no such settings")
    return stored


def _by_name(answer: Json) -> dict[str, Json]:
    return {one["name"]: one for one in answer["sections"]}


def _theirs(section: SettingsSection, stored: Json, form: Form) -> Json:
    known, values = section.known(stored["values"]), stored["values"]
    saved = {field.name: field.filled_in(values[field.name], form.reader) for field in known}
    return {
        name: values[name]
        for name, filled in saved.items()
        if any(value != form[one].strip() for one, value in filled.items())
    }
