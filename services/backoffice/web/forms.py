"""What was filled in, read as what a use case takes."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.refused import Refused
from shared.schemas.event import Contract

Read = TypeVar("Read", bound=Contract)


class InvalidForm(Refused):
    type = "invalid-request"
    status = 422


class InvalidEmail(InvalidForm):
    type = "invalid-email"


def read_form(model: type[Read], form: Mapping[str, Any]) -> Read:
    """Raises InvalidForm, which never repeats what was filled in."""
    try:
        return model.model_validate(dict(form))
    except ValidationError as error:
        wrong = error.errors()[0]
        field = str(wrong["loc"][0])
        refusal = InvalidEmail if field == "email" else InvalidForm
        raise refusal(f"{field}: {wrong['msg'].removeprefix('Value error, ')}") from error
