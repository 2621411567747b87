"""A refusal in a sentence for whoever reads the page, whoever refused."""

from services.backoffice.web.service_clients import ServiceRefused
from services.backoffice.web.typed_numbers import NumberRefused
from services.backoffice.wording import sentences
from services.backoffice.wording.faults import Fault, fault_of
from services.backoffice.wording.texts import Texts
from shared.refused import Refused


def fault_in(refusal: Refused | ServiceRefused) -> Fault:
    """The field of the form that it is about."""
    return refusal.fault if isinstance(refusal, ServiceRefused) else fault_of(refusal)


def explained(texts: Texts, refusal: Refused | ServiceRefused) -> str:
    if isinstance(refusal, NumberRefused):
        return texts.text(refusal.sentence) % refusal.shown
    return sentences.refusal(texts, refusal.type, refusal.detail, fault_in(refusal))
