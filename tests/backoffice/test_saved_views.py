"""Views of the list that members of staff keep for themselves."""

from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.backoffice.order_filters import OrderFilters, read_filters
from services.backoffice.staff import NewStaff, Role
from services.backoffice.usecases.add_staff import add_staff
from services.backoffice.usecases.remove_view import remove_view
from services.backoffice.usecases.save_view import InvalidTitle, NothingToSave, TitleTaken, TooManyViews, save_view
from services.backoffice.views_store import list_views
from shared.postgres.tx import Database

HELD = read_filters([("status", "on_hold")]).filters
PAID = read_filters([("payment_status", "paid")]).filters


async def hired(database: Database, name: str) -> UUID:
    new = NewStaff(email=f"{name}@shop.example", name=name, role=Role.SALES, password="correct horse battery")
    async with database.transaction() as tx:
        return (await add_staff(tx, new)).staff_id


async def save(
    database: Database, staff_id: UUID, title: str, filters: OrderFilters = HELD, view_id: UUID | None = None
) -> None:
    async with database.transaction() as tx:
        await save_view(tx, staff_id, view_id or uuid7(), title, filters)


async def views_of(database: Database, staff_id: UUID) -> list[tuple[str, str]]:
    async with database.reading() as tx:
        return [(view.title, view.query) for view in await list_views(tx, staff_id)]


async def test_views_stand_in_the_order_in_which_they_were_saved_each_with_whom_saved_it(database: Database) -> None:
    alice, bob = await hired(database, "alice"), await hired(database, "bob")
    await save(database, alice, "To call")
    await save(database, alice, "  Good ones ", PAID)
    await save(database, bob, "To call", PAID)
    assert await views_of(database, alice) == [("To call", "status=on_hold"), ("Good ones", "payment_status=paid")]
    assert await views_of(database, bob) == [("To call", "payment_status=paid")]


async def test_a_title_is_used_once_by_the_same_person(database: Database) -> None:
    alice = await hired(database, "alice")
    await save(database, alice, "To call")
    with pytest.raises(TitleTaken, match='there is a view "To call" already'):
        await save(database, alice, "To call", PAID)
    assert await views_of(database, alice) == [("To call", "status=on_hold")]


async def test_the_same_form_sent_twice_saves_one_view(database: Database) -> None:
    alice, form_key = await hired(database, "alice"), uuid7()
    await save(database, alice, "To call", view_id=form_key)
    await save(database, alice, "To call", view_id=form_key)
    assert await views_of(database, alice) == [("To call", "status=on_hold")]


@pytest.mark.parametrize("title", ["", "   ", "x" * 41, "two\nlines", "nul\x00"])
async def test_a_title_is_one_short_line(database: Database, title: str) -> None:
    alice = await hired(database, "alice")
    with pytest.raises(InvalidTitle):
        await save(database, alice, title)


async def test_a_view_without_any_filter_is_not_saved(database: Database) -> None:
    with pytest.raises(NothingToSave):
        await save(database, await hired(database, "alice"), "Everything", OrderFilters())


async def test_nobody_keeps_more_than_thirty_views(database: Database) -> None:
    alice = await hired(database, "alice")
    for number in range(30):
        await save(database, alice, f"View {number}")
    with pytest.raises(TooManyViews):
        await save(database, alice, "One more")


async def test_only_its_owner_removes_a_view(database: Database) -> None:
    alice, bob, view_id = await hired(database, "alice"), await hired(database, "bob"), uuid7()
    await save(database, alice, "To call", view_id=view_id)
    for staff_id, left in [(bob, [("To call", "status=on_hold")]), (alice, []), (alice, [])]:
        async with database.transaction() as tx:
            await remove_view(tx, staff_id, view_id)
        assert await views_of(database, alice) == left
