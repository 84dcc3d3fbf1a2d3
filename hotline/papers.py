"""承办单 as DOCX, written without a library: one table on one page needs a zip and two small XML files.

python-docx would bring lxml, a compiled library of several megabytes, for a document that never changes its form.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Line = tuple[str, str]  # (label, words); words may have several lines
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MADE = (1980, 1, 1, 0, 0, 0)  # the same paper is the same file
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LABEL_WIDTH, _WORDS_WIDTH = (
    2000,
    7000,
)  # twentieths of a point; together the width of A4 without its margins
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}.main+xml"/></Types>'
)
_LINKS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def paper(title: str, lines: Sequence[Line]) -> bytes:
    """A4, a title, and a table of labels and words."""
    table = "".join(_row(label, words) for label, words in lines)
    body = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>'
        f'{_paragraph(title, size=36, bold=True, middle=True)}<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/>'
        f'{_borders()}</w:tblPr><w:tblGrid><w:gridCol w:w="{_LABEL_WIDTH}"/>'
        f'<w:gridCol w:w="{_WORDS_WIDTH}"/></w:tblGrid>{table}</w:tbl>{_paragraph("")}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1200" w:right="1400" w:bottom="1200" '
        'w:left="1400" w:header="700" w:footer="700" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _LINKS),
            ("word/document.xml", body),
        ):
            folder.writestr(zipfile.ZipInfo(name, _MADE), text.encode("utf-8"))
    return whole.getvalue()


def _row(label: str, words: str) -> str:
    return (
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(label, _LABEL_WIDTH, bold=True)}"
        f"{_cell(words, _WORDS_WIDTH)}</w:tr>"
    )


def _cell(words: str, width: int, *, bold: bool = False) -> str:
    inside = "".join(_paragraph(line, bold=bold) for line in words.split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def _paragraph(words: str, *, size: int = 22, bold: bool = False, middle: bool = False) -> str:
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if middle else ""
    heavy = "<w:b/>" if bold else ""
    clean = escape(_UNWRITABLE.sub("", words))
    font = '<w:rFonts w:ascii="SimSun" w:hAnsi="SimSun" w:eastAsia="宋体"/>'
    return (
        f'<w:p>{place}<w:r><w:rPr>{font}{heavy}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{clean}</w:t></w:r></w:p>'
    )


def _borders() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="6" w:color="000000"/>' for side in sides)
    return f"<w:tblBorders>{lines}</w:tblBorders>"
