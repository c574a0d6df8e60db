"""What the drivers see of a page that does wrong, and what Firefox's says when there is none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.usability.bidi import CommandError
from tests.browser.usability.driver import Driver, wait_until
from tests.browser.usability.firefox_process import MISSING, FirefoxProcess
from tests.browser.usability.small_site import SmallSite

WRONG = """<script>
console.error("dikeluhkan");
setTimeout(() => { throw new Error("dilempar"); });
fetch("http://%s/").catch(() => {});
</script>"""


@pytest.mark.parametrize("program", ["Chromium", "Firefox"])
def test_errors_and_other_hosts_are_noticed(
    driver: Driver, open_html: Callable[[str], None], small_site: SmallSite
) -> None:
    with closing(SmallSite()) as outside:
        open_html(WRONG % outside.host)

        def all_seen() -> bool:
            driver.look("() => 0")  # what a browser tells comes with its replies
            said = " ".join(driver.complaints())
            return "dikeluhkan" in said and "dilempar" in said and len(driver.hosts()) > 1

        wait_until(all_seen, "the errors and the request")
        assert driver.hosts() == {small_site.host, outside.host}


def test_without_firefox_a_test_fails_and_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="make browser") as failed:
        FirefoxProcess(tmp_path, {})
    assert str(failed.value) == MISSING


def test_a_firefox_that_ends_at_once_is_an_error_with_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "firefox"
    program.write_text("#!/bin/sh\necho no display here >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="no display here"):
        FirefoxProcess(tmp_path, {})
