"""What was filled in, read as what a use case takes."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.refused import Refused
from shared.schemas.event import Contract, rule_of, what_is_wrong

Read = TypeVar("Read", bound=Contract)


class InvalidForm(Refused):
    """`kind` is the rule that its field breaks."""

    type = "invalid-request"
    status = 422
    kind: str = ""


class InvalidEmail(InvalidForm):
    type = "invalid-email"


def read_form(model: type[Read], form: Mapping[str, Any]) -> Read:
    """Raises InvalidForm, which never repeats what was filled in."""
    try:
        return model.model_validate(dict(form))
    except ValidationError as error:
        wrong = error.errors()[0]
        field, rule = str(wrong["loc"][0]), rule_of(wrong)
        of_field = InvalidEmail if field == "email" else InvalidForm
        refusal = of_field(f"{field}: {what_is_wrong(wrong)}", field=field, limit=rule.get("limit"))
        refusal.kind = rule["kind"]
        raise refusal from error
