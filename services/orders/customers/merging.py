"""Two customers who are one: what is kept of each, and how that is undone."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from services.orders.customers.model import KnownCustomer, Merged, with_more
from shared.refused import Refused
from shared.schemas.orders import Profile

UNDONE_WITHIN = timedelta(days=30)
LONGEST_NOTE = 4000

Taken = Literal["name", "email", "phone", "vat_number", "language"]
"""What is taken over from the customer that is merged, instead of what the one that is kept has."""


class SameCustomer(Refused):
    type = "same-customer"
    status = 422
    field = "merged_id"


class MergeNotFound(Refused):
    type = "not-found"
    status = 404


class MergeUndone(Refused):
    type = "merge-undone"


class MergeTooOld(Refused):
    type = "merge-too-old"


@dataclass(frozen=True)
class Merge:
    """What the kept customer knew before and after it, and the staff's notes."""

    merge_id: UUID
    kept_id: UUID
    merged_id: UUID
    before: Profile
    after: Profile
    note_before: str | None
    note_after: str | None
    reason: str | None
    merged_at: datetime
    by: str
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def undone_until(self) -> datetime:
        return self.merged_at + UNDONE_WITHIN

    def may_be_undone(self, now: datetime) -> bool:
        return self.undone_at is None and now <= self.undone_until

    def undo(self, *, at: datetime, by: str) -> "Merge":
        """Raises MergeUndone, MergeTooOld."""
        if self.undone_at:
            raise MergeUndone(f"the merge of customer {self.merged_id} is undone already")
        if not self.may_be_undone(at):
            raise MergeTooOld(f"a merge is undone within {UNDONE_WITHIN.days} days: this one was before that")
        return replace(self, undone_at=at, undone_by=by)

    def without(self, earlier: "Merge") -> "Merge":
        """Once that one is undone this one, which came later, brings back nothing of it."""
        if (self.merged_at, self.merge_id) <= (earlier.merged_at, earlier.merge_id):
            return self
        return replace(
            self,
            before=profile_without(self.before, earlier),
            after=profile_without(self.after, earlier),
            note_before=note_without(self.note_before, earlier),
            note_after=note_without(self.note_after, earlier),
        )


def refuse_merge(kept: KnownCustomer, merged: KnownCustomer, versions: tuple[int, int]) -> None:
    """`versions` are those of both that the caller has seen. Raises SameCustomer, Merged, StaleVersion."""
    if kept.customer_id == merged.customer_id:
        raise SameCustomer("a customer is not merged into itself: name another one")
    for one, version in zip((kept, merged), versions, strict=True):
        one.refuse_stale(version)


def merged_profile(kept: Profile, merged: Profile, take: Collection[Taken]) -> Profile:
    """Of what both have, what the kept one has, unless it is taken from the other; all addresses."""
    taken: dict[str, Any] = {name: getattr(merged, name) for name in take if getattr(merged, name) is not None}
    if "phone" in taken:
        taken["phone_e164"] = merged.phone_e164
    return with_more(kept.model_copy(update=taken), merged)


def merged_note(kept: str | None, merged: str | None) -> str | None:
    """Both, where they are not too long together: then that of the other stays with it."""
    together = "\n\n".join([note for note in (kept, merged) if note]) or None
    return together if len(together or "") <= LONGEST_NOTE else kept


def profile_without(now: Profile, merge: Merge) -> Profile:
    """As it was before the merge, but for what was changed since."""
    back = {
        name: getattr(merge.before, name)
        for name in ("name", "email", "phone", "phone_e164", "vat_number", "language")
        if getattr(now, name) == getattr(merge.after, name)
    }
    known = [one.address for one in merge.before.addresses]
    came = [one.address for one in merge.after.addresses if one.address not in known]
    stay = tuple([one for one in now.addresses if one.address not in came])
    return now.model_copy(update=back | {"addresses": stay})


def note_without(now: str | None, merge: Merge) -> str | None:
    return merge.note_before if now == merge.note_after else now


def refuse_merged(customer: KnownCustomer) -> None:
    """Raises Merged."""
    if customer.merged_into:
        raise Merged(f"{customer.called} is merged into another: undo that first")
