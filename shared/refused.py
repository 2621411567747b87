"""Refusals: what a caller may not do, said so that the caller can act on it."""

from collections.abc import Sequence
from typing import ClassVar


class Refused(Exception):
    """A refused command; it changed nothing. `detail` names the thing and the rule, in lower case.

    `type` is stable and stands in problem details (RFC 9457) and in `CommandRejected`. `field` is the one field of what
    was sent that it is about, where there is one, and `limit` what that may be at most, an amount in `currency`.

    `brief` says what is wrong to callers who may not read the thing: without amounts, quantities, prices or addresses
    but those they sent. A refusal that has a limit has it too.

    `retry_after_s` is of what will be there soon. `each` are the refusals that one consists of, each about its field.
    """

    type: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    retry_after_s: ClassVar[int | None] = None
    field: str = ""

    def __init__(
        self,
        detail: str,
        *,
        brief: str | None = None,
        field: str = "",
        limit: object = None,
        currency: str = "",
        each: "Sequence[Refused]" = (),
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.brief = detail if brief is None else brief
        self.field = field or self.field
        self.limit = "" if limit is None else str(limit)
        self.currency = currency
        self.each = each


class NotFound(Refused):
    type = "not-found"
    status = 404


class StaleVersion(Refused):
    """Somebody else changed it since the caller read it."""

    type = "stale-version"
    status = 412
