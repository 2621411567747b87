"""The metadata by which programs find a Factur-X invoice in a PDF, beside those of PDF/A (Factur-X 1.0, 6.2.2)."""

import re

_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_FIELDS = {
    "DocumentType": ("INVOICE", "The type of the document"),
    "DocumentFileName": ("factur-x.xml", "The name of the embedded XML"),
    "Version": ("1.0", "The version of the standard"),
    "ConformanceLevel": ("EN 16931", "The profile of the XML"),
}
_END = b"</rdf:RDF>"
_SCHEMAS = re.compile(rb"<pdfaExtension:schemas>\s*<rdf:Bag>")


def _property(name: str, words: str) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
    )


_ADDED = (
    f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">'
    + "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _FIELDS.items())
    + "</rdf:Description>"
).encode()
_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>"
    + "".join(_property(name, words) for name, (_, words) in _FIELDS.items())
    + "</rdf:Seq></pdfaSchema:property></rdf:li>"
).encode()


def with_factur_x(metadata: bytes) -> bytes:
    """XMP with these fields, and among the schemas that Typst describes the one of theirs, as PDF/A wants it."""
    schemas = _SCHEMAS.search(metadata)
    assert schemas, "the metadata of a PDF/A by Typst describe schemas"
    before, end, after = metadata[schemas.end() :].rpartition(_END)
    return metadata[: schemas.end()] + _SCHEMA + before + _ADDED + end + after
