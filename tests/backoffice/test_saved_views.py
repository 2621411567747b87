"""Views of the list that members of staff keep for themselves."""

from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.backoffice.pages.orders.filters import OrderFilters, read_filters
from services.backoffice.pages.orders.remove_view import remove_view
from services.backoffice.pages.orders.save_view import InvalidTitle, NothingToSave, TitleTaken, TooManyViews, save_view
from services.backoffice.pages.orders.saved_views_store import list_views
from tests.backoffice.office import Office

HELD = read_filters([("status", "on_hold")]).filters
PAID = read_filters([("payment_status", "paid")]).filters


async def hired(office: Office, name: str) -> UUID:
    return (await office.hire(email=f"{name}@shop.example")).staff_id


async def save(
    office: Office, staff_id: UUID, title: str, filters: OrderFilters = HELD, view_id: UUID | None = None
) -> None:
    async with office.transaction() as tx:
        await save_view(tx, staff_id, view_id or uuid7(), title, filters)


async def views_of(office: Office, staff_id: UUID) -> list[tuple[str, str]]:
    async with office.reading() as queries:
        return [(view.title, view.query) for view in await list_views(queries, staff_id)]


async def test_views_stand_in_the_order_in_which_they_were_saved_each_with_whom_saved_it(office: Office) -> None:
    alice, bob = await hired(office, "alice"), await hired(office, "bob")
    await save(office, alice, "To call")
    await save(office, alice, "  Good ones ", PAID)
    await save(office, bob, "To call", PAID)
    assert await views_of(office, alice) == [("To call", "status=on_hold"), ("Good ones", "payment_status=paid")]
    assert await views_of(office, bob) == [("To call", "payment_status=paid")]


async def test_a_title_is_used_once_by_the_same_person(office: Office) -> None:
    alice = await hired(office, "alice")
    await save(office, alice, "To call")
    with pytest.raises(TitleTaken, match='there is a view "To call" already'):
        await save(office, alice, "To call", PAID)
    assert await views_of(office, alice) == [("To call", "status=on_hold")]


async def test_the_same_form_sent_twice_saves_one_view(office: Office) -> None:
    alice, form_key = await hired(office, "alice"), uuid7()
    await save(office, alice, "To call", view_id=form_key)
    await save(office, alice, "To call", view_id=form_key)
    assert await views_of(office, alice) == [("To call", "status=on_hold")]


@pytest.mark.parametrize("title", ["", "   ", "x" * 41, "two\nlines", "nul\x00"])
async def test_a_title_is_one_short_line(office: Office, title: str) -> None:
    alice = await hired(office, "alice")
    with pytest.raises(InvalidTitle):
        await save(office, alice, title)


async def test_a_view_without_any_filter_is_not_saved(office: Office) -> None:
    with pytest.raises(NothingToSave):
        await save(office, await hired(office, "alice"), "Everything", OrderFilters())


async def test_nobody_keeps_more_than_thirty_views(office: Office) -> None:
    alice = await hired(office, "alice")
    for number in range(30):
        await save(office, alice, f"View {number}")
    with pytest.raises(TooManyViews):
        await save(office, alice, "One more")


async def test_only_its_owner_removes_a_view(office: Office) -> None:
    alice, bob, view_id = await hired(office, "alice"), await hired(office, "bob"), uuid7()
    await save(office, alice, "To call", view_id=view_id)
    for staff_id, left in [(bob, [("To call", "status=on_hold")]), (alice, []), (alice, [])]:
        async with office.transaction() as tx:
            await remove_view(tx, staff_id, view_id)
        assert await views_of(office, alice) == left


async def test_nobody_is_asked_whether_to_remove_a_view_of_somebody_else(office: Office) -> None:
    alice, view_id = await hired(office, "alice"), uuid7()
    await save(office, alice, "To call", view_id=view_id)
    bob = await office.desk()
    assert (await bob.get(f"/views/{view_id}/remove")).status_code == 404
    assert (await bob.send(f"/views/{view_id}/remove")).headers["location"] == "/orders?done=view-removed"
    assert await views_of(office, alice) == [("To call", "status=on_hold")]


async def test_of_a_forged_address_only_filters_are_kept(office: Office) -> None:
    desk = await office.desk()
    saved = await desk.send("/views", title="Mine", query="status=on_hold&next=//evil.example&status=%00&sku=%3Cb%3E")
    assert saved.headers["location"] == "/orders?status=on_hold&sku=%3Cb%3E&done=view-saved"
    assert await views_of(office, desk.staff.staff_id) == [("Mine", "status=on_hold&sku=%3Cb%3E")]
