"""Staff: who may decide who works here, and what follows at once."""

import asyncio
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.backoffice.accounts import store
from services.backoffice.accounts.model import SCOPES, Role
from tests.backoffice.office import PASSWORD, Desk, Office, alert_of

NEW = "battery staple horse"
MARIE = {
    "email": "marie@shop.example",
    "name": "Marie Curie",
    "role": "accounting",
    "language": "fr",
    "password": NEW,
}
EVERY_ADDRESS = ("", "/add", "/{of}", "/{of}/disable", "/{of}/password")
EVERY_ACTION = ("/add", "/{of}", "/{of}/disable", "/{of}/enable", "/{of}/password")


async def everybody(office: Office) -> list[tuple[str, str, Role, bool]]:
    async with office.reading() as queries:
        return [(one.email, one.name, one.role, one.disabled_at is None) for one in await store.list_staff(queries)]


async def change(desk: Desk, office: Office, of: UUID, **fields: str) -> str:
    staff = await office.staff(of)
    form = {"name": staff.name, "role": staff.role.value, "version": str(staff.version)} | fields
    answer = await desk.send(f"/staff/{of}", **form)
    return answer.headers.get("location") or alert_of(answer)


async def test_an_owner_adds_somebody_who_signs_in(office: Office) -> None:
    owner = await office.desk(Role.OWNER)
    answer = await owner.send("/staff/add", **MARIE)
    assert answer.headers["location"] == "/staff?done=staff-added"
    assert ("marie@shop.example", "Marie Curie", Role.ACCOUNTING, True) in await everybody(office)
    marie = office.browser()
    assert (await marie.sign_in("marie@shop.example", NEW)).status_code == 303
    assert '<html lang="fr"' in (await marie.get("/account")).text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"email": "owner@SHOP.example"}, "There is an account with this e-mail address already."),
        ({"email": "marie@shop"}, "This is not an e-mail address."),
        ({"email": "marie@example..org"}, "This is not an e-mail address."),
        ({"email": ""}, "This is not an e-mail address."),
        ({"password": "short"}, "A password has 12 to 200 characters and is hard to guess."),
        ({"password": "marie@shop.example"}, "A password has 12 to 200 characters and is hard to guess."),
        ({"role": "king"}, "Role: this is not valid."),
        ({"name": ""}, "Name: fill this in."),
    ],
)
async def test_what_is_no_account_is_refused_and_what_was_typed_stays(
    office: Office, fields: dict[str, str], why: str
) -> None:
    owner = await office.desk(Role.OWNER)
    answer = await owner.send("/staff/add", **MARIE | fields)
    assert answer.status_code in (409, 422)
    assert alert_of(answer).startswith(why)
    assert 'value="Marie Curie"' in answer.text or "name" in fields
    assert len(await everybody(office)) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
async def test_all_others_neither_see_nor_change_who_works_here(office: Office, role: Role) -> None:
    desk, owner = await office.desk(role), await office.hire(Role.OWNER)
    before = await everybody(office)
    for path in EVERY_ADDRESS:
        page = await desk.get("/staff" + path.format(of=owner.staff_id))
        assert (page.status_code, alert_of(page)) == (403, "Your role does not allow this.")
    for path in EVERY_ACTION:
        form = MARIE | {"version": "1"}
        answer = await desk.send("/staff" + path.format(of=desk.staff.staff_id), **form | {"role": "owner"})
        assert (answer.status_code, alert_of(answer)) == (403, "Your role does not allow this.")
    assert await everybody(office) == before
    assert 'href="/staff"' not in (await desk.get("/account")).text


async def test_another_role_counts_from_the_next_page_on(office: Office) -> None:
    owner, zoe = await office.desk(Role.OWNER), await office.desk(Role.SALES)
    assert (await zoe.get("/staff")).status_code == 403
    assert await change(owner, office, zoe.staff.staff_id, role="owner") == "/staff?done=staff-saved"
    assert (await zoe.get("/staff")).status_code == 200
    await change(owner, office, zoe.staff.staff_id, role="read_only")
    assert (await zoe.get("/staff")).status_code == 403


async def test_the_token_is_that_of_the_role_of_now(office: Office) -> None:
    tokens, staff = office.api.state.staff_tokens, await office.hire(Role.OWNER)
    as_owner = office.api.state.tokens.verify(tokens.of(staff))
    as_reader = office.api.state.tokens.verify(tokens.of(staff._replace(role=Role.READ_ONLY)))
    assert (as_owner.subject, as_owner.scopes) == ("owner@shop.example", frozenset(SCOPES[Role.OWNER]))
    assert as_reader.scopes == frozenset(SCOPES[Role.READ_ONLY])


