"""The language of a page: the one asked for, else the one that the settings name."""

from __future__ import annotations

import pytest

from tests.assistant.web.site import client

PATHS = ("/sources", "/sources/001_bali", "/sources/none", "/explain", "/operator", "/panel")


@pytest.mark.parametrize("default", ["id", "en"])
def test_every_page_speaks_the_language_asked_for_else_that_of_the_settings(default: str) -> None:
    with client(language=default, evaluators=True, operator_token="rahasia pengelola") as api:
        for path in PATHS:
            for asked, shown in (("", default), ("?lang=id", "id"), ("?lang=en", "en"), ("?lang=fr", default)):
                page = api.get(path + asked)
                assert f'<html lang="{shown}"' in page.text, (path, asked)


@pytest.mark.parametrize("default", ["id", "en"])
def test_so_do_the_forms_of_the_operator(default: str) -> None:
    ours = {"Origin": "http://testserver"}
    with client(language=default, operator_token="rahasia pengelola") as api:
        for asked, shown in (({}, default), ({"lang": "en"}, "en"), ({"lang": "fr"}, default)):
            page = api.post("/operator/login", data={"token": "salah"} | asked, headers=ours)
            assert page.status_code == 403
            assert f'<html lang="{shown}"' in page.text
