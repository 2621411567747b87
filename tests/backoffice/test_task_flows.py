"""Tasks on the pages: added on an order, done with a remark, listed across orders, told on the home page."""

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.languages import Says, in_one


def rows(page: Page) -> list[str]:
    return [one.text for one in page.all("#list .tasks .title")]


async def add(shop: Services, order_id: str, title: str, due: str | None = None, assignee: str | None = None) -> str:
    body = {"title": title, "due": due, "assignee": assignee}
    return str((await shop.post("orders", f"/orders/{order_id}/tasks", body))["task_id"])


@in_one("fr")
async def test_a_task_is_added_changed_done_with_a_remark_reopened_and_removed_on_the_page_of_its_order(
    shop: Services, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    assert "Rien n’est à faire." in page.text("#tasks")
    await page.follow("Ajouter une tâche", within=".more")
    assert page.heading == f"Ajouter une tâche, commande {order['number']}"
    await page.press("Ajouter")
    assert "Titre" in page.text("#title-wrong")
    page.fill("Ce qu’il faut faire", "Rappeler la cliente")
    page.fill("Échéance (facultatif)", "2026-03-01")
    page.fill("Qui s’en charge", f"warehouse-{language}@shop.example")
    await page.press("Ajouter")
    assert "La tâche est ajoutée." in page.notice
    assert page.text("#tasks .badge.bad") == "En retard : 1er mars 2026"
    await page.follow("Modifier", within="#tasks .card-menu")
    page.fill("Échéance (facultatif)", "2026-03-02")
    await page.press("Enregistrer")
    assert page.text("#tasks .badge.warning") == "Aujourd’hui"
    await page.follow("Fait", within="#tasks")
    page.fill("Remarque (facultatif)", "Elle passe vendredi.")
    await page.press("Fait")
    assert "La tâche est faite." in page.notice
    assert "Elle passe vendredi." in page.text("#tasks-done")
    assert "Tâche faite : Rappeler la cliente" in page.text("#history")
    await page.follow("Rouvrir", within="#tasks")
    await page.press("Rouvrir")
    await page.follow("Supprimer", within="#tasks")
    await page.press("Supprimer")
    assert "La tâche est supprimée." in page.notice
    assert "Rien n’est à faire." in page.text("#tasks")


@in_one("en")
async def test_tasks_of_all_orders_are_listed_and_the_home_page_tells_what_is_due(
    shop: Services, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    first, second = await shop.place(), await shop.place()
    late = await add(shop, first["order_id"], "call her", "2026-03-01", "sales-en@shop.example")
    await add(shop, second["order_id"], "pack it", "2026-03-02")
    await add(shop, second["order_id"], "one day")
    page = await (await seat("sales", language)).goto("/")
    assert page.text("#tile-tasks-due .figure") == "2"
    await page.follow("Tasks due")
    assert (page.path, rows(page)) == ("/tasks?which=due", ["call her", "pack it"])
    await page.goto("/tasks")
    assert rows(page) == ["call her", "pack it", "one day"]
    await page.goto("/tasks?which=mine")
    assert rows(page) == ["call her"]
    await page.goto("/tasks?which=overdue")
    assert rows(page) == ["call her"]
    await page.goto(f"/orders/{first['order_id']}/tasks/{late}/finish")
    await page.press("Done")
    assert page.path.startswith(f"/orders/{first['order_id']}")
    await page.goto("/tasks?which=done")
    assert rows(page) == ["call her"]
    await page.goto("/orders?task=due")
    assert [one.text for one in page.all("#orders tbody th")] == [second["number"]]
    assert "With a task due" in page.text(".chips")
    await page.goto("/orders?task=open")
    assert len(page.all("#orders tbody th")) == 1


@in_one("en")
async def test_who_changes_a_task_over_somebody_elses_change_is_told(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    task = await add(shop, order["order_id"], "call her")
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}/tasks/{task}/change")
    theirs = {"title": "write to her", "due": None, "assignee": None}
    await shop["orders"].http.put(f"/tasks/{task}", json=theirs, headers={"If-Match": '"1"'})
    page.fill("What is to be done", "call him")
    await page.press(says["Save"])
    assert "This was changed meanwhile" in page.alert
    assert "Now saved: write to her" in page.text("#dialog-content")
    await page.press(says["Save"])
    assert "The task is changed." in page.notice
    assert page.text("#tasks .title") == "call him"


@in_one("fr")
async def test_who_only_reads_sees_tasks_and_can_do_nothing_with_them(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await add(shop, order["order_id"], "call her")
    page = await (await seat("read_only", language)).goto(f"/orders/{order['order_id']}")
    assert page.text("#tasks .title") == "call her"
    assert page.all("#tasks a") == []


async def test_a_task_that_a_program_gave_to_nobody_here_says_so(shop: Services, seat: Seat) -> None:
    order_id = (await shop.place())["order_id"]
    await shop.post("orders", f"/orders/{order_id}/tasks", {"title": "Call", "assignee": "gone@shop.example"})
    page = await (await seat("sales")).goto("/tasks")
    assert "gone@shop.exampleNo account" in page.text("#list .facts")
    await page.goto(f"/orders/{order_id}")
    assert "gone@shop.exampleNo account" in page.text("#tasks .facts")
