"""A document as PDF/A-3b with its XML inside. It is imported by the process that makes files, and by no service."""

from contextlib import suppress
from importlib.util import find_spec
from io import BytesIO
from json import dumps
from pathlib import Path

import pikepdf
import typst

from services.billing.documents.model import Document
from services.billing.files.pdf.factur_x_metadata import with_factur_x
from services.billing.files.pdf.letters import less_and_less
from services.billing.files.pdf.page import page_values
from services.billing.files.settlement import Settlement

TEMPLATE = Path(__file__).with_name("document.typ")
FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "noto_cjk_sans_otc")


class Renderer:
    """Fonts and template are read once. The same document makes the same bytes."""

    def __init__(self) -> None:
        self._compiler = typst.Compiler(
            root=str(TEMPLATE.parent), font_paths=[_folder_of(package) for package in FONTS], ignore_system_fonts=True
        )

    def pdf(self, document: Document, settlement: Settlement, xml: bytes) -> bytes:
        page = dumps(page_values(document, settlement), ensure_ascii=False)
        *tries, last = less_and_less(page)
        for letters in tries:
            with suppress(typst.TypstError):  # PDF/A refuses a letter that no font has
                return self._made(letters, document, xml)
        return self._made(last, document, xml)

    def _made(self, page: str, document: Document, xml: bytes) -> bytes:
        made = self._compiler.compile(
            input=str(TEMPLATE),
            format="pdf",
            sys_inputs={"page": page, "xml": xml.decode()},
            pdf_standards=["a-3b"],
            timestamp=int(document.issued_at.timestamp()),
        )
        assert isinstance(made, bytes)
        return _completed(made)


def _completed(made: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        pdf.Root.Metadata.write(with_factur_x(pdf.Root.Metadata.read_bytes()))
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _folder_of(package: str) -> str:
    """Where a package has its fonts; nothing of it is imported."""
    spec = find_spec(package)
    assert spec
    assert spec.submodule_search_locations
    return spec.submodule_search_locations[0]
