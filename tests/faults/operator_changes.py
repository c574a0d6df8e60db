"""Every change of an operator on a small folder, and what the folder, its bin and its uploads then are."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from assistant.publishing.details import Details
from assistant.publishing.folder import SourcesFolder
from assistant.publishing.questions_file import QuestionsFile
from assistant.publishing.uploads import Uploads
from index.bank_file import entry_of
from index.load import read_folder
from tests.index.made_up_bank import ANSWER

OLD = b"Rapat Desa\n\nRapat dibuka pada 3 Mei 2031 oleh kepala desa.\n"
NEW = b"Rapat Desa\n\nRapat ditunda ke 9 Juni 2031 karena banjir besar.\n"
OTHER = b"Apel Pagi\n\nApel pagi digelar di lapangan kabupaten pada hari Senin.\n"
Snapshot = tuple[tuple[str, bytes], ...]


class Office:
    """A folder of articles with an entry that has a checksum, one in a folder, two in the bin, and an upload that waits."""

    def __init__(self, parent: Path) -> None:
        self.parent = parent
        self.sources = parent / "articles"
        self.folder = SourcesFolder(self.sources, nullcontext)
        self.uploads = Uploads(self.folder, tuple)
        self.questions = QuestionsFile(self.sources, nullcontext)

    @classmethod
    def made(cls, parent: Path) -> Office:
        office = cls(parent)
        (office.sources / "2031").mkdir(parents=True)
        entry = (
            f'# ours\n\n[[source]]\nfile = "rapat.txt"\ntitle = "Rapat"\nsha256 = "{hashlib.sha256(OLD).hexdigest()}"\n'
        )
        (office.sources / "manifest.toml").write_text(entry, encoding="utf-8")
        (office.sources / "rapat.txt").write_bytes(OLD)
        (office.sources / "2031" / "upacara.txt").write_bytes(
            b"Upacara\n\nUpacara bendera digelar di alun-alun kota.\n"
        )
        office.folder.add("apel.txt", OTHER, Details(title="Apel", publisher="Kabar"))
        office.folder.add("apel.txt", OTHER + b"\nApel ditiadakan saat hujan.\n", Details(), replace=True)
        office.folder.add("lama.txt", b"Surat Lama\n\nSurat lama tentang cuti pegawai negeri.\n", Details(title="Lama"))
        office.folder.remove("lama.txt")
        shutil.rmtree(parent / "empty", ignore_errors=True)
        office.uploads.take("rapat.txt", NEW, Details())
        return office

    def binned(self, file: str) -> str:
        return next(item.name for item in self.folder.bin.items() if item.file == file)

    def token(self) -> str:
        return self.uploads.waiting.waiting()[0].token

    def snapshot(self) -> Snapshot:
        """Every file, whatever time and chance are in its name; the lock apart."""
        found = []
        for path in self.parent.rglob("*"):
            if path.name != ".articles.changes.lock":
                name = re.sub(
                    r"\d{8}-\d{6}-\d{6}-[0-9a-f]{4}-|[0-9a-f]{24}", "", path.relative_to(self.parent).as_posix()
                )
                data = path.read_bytes() if path.is_file() else b""
                found.append((name, re.sub(rb'"(token|since)": [^,}]+', b"", data)))
        return tuple(sorted(found))

    def builds(self) -> int:
        """How many articles a build reads; it fails where it cannot read the folder."""
        return len(read_folder(self.sources).documents)


def _replace_otherwise_named(office: Office) -> None:
    office.folder.add("apel-baru.md", OTHER + b"\nBaru.\n", Details(), instead_of="apel.txt")


def _decide(office: Office) -> None:
    office.uploads.replace(office.token(), office.folder.seal("rapat.txt"))


CHANGES: dict[str, Callable[[Office], object]] = {
    "add": lambda office: office.folder.add("baru.txt", b"Baru\n\nBerita baru dari kecamatan.\n", Details()),
    "add with details": lambda o: o.folder.add("baru.txt", b"Baru\n\nBerita baru.\n", Details(title="Baru")),
    "replace": lambda office: office.folder.add("rapat.txt", NEW, Details(publisher="Kabar"), replace=True),
    "replace under another ending": _replace_otherwise_named,
    "replace by an upload that waited": _decide,
    "add an upload that waited beside": lambda office: office.uploads.add_beside(office.token(), "rapat-2"),
    "let an upload wait": lambda office: office.uploads.take("apel.txt", NEW * 2, Details(title="Lain")),
    "discard an upload": lambda office: office.uploads.waiting.drop(office.token()),
    "describe": lambda office: office.folder.describe("apel.txt", Details(title="Apel Pagi")),
    "remove": lambda office: office.folder.remove("rapat.txt"),
    "remove from a folder": lambda office: office.folder.remove("2031/upacara.txt"),
    "restore": lambda office: office.folder.restore(office.binned("lama.txt")),
    "restore over another": lambda office: office.folder.restore(office.binned("apel.txt")),
    "delete from the bin": lambda office: office.folder.bin.drop(office.binned("lama.txt")),
    "empty the bin": lambda office: office.folder.bin.empty(office.folder.bin.items()[0].name),
    "save questions": lambda office: office.questions.save((entry_of(ANSWER),)),
}
