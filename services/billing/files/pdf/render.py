"""A document as PDF/A-3b with its XML inside, where it has one. The press imports it, and no service."""

from io import BytesIO
from json import dumps
from pathlib import Path

import pikepdf

from services.billing.documents.model import Document
from services.billing.files.pdf.factur_x_metadata import with_factur_x
from services.billing.files.pdf.look_values import look_values
from services.billing.files.pdf.page import page_values
from services.billing.files.settlement import Settlement
from services.billing.revisions.model import Revision
from shared.look.look import Look
from shared.pdf.typesetter import Typesetter

TEMPLATE = Path(__file__).with_name("document.typ")


class Renderer:
    """Fonts and template are read once. The same document makes the same bytes."""

    def __init__(self) -> None:
        self._typesetter = Typesetter(TEMPLATE)

    def pdf(
        self,
        document: Document,
        settlement: Settlement,
        xml: bytes | None,
        look: Look = Look(),  # noqa: B008 (it is frozen)
        revision: Revision | None = None,
        *,
        is_sample: bool = False,
    ) -> bytes:
        values = page_values(document, settlement, revision) | look_values(look, document.language, is_sample=is_sample)
        page = dumps(values, ensure_ascii=False)
        made = self._typesetter.pdf(
            page,
            lambda page: {"page": page, "xml": (xml or b"").decode()},
            at=int(document.issued_at.timestamp()),
        )
        return _completed(made, with_xml=xml is not None)


def _completed(made: bytes, *, with_xml: bool) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        if with_xml:
            pdf.Root.Metadata.write(with_factur_x(pdf.Root.Metadata.read_bytes()))
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
