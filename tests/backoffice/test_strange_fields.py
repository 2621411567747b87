"""Fields of forms that no page has: whoever makes them up is refused or not heard, and nothing falls over."""

from contextlib import suppress

from services.backoffice.web.visit import Form
from shared.refused import Refused
from tests.backoffice.forms_of_actions import FIELDS, TABLES
from tests.backoffice.office import Office

OF_LINES = ("units-{}", "quantity-{}", "amount-{}", "lines/{}/quantity", "lines/{}/line_no", "lines/{}/sku")
NO_LINES = ("x", "", "0", "-1", "²", "٣", "9" * 5000)


async def test_a_field_of_a_line_that_cannot_be_is_refused_or_not_heard(office: Office) -> None:
    for table in TABLES:
        for action in table.all:
            fields = {"currency": "EUR"} | FIELDS.get(f"{table.address}/{action.name}", {})
            for field in OF_LINES:
                for line in NO_LINES:
                    for typed in ("1", line):
                        form = Form(fields | {field.format(line): typed, "lines/0/line_no": line})
                        with suppress(Refused):
                            action.body(form)
