"""What a file is decides its content, not its name."""

from __future__ import annotations

import pytest

from models.domain.attachments import FileKind, is_archive, kind_in_archive, kind_of

_FTYP = b"\x00\x00\x00\x18ftyp"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "x", FileKind.JPG),
        (b"\x89PNG\r\n\x1a\n....", "工资条.exe", FileKind.PNG),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "x", FileKind.WEBP),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "x", FileKind.WAV),
        (b"RIFF\x24\x00\x00\x00AVI LIST", "x.wav", None),
        (b"%PDF-1.7\n", "x", FileKind.PDF),
        (b"ID3\x04\x00", "x", FileKind.MP3),
        (b"\xff\xfb\x90\x00", "x", FileKind.MP3),
        (b"#!AMR\n", "x", FileKind.AMR),
        (_FTYP + b"M4A \x00", "x", FileKind.M4A),
        (_FTYP + b"isom\x00", "x", FileKind.MP4),
        (_FTYP + b"heic\x00", "x.mp4", None),
        ("三个月没发工资".encode(), "说明.TXT", FileKind.TXT),
        ("三个月没发工资".encode("gb18030"), "说明.txt", FileKind.TXT),
        (("工" * 200).encode()[:512], "长.txt", FileKind.TXT),  # cut inside a character
        (b"plain words", "x.html", None),
        (b"MZ\x90\x00\x03", "工资表.txt", None),
        (b"\x7fELF\x02", "x.jpg", None),
        (b"<html><script>", "x.jpg", None),
        (b"GIF89a", "x.gif", None),
        (b"", "x.txt", None),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, name: str, kind: FileKind | None) -> None:
    """A program that calls itself a picture is none; a picture under any name is one."""
    assert kind_of(head, name) is kind


def test_word_and_excel_are_told_by_their_main_part() -> None:
    """Other archives are refused, and so are macros."""
    assert is_archive(b"PK\x03\x04\x14")
    assert kind_in_archive(["[Content_Types].xml", "word/document.xml"]) is FileKind.DOCX
    assert kind_in_archive(["xl/workbook.xml"]) is FileKind.XLSX
    assert kind_in_archive(["payload.exe"]) is None
    assert kind_in_archive(["word/document.xml", "word/vbaProject.bin"]) is None
