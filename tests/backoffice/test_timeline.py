"""The history as a timeline: days, and technical steps folded."""

from services.backoffice.pages.orders.timeline import timeline


def entry(action: str, at: str) -> dict[str, str]:
    return {"action": action, "at": at}


def test_days_follow_each_other_and_technical_steps_beside_each_other_are_folded() -> None:
    entries = [
        entry("placed", "2026-11-23T09:00"),
        entry("slip_created", "2026-11-23T09:01"),
        entry("slip_ready", "2026-11-23T09:02"),
        entry("shipped", "2026-11-24T10:00"),
    ]
    days = timeline(entries, lambda at: at[:10])
    told = [(day.name, [(len(step.entries), step.folded) for step in day.steps]) for day in days]
    assert told == [("2026-11-23", [(1, False), (2, True)]), ("2026-11-24", [(1, False)])]


def test_people_see_each_thing_they_did_even_twice() -> None:
    entries = [entry("note_saved", "2026-11-23T09:00"), entry("note_saved", "2026-11-23T09:05")]
    (day,) = timeline(entries, lambda at: at[:10])
    assert [step.folded for step in day.steps] == [False, False]
