"""Mustang's verdict on the PDF and the UBL of every case, and on files broken on purpose; it needs Java 17, Maven.

    .venv/bin/python -m tests.billing.judge.judge_documents [FOLDER]

It takes a minute, and what it fetches is kept in the folder, so it is no part of the tests.
"""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf

from services.billing.documents.model import Document
from services.billing.files.pdf.render import Renderer
from services.billing.files.ubl.invoice import ubl_of
from services.billing.files.xml.factur_x import factur_x
from services.billing.revisions.model import Revision
from shared.look.look import Look
from shared.look.picture import logo_of
from tests.billing.document_cases import all_cases
from tests.billing.test_look import picture

HERE = Path(__file__).parent


def main(folder: Path) -> int:
    jars = folder / "jars"
    if not jars.exists():
        fetch = ["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={jars}"]
        subprocess.run(fetch, check=True)
    good = _write(folder / "good", _good())
    bad = _write(folder / "bad", _broken())
    accepted, accepted_of_bad = _valid(jars, good), _valid(jars, bad)
    print(f"{accepted} of {len(good)} are valid, {len(bad) - accepted_of_bad} of {len(bad)} broken ones are refused")
    return 0 if accepted == len(good) and not accepted_of_bad else 1


def _good() -> Iterator[tuple[str, bytes]]:
    renderer, look = Renderer(), Look("#1F4E79", logo_of(picture()))
    yield "without a logo.pdf", renderer.pdf(*all_cases()["business"], factur_x(*all_cases()["business"]))
    case = all_cases()["business"]
    revision = _revision(case[0])
    yield "a revision.pdf", renderer.pdf(*case, factur_x(*case, revision), look, revision)
    yield "a revision.xml", ubl_of(*case, revision)
    for name, case in all_cases().items():
        yield f"{name}.pdf", renderer.pdf(*case, factur_x(*case), look)
        yield f"{name}.xml", ubl_of(*case)


def _revision(document: Document) -> Revision:
    return Revision(document.document_id, 2, document.order_id, "3 à 5 jours ouvrés", document.issued_at, "alice")


def _broken() -> Iterator[tuple[str, bytes]]:
    case, renderer = all_cases()["discounts and costs"], Renderer()
    xml = factur_x(*case)
    yield (
        "a total a cent off.pdf",
        renderer.pdf(*case, xml.replace(b">80.07</ram:GrandTotal", b">80.08</ram:GrandTotal")),
    )
    yield "no number.pdf", renderer.pdf(*case, xml.replace(b"<ram:ID>FA-2026-000007</ram:ID>", b""))
    yield "no VAT number of the seller.pdf", renderer.pdf(*case, xml.replace(b'schemeID="VA"', b'schemeID="XX"'))
    yield "no PDF/A.pdf", _changed(renderer.pdf(*case, xml), b"pdfaid:part", b"pdfaid:past")
    yield "another name of the file.pdf", _changed(renderer.pdf(*case, xml), b">factur-x.xml<", b">invoice.xml<")
    ubl = ubl_of(*case)
    yield "a total a cent off.xml", ubl.replace(b">80.07</cbc:TaxInclusive", b">80.08</cbc:TaxInclusive")
    yield "no number.xml", ubl.replace(b"<cbc:ID>FA-2026-000007</cbc:ID>", b"")
    country = b"<cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>"
    yield "no countries.xml", ubl.replace(country, b"")


def _changed(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """In its metadata."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        metadata = opened.Root.Metadata
        metadata.write(metadata.read_bytes().replace(old, new))
        opened.save(out)
    return out.getvalue()


def _write(folder: Path, files: Iterator[tuple[str, bytes]]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files:
        path = folder / name.replace("/", "")
        path.write_bytes(content)
        written.append(path)
    return written


def _valid(jars: Path, files: list[Path]) -> int:
    judged = subprocess.run(
        ["java", "-cp", f"{jars}/*", HERE / "Judge.java", *files], check=True, stdout=subprocess.PIPE, text=True
    )
    print(judged.stdout)
    return sum(line.startswith("valid ") for line in judged.stdout.splitlines())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/backshop-judge")))  # noqa: S108 (nobody else's files)
