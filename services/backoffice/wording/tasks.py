"""Tasks: what is refused of them, and what is said once something is done."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import marked_for

LABELS: dict[str, dict[str, Label]] = {
    "task": {
        "open": Label(marked_for("task", "To do"), "info", "circle"),
        "done": Label(marked_for("task", "Done"), "good", "circle-check"),
    },
    "task_due": {
        "open": Label(_("With a task to do"), "info", "list-todo"),
        "due": Label(_("With a task due"), "warning", "clock"),
        "overdue": Label(_("With an overdue task"), "bad", "clock"),
    },
}

REFUSALS: dict[str, str] = {
    "task-done": _("This task is done. Reopen it before you change it."),
    "too-many-tasks": _("This order has 100 tasks, and takes no more. Remove some first."),
}

DONE: dict[str, str] = {
    "task-added": _("The task is added."),
    "task-changed": _("The task is changed."),
    "task-done": _("The task is done."),
    "task-reopened": _("The task is to do again."),
    "task-removed": _("The task is removed."),
}
