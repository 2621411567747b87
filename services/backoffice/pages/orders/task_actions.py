"""Tasks of an order: added, changed, done, reopened and removed, from its page or from the list of tasks."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.backoffice.accounts import store
from services.backoffice.web.actions import Action, Actions, Button, Target, content_or_none, text_or_none
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _

LIST = "/tasks"


async def _from_list(request: Request) -> str:
    """The list of tasks with what it is narrowed to, where one comes from there."""
    sent_from = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer", ""))
    if sent_from.path != LIST:
        return ""
    which = [one for one in sent_from.query.split("&") if one.startswith("which=")][:1]
    return "?".join([LIST, *which])


async def _order(order_id: UUID, asked_from: Annotated[str, Depends(_from_list)]) -> Target:
    return Target({"order_id": str(order_id)}, page=asked_from or f"/orders/{order_id}")


async def _task(order_id: UUID, task_id: UUID, asked_from: Annotated[str, Depends(_from_list)]) -> Target:
    ids = {"order_id": str(order_id), "task_id": str(task_id)}
    return Target(ids, page=asked_from or f"/orders/{order_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    """The task, its order, and who works here."""
    order = f"/orders/{target.ids['order_id']}"
    path = f"/tasks/{target.ids['task_id']}" if "task_id" in target.ids else order
    areas = await together(
        owner=visit.services.area("orders", path),
        order=content_or_none(visit, "orders", order),
        staff_names=_staff_names(visit),
    )
    task = areas["owner"].content if "task_id" in target.ids else None
    return areas | {"task": task}


async def _staff_names(visit: Visit) -> dict[str, str]:
    """Of those who work here now, by their accounts."""
    async with visit.database.reading() as queries:
        staff = await store.list_staff(queries)
    present = sorted((one for one in staff if not one.disabled_at), key=lambda one: one.name.casefold())
    return {one.email.lower(): one.name for one in present}


def _saved(form: Form) -> Json:
    return {name: text_or_none(form, name) for name in ("due", "assignee")} | {"title": form["title"]}


def _finished(form: Form) -> Json:
    return {"remark": text_or_none(form, "remark")}


_SCOPE = "orders:task"

NEW_TASK = Actions(
    "/orders/{order_id}/tasks",
    _order,
    _shown,
    lambda action, form, shown: None,
    (
        Action(
            "add",
            scope=_SCOPE,
            service="orders",
            path="/orders/{order_id}/tasks",
            body=_saved,
            done="task-added",
            dialog="orders/dialogs/task.html",
            button=Button(_("Add a task"), "list-todo", ""),
        ),
    ),
)
TASK_ACTIONS = Actions(
    "/orders/{order_id}/tasks/{task_id}",
    _task,
    _shown,
    lambda action, form, shown: shown["task"] and shown["task"]["may"],
    (
        Action(
            "change",
            scope=_SCOPE,
            service="orders",
            path="/tasks/{task_id}",
            method="PUT",
            body=_saved,
            done="task-changed",
            dialog="orders/dialogs/task.html",
            not_now=_("This task is done. Reopen it before you change it."),
            button=Button(_("Change"), "pencil", ""),
        ),
        Action(
            "finish",
            scope=_SCOPE,
            service="orders",
            path="/tasks/{task_id}/finish",
            body=_finished,
            done="task-done",
            dialog="orders/dialogs/task_finish.html",
            not_now=_("This task is done already."),
            button=Button(_("Done"), "check", "button small"),
        ),
        Action(
            "reopen",
            scope=_SCOPE,
            service="orders",
            path="/tasks/{task_id}/reopen",
            done="task-reopened",
            dialog="orders/dialogs/task_reopen.html",
            not_now=_("This task is open already."),
            button=Button(_("Reopen"), "undo-2", ""),
        ),
        Action(
            "remove",
            scope=_SCOPE,
            service="orders",
            path="/tasks/{task_id}/remove",
            done="task-removed",
            dialog="orders/dialogs/task_remove.html",
            button=Button(_("Remove"), "trash-2", ""),
        ),
    ),
)

router = APIRouter()
router.include_router(NEW_TASK.router())
router.include_router(TASK_ACTIONS.router())