async def test_of_two_owners_who_change_one_account_the_second_is_told(office: Office) -> None:
    owner, zoe = await office.desk(Role.OWNER), await office.hire(Role.SALES)
    old = str(zoe.version)
    await change(owner, office, zoe.staff_id, name="Zoé Martin")
    refused = await change(owner, office, zoe.staff_id, name="Zoé Durand", version=old)
    assert refused == "This was changed meanwhile, by somebody else or by you in another window."
    assert (await office.staff(zoe.staff_id)).name == "Zoé Martin"


async def test_who_is_disabled_is_out_at_once_and_back_when_enabled(office: Office) -> None:
    owner, zoe = await office.desk(Role.OWNER), await office.desk(Role.SALES)
    path = f"/staff/{zoe.staff.staff_id}"
    assert (await owner.send(f"{path}/disable")).headers["location"] == "/staff?done=staff-disabled"
    assert not await zoe.is_signed_in()
    assert (await office.browser().sign_in(zoe.staff.email)).status_code == 401
    assert (await owner.send(f"{path}/disable")).status_code == 303  # twice is once
    assert (await owner.send(f"{path}/enable")).headers["location"] == "/staff?done=staff-enabled"
    assert not await zoe.is_signed_in()  # the old session is over for good
    assert (await office.browser().sign_in(zoe.staff.email)).status_code == 303


async def test_a_new_password_from_an_owner_signs_out_and_ends_a_block(office: Office) -> None:
    owner, zoe = await office.desk(Role.OWNER), await office.desk(Role.SALES)
    for _ in range(11):
        await office.browser(address="198.51.100.1").sign_in(zoe.staff.email, "wrong")
    answer = await owner.send(f"/staff/{zoe.staff.staff_id}/password", password=NEW)
    assert answer.headers["location"] == "/staff?done=password-reset"
    assert not await zoe.is_signed_in()
    assert (await office.browser().sign_in(zoe.staff.email, NEW)).status_code == 303
    assert (await office.browser().sign_in(zoe.staff.email, PASSWORD)).status_code == 401


@pytest.mark.parametrize(("fields", "asked_for"), [({}, True), ({"second_factor": "forget"}, False)])
async def test_a_lost_second_factor_is_switched_off_only_if_said_so(
    office: Office, fields: dict[str, str], asked_for: bool
) -> None:
    owner, zoe = await office.desk(Role.OWNER), await office.hire(Role.SALES)
    await office.with_second_factor(zoe)
    await owner.send(f"/staff/{zoe.staff_id}/password", password=NEW, **fields)
    assert (await office.staff(zoe.staff_id)).has_second_factor is asked_for


async def test_an_owner_changes_the_own_password_only_by_giving_it(office: Office) -> None:
    owner = await office.desk(Role.OWNER)
    answer = await owner.send(f"/staff/{owner.staff.staff_id}/password", password=NEW)
    assert alert_of(answer) == "Change your own password in My settings."
    assert (await office.browser().sign_in(owner.staff.email)).status_code == 303


async def test_the_last_owner_stays(office: Office) -> None:
    owner, gone = await office.desk(Role.OWNER), await office.hire(Role.OWNER, email="gone@shop.example")
    await owner.send(f"/staff/{gone.staff_id}/disable")
    assert await change(owner, office, owner.staff.staff_id, role="manager") == (
        "The shop needs at least one owner who can sign in."
    )
    refused = await owner.send(f"/staff/{owner.staff.staff_id}/disable")
    assert alert_of(refused) == "The shop needs at least one owner who can sign in."
    assert await owner.is_signed_in()
    assert await change(owner, office, owner.staff.staff_id, name="Olive") == "/staff?done=staff-saved"


async def test_two_owners_who_demote_each_other_at_once_leave_one(office: Office) -> None:
    first = await office.desk(Role.OWNER)
    second = await office.desk(await office.hire(Role.OWNER, email="second@shop.example"))
    await asyncio.gather(
        change(first, office, second.staff.staff_id, role="manager"),
        change(second, office, first.staff.staff_id, role="manager"),
    )
    assert sorted(role for _, _, role, _ in await everybody(office)) == ["manager", "owner"]


async def test_an_account_that_is_not_there_is_told(office: Office) -> None:
    owner = await office.desk(Role.OWNER)
    for path in ("", "/disable", "/password"):
        assert (await owner.get(f"/staff/{uuid7()}{path}")).status_code == 404
    for path in ("/disable", "/enable", "/password"):
        assert (await owner.send(f"/staff/{uuid7()}{path}", password=NEW)).status_code == 404
    assert (await owner.get("/staff/42")).status_code == 404


async def test_the_page_says_in_words_what_each_role_may_do(office: Office) -> None:
    page = (await (await office.desk(Role.OWNER)).get("/staff")).text
    assert page.count("<dd>") == len(Role)
