"""Evaluation runs over HTTP: who sees them, what each page shows, and that nothing but runs is ever served."""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.wording import words
from tests.assistant.made_up_run import CASES, REPORT_PAGE, case, compare, make_report, make_run
from tests.assistant.web.quality.test_inbox_pages import OURS, TOKEN, Desk
from tests.fakes import HOSTILE
from tests.markup import check_page
from tests.paged import cited_item

SAY = words("id")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs, to be copied: their figures take a moment."""
    folder = tmp_path_factory.mktemp("made")
    make_run(folder / "satu")
    make_report(folder / "satu")
    # Another headline is right in each: a-1 is lost, a-3 is won.
    turned = {"a-1": case("a-1", "Kapan pendaftaran dimulai?", answers=("1 Mei 2031",), gold=())}
    turned["a-3"] = case("a-3", "Apa itu ASN?", "Siapa presiden mereka?", gold=(), answers=(), refusal="not_in_sources")
    make_run(folder / "studi" / "dua", tuple(turned.get(one.id, one) for one in CASES), settings={"candidates": 2})
    return folder


@pytest.fixture
def desk(tmp_path: Path, made: Path) -> Desk:
    shutil.copytree(made, tmp_path / "runs")
    desk = Desk(tmp_path, runs=tmp_path / "runs", evaluators=True)
    desk.enter()
    return desk


def test_an_answer_shows_what_belongs_before_its_quote_and_where_it_stands(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "runs" / "satu" / "answers.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows[0]["answer"] |= {"citations": [asdict(cited_item())], "short_answer": None}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    page = desk.page("/runs/one?run=satu&show=all")
    assert '<span class="leading">(2) Pegawai dilarang: …</span>' in page
    assert "Peraturan Bupati Rimba</a> · Pasal 1 ayat (2) huruf c · hlm. 1" in page


def rows(page: str) -> list[str]:
    """The names of the listed runs, in order."""
    return re.findall(r'name="run" value="([^"]*)"', page)


def shown_answers(page: str) -> list[str]:
    return re.findall(r'<p class="facts-line"><code>([^<]*)</code>', page)


# Who may see them


@pytest.mark.parametrize("path", ["", "/one?run=satu", "/compare?before=satu&after=studi/dua"])
def test_others_see_the_login_and_come_back_to_the_page_that_they_asked_for(desk: Desk, path: str) -> None:
    other = desk.another()
    page = other.get(f"/quality/runs{path}").text
    assert "presiden" not in page
    back = html.unescape(re.findall(r'name="back" value="([^"]*)"', page)[0])
    data = {"token": TOKEN, "person": "Tono", "back": back}
    entered = other.post("/quality/login", data=data, headers=OURS, follow_redirects=False)
    assert entered.headers["location"].replace("%2F", "/") == f"/quality/runs{path}{'&' if path else '?'}lang=id"
    assert "Masuk sebagai Tono" in other.get(entered.headers["location"]).text


@pytest.mark.parametrize(
    "back", ["https://outside.invalid", "//outside.invalid", "@outside.invalid", "/x\r\nSet-Cookie: a=b", "/\\x", "/é", "/" + "x" * 9000]
)  # fmt: skip
def test_the_way_back_leads_nowhere_else(desk: Desk, back: str) -> None:
    data = {"token": TOKEN, "person": "Tono", "back": back}
    entered = desk.another().post("/quality/login", data=data, headers=OURS, follow_redirects=False)
    location = entered.headers["location"]
    assert location.startswith("/quality")
    assert location in ("/quality?lang=id", f"/quality{back}?lang=id")
    assert "\n" not in location


def test_a_report_is_shown_to_those_alone_who_are_in(desk: Desk) -> None:
    response = desk.another().get("/quality/runs/report?run=satu", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/quality/runs/one?run=satu")


def test_a_server_without_runs_says_how_to_make_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, runs=tmp_path / "none")
    desk.enter()
    page = desk.page("/runs")
    assert SAY["runs_none_title"] in page
    assert "netral-eval run --out none/" in page


# The list


def test_the_list_has_the_figures_of_each_run(desk: Desk) -> None:
    page = desk.page("/runs?sort=name")
    assert rows(page) == ["satu", "studi/dua"]
    row = re.sub(r"<[^>]+>", " ", page.split('value="satu"')[1].split("</tr>")[0])
    for text in ("tanya.jsonl", "5 pertanyaan", "50,0", "20,0", "100,0", "12 ms", "ffffffff", "Laporan"):
        assert text in row
    assert 'href="/quality/runs/one?run=studi%2Fdua&lang=id"' in page
    assert "50.0" in desk.page("/runs?lang=en")


def test_the_list_is_sorted_by_any_column_and_what_is_missing_comes_last(desk: Desk) -> None:
    lame = desk.settings.runs / "pincang"
    lame.mkdir()
    (lame / "run.json").write_text("{}", encoding="utf-8")
    assert rows(desk.page("/runs?sort=misled&order=asc")) == ["satu", "studi/dua", "pincang"]
    assert rows(desk.page("/runs?sort=misled&order=desc")) == ["studi/dua", "satu", "pincang"]
    assert rows(desk.page("/runs?sort=name&order=desc")) == ["studi/dua", "satu", "pincang"]
    for column in ("name", "date", "questions", "headline", "refused", "misled", "talk", "time", "index"):
        page = desk.page(f"/runs?sort={column}")
        assert len(rows(page)) == 3
        assert page.count("aria-sort=") == 1
    unknown = desk.page("/runs?sort=__class__&order=up")
    assert 'class="of-date" aria-sort="descending"' in unknown


def test_a_broken_run_is_listed_with_what_is_wrong(desk: Desk) -> None:
    (desk.settings.runs / "satu" / "metrics.json").write_text("{", encoding="utf-8")
    (desk.settings.runs / "studi" / "dua" / "answers.jsonl").unlink()
    page = desk.page("/runs")
    assert SAY["runs_wrong_damaged"].format(file="metrics.json", line=1) in page
    assert SAY["runs_wrong_missing"].format(file="answers.jsonl") in page
    one = desk.page("/runs/one?run=satu")
    assert SAY["runs_wrong_damaged"].format(file="metrics.json", line=1) in one
    assert shown_answers(one) == ["a-3", "a-4"]
    assert SAY["runs_wrong_missing"].format(file="answers.jsonl") in desk.page("/runs/one?run=studi/dua")


# One run


def test_a_run_shows_its_figures_and_its_wrong_answers(desk: Desk) -> None:
    page = desk.page("/runs/one?run=satu")
    assert shown_answers(page) == ["a-3", "a-4"]
    third = page.split("<code>a-3</code>")[1].split("</li>")[0]
    assert "Apa itu ASN?" in third
    assert SAY["runs_fault_refused"] in third
    assert "22 September 2024" in third
    assert "Proses pendaftaran calon, dimulai 22 September 2024." in third
    assert "Ditolak: tidak ada di sumber" in third
    assert re.search(r'href="/sources/001_bali\?start=\d+&end=\d+&lang=id#quote"', third)
    fourth = page.split("<code>a-4</code>")[1].split("</li>")[0]
    assert "Ditolak: di luar topik" in fourth
    assert SAY["runs_misled"] in fourth
    assert "<mark>22 September 2024</mark>" in fourth
    assert 'href="/quality/runs/one?run=satu&kind=near_miss&lang=id#answers"' in page
    assert SAY["runs_group_refusals"] in page
    assert "answering: answerable, headline right" in page
    assert "settings.candidates" in page


def test_each_answer_leads_to_its_trace_and_from_there_to_a_case(desk: Desk) -> None:
    page = desk.page("/runs/one?run=satu")
    trace = re.findall(r'href="(/quality/trace\?question=Siapa[^"#]*)"', page)[0]
    assert "Rapat dimulai." in desk.page(trace.removeprefix("/quality"))
    assert desk.service.asked[-1] == ("Siapa presiden mereka?", ("Apa itu ASN?",), "id")
    assert f'href="{trace}#case"' in page


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("show=all", ["a-1", "a-2", "a-3", "a-4", "a-5"]),
        ("kind=near_miss", ["a-4"]),
        ("fault=refused", ["a-3"]),
        ("misled=1", ["a-4"]),
        ("find=presiden", ["a-3"]),
        ("find=zzz", []),
        ("fault=none", []),
        ("page=99", ["a-3", "a-4"]),
        ("page=%C2%B2", ["a-3", "a-4"]),
    ],
)
def test_the_answers_are_filtered(desk: Desk, query: str, ids: list[str]) -> None:
    page = desk.page(f"/runs/one?run=satu&{query}")
    assert shown_answers(page) == ids
    assert (SAY["runs_answers_none"] in page) is (not ids)


def test_many_answers_come_in_pages_that_keep_the_filter(desk: Desk) -> None:
    many = tuple(case(f"b-{number:02}", f"Siapa presiden nomor {number}?") for number in range(30))
    make_run(desk.settings.runs / "banyak", many)
    first = desk.page("/runs/one?run=banyak&find=presiden")
    assert len(shown_answers(first)) == 25
    after = re.findall(r'href="/quality(/runs/one\?[^"]*page=2[^"]*)#answers"', first)[0]
    second = desk.page(after)
    assert shown_answers(second) == [f"b-{number}" for number in range(25, 30)]
    assert 'name="find" value="presiden"' in second


def test_where_everything_is_right_the_page_says_so(desk: Desk) -> None:
    make_run(desk.settings.runs / "baik", CASES[:2])
    assert SAY["runs_answers_perfect"] in desk.page("/runs/one?run=baik")


@pytest.mark.parametrize("name", ["none", "", "..", "../runs/satu", "satu/..", "/etc", "studi", "satu%00"])
@pytest.mark.parametrize("page", ["one", "report"])
def test_what_is_no_run_is_404(desk: Desk, page: str, name: str) -> None:
    assert desk.browser.get(f"/quality/runs/{page}?run={name}").status_code == 404


def test_nothing_of_a_run_becomes_markup(desk: Desk) -> None:
    """A run may be of questions that anybody typed, and its folder may have any name."""
    hostile = " ".join(HOSTILE)
    folder = desk.settings.runs / "<img src=x onerror=window.hacked=1>"
    make_run(
        folder, (case("b-1", "Apa?", f"xss {hostile}", kind=hostile, answers=(hostile,)),), questions={"file": hostile}
    )
    row = json.loads((folder / "answers.jsonl").read_text(encoding="utf-8"))
    row["id"] = hostile
    (folder / "answers.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    shutil.copytree(folder, desk.settings.runs / "dua lagi")
    run = "%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E"
    for path in ("", f"/one?run={run}", f"/compare?before={run}&after=satu", f"/compare?before=dua+lagi&after={run}"):
        page = desk.browser.get(f"/quality/runs{path}").text
        assert "<img" not in page
        assert "<script>window" not in page
        assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', page))


# Two runs


def test_two_runs_are_compared_and_the_questions_that_changed_are_listed(desk: Desk) -> None:
    page = desk.page("/runs/compare?before=satu&after=studi/dua")
    assert SAY["runs_lost"].format(count=1) in page
    assert SAY["runs_won"].format(count=1) in page
    assert shown_answers(page) == ["a-1", "a-3"]
    assert "netral-eval compare runs/satu runs/studi/dua" in page
    assert "settings.candidates" in page
    lost = page.split("<code>a-1</code>")[1].split("</li>")[0]
    assert (
        lost.count('<strong lang="id">22 September 2024</strong>') == 2
    )  # said before and after; only what is expected changed


def test_a_kept_comparison_is_shown_with_its_test(desk: Desk) -> None:
    compare(desk.settings.runs / "satu", desk.settings.runs / "studi" / "dua")
    page = desk.page("/runs/compare?before=satu&after=studi/dua")
    assert SAY["runs_tested_note"].format(count=5) in page
    assert SAY["runs_verdict_chance"] in page
    assert "1,000" in page
    assert "1.000" in desk.page("/runs/compare?before=satu&after=studi/dua&lang=en")
    assert SAY["runs_untested"] in desk.page("/runs/compare?before=studi/dua&after=satu")


def test_two_ticked_runs_are_compared_the_older_one_first(desk: Desk) -> None:
    path = desk.settings.runs / "studi" / "dua" / "run.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(about | {"finished": "2001-01-01T00:00:00+00:00"}), encoding="utf-8")
    page = desk.page("/runs/compare?run=satu&run=studi/dua")
    assert re.findall(r"<option selected>([^<]*)</option>", page) == ["studi/dua", "satu"]
    assert 'href="/quality/runs/compare?before=satu&after=studi%2Fdua&lang=id"' in page  # the other way round


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "runs_none_chosen"),
        ("?run=satu", "runs_none_chosen"),
        ("?run=none&run=..", "runs_none_chosen"),
        ("?before=satu&after=satu", "runs_same"),
        ("?before=satu&after=none", "runs_gone"),
    ],
)
def test_until_there_are_two_runs_the_page_asks_for_them(desk: Desk, query: str, said: str) -> None:
    page = desk.page(f"/runs/compare{query}")
    assert SAY[said].format(run="none") in page
    assert SAY["runs_measures_note"] not in page
    assert 'class="compared' not in page


def test_runs_of_other_questions_have_nothing_to_compare(desk: Desk) -> None:
    make_run(desk.settings.runs / "lain", (case("z-1", "Kapan?"),))
    assert SAY["runs_no_pairs"] in desk.page("/runs/compare?before=satu&after=lain")


# The report


def test_a_report_is_served_as_it_is_and_can_do_nothing(desk: Desk) -> None:
    response = desk.browser.get("/quality/runs/report?run=satu")
    assert (response.status_code, response.text) == (200, REPORT_PAGE)
    policy = response.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"} <= set(
        policy
    )
    assert not [part for part in policy if "script" in part or "connect" in part]
    # Chromium and Firefox refuse a sandboxed page that has an opener policy.
    assert response.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert desk.browser.get("/quality/runs/report?run=studi/dua").status_code == 404


def test_a_report_that_is_too_large_is_said_on_the_page_of_its_run(desk: Desk) -> None:
    with (desk.settings.runs / "satu" / "report.html").open("r+b") as file:
        file.truncate(65 << 20)
    page = html.unescape(desk.browser.get("/quality/runs/report?run=satu").text)
    assert SAY["runs_wrong_big"].format(file="report.html", size=65, limit=64) in page
    assert "/quality/runs/report" not in page


def test_the_pages_are_whole(desk: Desk) -> None:
    for path in ("", "/one?run=satu", "/compare?before=satu&after=studi/dua"):
        text = desk.browser.get(f"/quality/runs{path}").text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", text)


def test_markup_is_closed(desk: Desk) -> None:
    page: Any = desk.browser.get("/explain?question=Kapan").text
    check_page(page)
