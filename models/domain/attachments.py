"""What may be attached to a ticket: kinds told by their first bytes, never by name; sizes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

MIB = 1024 * 1024
MOST_EACH = 10 * MIB  # bytes of one file
MOST_TOGETHER = 50 * MIB  # bytes of all files of a ticket that are not withdrawn
HEAD = 512  # bytes that are enough to tell the kind


class FileKind(StrEnum):
    """The allow list; the value is the ending under which a file is given back."""

    JPG = "jpg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    MP3 = "mp3"
    M4A = "m4a"
    AMR = "amr"
    WAV = "wav"
    MP4 = "mp4"
    TXT = "txt"


KIND_LABELS: Mapping[FileKind, str] = {
    FileKind.JPG: "图片",
    FileKind.PNG: "图片",
    FileKind.WEBP: "图片",
    FileKind.PDF: "PDF",
    FileKind.DOCX: "Word 文档",
    FileKind.XLSX: "Excel 表格",
    FileKind.MP3: "录音",
    FileKind.M4A: "录音",
    FileKind.AMR: "录音",
    FileKind.WAV: "录音",
    FileKind.MP4: "视频",
    FileKind.TXT: "文本",
}
_STARTS: Mapping[bytes, FileKind] = {
    b"\xff\xd8\xff": FileKind.JPG,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"%PDF-": FileKind.PDF,
    b"ID3": FileKind.MP3,
    b"#!AMR": FileKind.AMR,
}
_MAIN_PARTS: Mapping[str, FileKind] = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
}
_ZIP = b"PK\x03\x04"
_AUDIO_BRANDS = (b"M4A ", b"M4B ")
_VIDEO_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"3gp",
    b"qt  ",
    b"MSNV",
)
# Layers I to III of MPEG 1 and 2: a frame begins with eleven set bits.
_MP3_FRAMES = frozenset(bytes((0xFF, second)) for second in (0xFB, 0xFA, 0xF3, 0xF2))
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


def kind_of(head: bytes, name: str) -> FileKind | None:
    """The kind that the first bytes show; None for what is not on the list. Archives: `kind_in_archive`.

    Text has no sign of its own: it is what holds no byte that text cannot have and calls itself .txt.
    """
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    if head[:2] in _MP3_FRAMES:
        return FileKind.MP3
    if head.startswith(b"RIFF"):
        return {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    named_text = name.lower().endswith(f".{FileKind.TXT}")
    return FileKind.TXT if named_text and is_text(head) else None


def is_archive(head: bytes) -> bool:
    """A ZIP: Word and Excel are told by what lies in it."""
    return head.startswith(_ZIP)


def kind_in_archive(entries: Collection[str]) -> FileKind | None:
    """Word or Excel by their main part; None for other archives and for what brings macros."""
    if any(entry.lower().endswith("vbaproject.bin") for entry in entries):
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in entries), None)


def is_text(head: bytes) -> bool:
    """No control bytes but tab and line ends, and readable as UTF-8 or as GB 18030 but for a cut last character."""
    if not head or _CONTROLS & set(head):
        return False
    return any(_reads_as(head, encoding) for encoding in ("utf-8", "gb18030"))


def _reads_as(head: bytes, encoding: str) -> bool:
    try:
        head.decode(encoding)
    except UnicodeDecodeError as fault:
        return len(head) - fault.start < 4 and len(head) >= HEAD  # cut in the middle of a character
    return True


def _of_brand(brand: bytes) -> FileKind | None:
    if brand in _AUDIO_BRANDS:
        return FileKind.M4A
    return FileKind.MP4 if brand.startswith(_VIDEO_BRANDS) else None
