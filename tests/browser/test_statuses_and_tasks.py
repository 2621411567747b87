"""Orders of the list are given a custom status at once; a task is done from the list of tasks, where one stays."""

from datetime import timedelta
from typing import Any

from playwright.async_api import expect

from shared.clock import now
from tests.browser.conftest import Desk
from tests.support.sale import order, place
from tests.support.shop import Shop


def customer(name: str) -> dict[str, Any]:
    return {"customer": {**order()["customer"], "name": name}}


async def test_two_orders_get_a_status_and_the_task_of_one_is_done(shop: Shop, desk: Desk) -> None:
    status = {"code": "engraving", "title_en": "Being engraved", "title_fr": "En gravure", "colour": "purple"}
    saved = await shop.http.put(
        f"{shop.settings.url('orders')}/settings/processes",
        json={"custom_statuses": [status]},
        headers={"If-Match": '"0"'},
    )
    assert saved.is_success, saved.text
    orders = [await place(shop, **customer("Gravure Nantaise")) for _ in range(2)]
    page = await desk("sales", "fr")
    dialog = page.get_by_role("dialog")
    await page.goto("/orders?q=gravure nantaise")
    await page.locator("#select-all").check()
    await page.locator("#status-selected").click()
    await dialog.get_by_label("En gravure").check()
    await dialog.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#notice")).to_contain_text("Les commandes ont maintenant cet état personnalisé.")
    await expect(page.locator("#orders .badge.custom")).to_have_count(2)
    await expect(page.locator("#orders input:checked")).to_have_count(0)

    task = {"title": "Graver les initiales", "due": (now().date() - timedelta(2)).isoformat()}
    added = await shop.post("orders", f"/orders/{orders[0]['order_id']}/tasks", task)
    assert added.is_success, added.text
    await page.goto("/tasks?which=overdue")
    row = page.locator(f"#task-{added.json()['task_id']}")
    await row.get_by_role("link", name="Fait").click()
    await dialog.get_by_label("Remarque").fill("Au laser.")
    await dialog.get_by_role("button", name="Fait").click()
    await expect(page.locator("#notice")).to_contain_text("La tâche est faite.")
    await expect(row).to_have_count(0)
    await expect(page).to_have_url("/tasks?which=overdue")
    await page.goto("/tasks?which=done")
    await expect(row).to_contain_text("Au laser.")
