"""A document as PDF/A-3b with its XML inside, where it has one. The press imports it, and no service."""

from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from io import BytesIO
from json import dumps
from pathlib import Path

import pikepdf
import typst

from services.billing.documents.model import Document
from services.billing.files.look import Look
from services.billing.files.pdf.factur_x_metadata import with_factur_x
from services.billing.files.pdf.letters import find_missing, only_western, without
from services.billing.files.pdf.look_values import look_values
from services.billing.files.pdf.page import page_values
from services.billing.files.settlement import Settlement
from services.billing.revisions.model import Revision

TEMPLATE = Path(__file__).with_name("document.typ")
LETTERS = Path(__file__).with_name("letters.typ")
FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "noto_cjk_sans_otc")


class Renderer:
    """Fonts and template are read once. The same document makes the same bytes."""

    def __init__(self) -> None:
        self._compiler = typst.Compiler(
            root=str(TEMPLATE.parent), font_paths=[_folder_of(package) for package in FONTS], ignore_system_fonts=True
        )

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
        made = self._tried(page, document, xml) or self._tried(self._that_fonts_have(page), document, xml)
        made = made or self._compiled(only_western(page), document, xml)
        return _completed(made, with_xml=xml is not None)

    def _tried(self, page: str, document: Document, xml: bytes | None) -> bytes | None:
        """None where Typst refuses, as PDF/A does a letter that no font has."""
        with suppress(typst.TypstError):
            return self._compiled(page, document, xml)
        return None

    def _compiled(self, page: str, document: Document, xml: bytes | None) -> bytes:
        at = int(document.issued_at.timestamp())
        return self._typeset(TEMPLATE, {"page": page, "xml": (xml or b"").decode()}, at)

    def _that_fonts_have(self, page: str) -> str:
        """The page with a mark for each letter of which there is none."""
        return without(find_missing(sorted(set(page)), self._are_there), page)

    def _are_there(self, letters: Sequence[str]) -> bool:
        with suppress(typst.TypstError):
            return bool(self._typeset(LETTERS, {"letters": "".join(letters)}, 0))
        return False

    def _typeset(self, template: Path, values: dict[str, str], at: int) -> bytes:
        made = self._compiler.compile(
            input=str(template), format="pdf", sys_inputs=values, pdf_standards=["a-3b"], timestamp=at
        )
        assert isinstance(made, bytes)
        return made


def _completed(made: bytes, *, with_xml: bool) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        if with_xml:
            pdf.Root.Metadata.write(with_factur_x(pdf.Root.Metadata.read_bytes()))
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _folder_of(package: str) -> str:
    """Where a package has its fonts; nothing of it is imported."""
    spec = find_spec(package)
    assert spec
    assert spec.submodule_search_locations
    return spec.submodule_search_locations[0]
