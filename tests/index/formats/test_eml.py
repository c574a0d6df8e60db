"""Mail as it is saved."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from index.errors import DocumentError
from index.formats import Extracted
from index.formats.eml import extract_eml
from tests.index.formats.readings import furniture

PAGE = (
    "<html><head><meta charset='iso-8859-1'></head><body><p>Pegawai wajib netral pada pemilihan kepala daerah, ujar “camat”.</p>"
    "<p>Laporan dikirim paling lambat 28 Juni 2024 kepada inspektorat kabupaten.</p></body></html>"
)


def mail(text: str = "", page: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    if text:
        message.set_content(text)
    if page:
        (message.add_alternative if text else message.set_content)(page, subtype="html")
    return message


def read(message: EmailMessage | bytes) -> Extracted:
    return extract_eml(message if isinstance(message, bytes) else message.as_bytes(), "a.eml")


def test_subject_sender_and_date_are_stated() -> None:
    message = mail(
        "Isi surel.",
        Subject="Bls: Fwd: Undangan Rapat – Netralitas",
        From="Dewi Lestari <dewi@mekarjaya.invalid>",
        Date="Fri, 04 Oct 2024 00:30:00 +0800",
    )
    extracted = read(message)
    assert extracted.text == "Isi surel."
    assert extracted.stated == {
        "title": "Undangan Rapat – Netralitas",
        "publisher": "Dewi Lestari",
        "published": "2024-10-04",  # where she was; in Greenwich it was still the third
    }


@pytest.mark.parametrize("date", ["", "kemarin", "Thu, 99 Oct 2024 08:00:00 +0800"])
def test_what_is_missing_or_wrong_is_not_stated(date: str) -> None:
    extracted = read(mail("Isi.", From="dewi@mekarjaya.invalid", **({"Date": date} if date else {})))
    assert extracted.stated == {"title": None, "publisher": "dewi@mekarjaya.invalid", "published": None}


class TestBody:
    def test_plain_text_comes_before_html(self) -> None:
        assert read(mail("Isi polos.\n\nDua.", PAGE, Subject="x")).text == "Isi polos.\n\nDua."

    @pytest.mark.parametrize("text", ["", "  \n"])
    def test_html_is_read_where_there_is_no_plain_text(self, text: str) -> None:
        extracted = read(mail(text, PAGE, Subject="Netralitas"))
        assert "ujar “camat”" in extracted.text
        assert "28 Juni 2024" in extracted.text
        assert "<p>" not in extracted.text
        assert extracted.stated["title"] == "Netralitas"

    @pytest.mark.parametrize(
        ("encoding", "charset"), [("utf-8", "utf-8"), ("windows-1252", "windows-1252"), ("utf-8", "x-tak-dikenal")]
    )
    def test_character_sets(self, encoding: str, charset: str) -> None:
        head = f"Subject: x\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        assert read(head.encode() + "Ujar “netral”.\r\nDua.".encode(encoding)).text == "Ujar “netral”.\nDua."

    def test_attachments_are_named_as_left_out(self) -> None:
        message = mail("Isi.", Subject="x")
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="rekap 2024.pdf")
        message.add_attachment(b"x", maintype="image", subtype="png")
        assert read(message).warnings == (
            "left out: the attachment rekap 2024.pdf",
            "left out: the attachment image/png",
        )

    def test_pictures_within_a_page_are_no_attachments(self) -> None:
        message = mail(page=PAGE, Subject="x")
        message.add_related(
            b"x", maintype="image", subtype="png", cid="<logo>", filename="logo.png", disposition="inline"
        )
        assert read(message).warnings == ()

    def test_a_mail_of_attachments_alone_is_refused(self) -> None:
        message = EmailMessage()
        message["Subject"] = "x"
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
        with pytest.raises(DocumentError, match="Add its attachments as files of their own"):
            read(message)

    @pytest.mark.parametrize("data", [b"", b"bukan surel", b"PK\x03\x04"])
    def test_what_is_no_mail_is_refused(self, data: bytes) -> None:
        with pytest.raises(DocumentError, match=r"a\.eml cannot be read as EML: it is no mail\. Save it again"):
            read(data)


class TestFurniture:
    def test_quoted_lines_and_what_introduces_them(self) -> None:
        text = "Setuju.\n\nPada 3 Okt 2024, Dewi <d@mekarjaya.invalid>\nmenulis:\n\n> Rapat besok?\n>\n> Salam\n\nSampai jumpa.\n> lagi"
        assert furniture(read(mail(text, Subject="x"))) == [
            (
                "reply-quote",
                "Pada 3 Okt 2024, Dewi <d@mekarjaya.invalid>\nmenulis:\n\n> Rapat besok?\n>\n> Salam",
            ),
            ("reply-quote", "> lagi"),
        ]

    def test_a_sentence_before_a_quote_stays(self) -> None:
        assert furniture(read(mail("Anda menulis:\n> Rapat besok?", Subject="x"))) == [
            ("reply-quote", "> Rapat besok?")
        ]

    def test_an_earlier_mail_below(self) -> None:
        text = "Setuju.\n\n-----Pesan Asli-----\nDari: Dewi\n\nRapat besok?\n"
        assert furniture(read(mail(text, Subject="x"))) == [("reply-quote", text[9:].rstrip())]

    @pytest.mark.parametrize("line", ["-----Original Message-----", "---------- Forwarded message ---------"])
    def test_one_that_is_all_of_the_mail_stays(self, line: str) -> None:
        assert furniture(read(mail(f"{line}\nDari: Dewi\n\nRapat besok pukul 8.", Subject="x"))) == []

    def test_a_signature(self) -> None:
        assert furniture(read(mail("Isi.\n\n-- \nDewi\nInspektorat", Subject="x"))) == [
            ("signature", "-- \nDewi\nInspektorat")
        ]
        assert furniture(read(mail("Isi.\n\n--\nDewi", Subject="x"))) == []
