"""Ids of documents: as short as they can be, and unique."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.source_ids import assign_ids, id_problem

NAMES = st.lists(
    st.builds(
        lambda folders, stem, ending: "/".join([*folders, stem + ending]),
        st.lists(st.sampled_from(["2023", "2024", "a", "a.txt"]), max_size=2),
        st.sampled_from(["surat", "a", "a.txt", "pane", "surat edaran"]),
        st.sampled_from([".txt", ".pdf", ".docx"]),
    ),
    unique=True,
)


@pytest.mark.parametrize(
    ("ids", "entries"),
    [
        ({"surat.txt": "surat", "2024/edaran no 5.pdf": "edaran no 5"}, {}),
        ({"2023/surat.txt": "2023/surat", "2024/surat.txt": "2024/surat"}, {}),
        ({"surat.txt": "surat", "2024/surat.txt": "2024/surat", "2024/januari/surat.pdf": "2024/januari/surat"}, {}),
        ({"surat.txt": "surat.txt", "surat.docx": "surat.docx", "2023/surat.txt": "2023/surat"}, {}),
        ({"a/b.txt": "a/b.txt", "a/b.md": "a/b.md", "c/b.md": "c/b"}, {}),
        # A name may look like another file's name with its ending.
        ({"surat.txt": "surat.txt", "surat.pdf": "surat.pdf", "surat.txt.docx": "surat.txt.docx"}, {}),
        ({"a.txt": "x", "b/a.txt": "a"}, {"a.txt": {"id": "x"}}),
        # What the manifest gives is taken: the others make way.
        ({"a.txt": "a.txt", "b.txt": "a", "c/a.txt": "c/a"}, {"b.txt": {"id": "a"}}),
        # "/sources/2023/pane" is an address of the source "2023".
        ({"2023/pane.txt": "2023/pane.txt", "2024/pane.txt": "2024/pane.txt"}, {}),
        ({"pane.txt": "pane"}, {}),
        ({}, {}),
    ],
)
def test_an_id_is_the_stem_then_the_path_then_the_whole_name(
    ids: dict[str, str], entries: dict[str, dict[str, str]]
) -> None:
    assert assign_ids(ids, entries) == ids
    assert assign_ids(reversed(ids), entries) == ids


def test_one_id_given_to_two_files_is_refused() -> None:
    with pytest.raises(SourceError, match=r"Two files have the id 'x': a\.txt and c/b\.txt"):
        assign_ids(["c/b.txt", "a.txt"], {"a.txt": {"id": "x"}, "c/b.txt": {"id": "x"}})


@given(NAMES)
def test_every_file_gets_an_id_of_its_own_that_an_address_can_have(names: list[str]) -> None:
    ids = assign_ids(names, {})
    assert ids.keys() == set(names)
    assert len(set(ids.values())) == len(names)
    assert all(id_problem(each) is None for each in ids.values())


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", ".", "a/../b", "./a", "a/pane"])
def test_an_id_that_makes_no_address_is_refused(name: str) -> None:
    assert id_problem(name)


@pytest.mark.parametrize("name", ["a", "2023/surat", "surat edaran?", "a/pane/b", "pane", "..a"])
def test_an_id_with_slashes_and_spaces_is_taken(name: str) -> None:
    assert id_problem(name) is None
