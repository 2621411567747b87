"""Numbers and codes of a firm, as people type them: 732 829 320 is 732829320, fr is FR."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siren

from shared.schemas.values import VatNumber
from shared.schemas.written_as import WrittenAs


def checked(validate: Callable[[str], str], hint: str) -> Callable[[str], str]:
    """By a rule of stdnum's; `hint` says how the number is written."""

    def check(text: str) -> str:
        try:
            return validate(text)
        except InvalidChecksum as error:
            words = "its digits do not belong together: one is mistyped"
            raise PydanticCustomError("wrong_check_digit", words) from error
        except ValidationError as error:
            raise ValueError(hint) from error

    return check


def _code(typed: Any) -> Any:
    return "".join(typed.split()).upper() if isinstance(typed, str) else typed


Code = BeforeValidator(_code)
_SIREN = 'write nine digits, such as "732829320"'
Siren = Annotated[str, WrittenAs(r"^[0-9]{9}$", _SIREN), AfterValidator(checked(siren.validate, _SIREN)), Code]
OwnVatNumber = Annotated[VatNumber | None, BeforeValidator(lambda typed: typed or None)]
"""A small business has none."""
