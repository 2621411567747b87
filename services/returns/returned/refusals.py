"""Why something may not be done with a return."""

from shared.refused import NotFound, Refused


class ReturnNotFound(NotFound):
    type = "return-not-found"


class WithdrawalStands(Refused):
    type = "withdrawal-stands"


class StillToDo(Refused):
    type = "still-to-do"


class CreditStands(Refused):
    type = "credit-stands"
