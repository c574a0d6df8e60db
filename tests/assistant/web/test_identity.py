"""What browsers and phones ask of a site about itself, and an office's identity through the routes of a real application."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from assistant.branding.brand import NETRAL, Brand, brand_in_force
from assistant.branding.logo import PNG, Logo
from assistant.html import STATIC
from assistant.web.identity import web_manifest
from assistant.web.shared.smaller import squeeze_css
from assistant.web.shared.static_files import BUNDLES
from index.errors import ConfigError
from tests.assistant.branding.pictures import png, svg
from tests.assistant.web.site import client, problem

BRAND = """
name = "Tanya ASN"
tagline = { id = "Untuk pegawai", en = "For staff" }
[light]
accent = "#1f3f77"
[dark]
accent = "#a9c3f5"
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with a brand that has no logo."""
    (tmp_path / "brand.toml").write_text(BRAND, encoding="utf-8")
    return tmp_path


def with_logo(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    (folder / "brand.toml").write_text(f'logo = "{name}"\n{BRAND}', encoding="utf-8")
    return folder


# Netral's own


def test_the_drawing_is_in_the_accent_of_the_tokens() -> None:
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    colours = {NETRAL.palette("light")[token] for token in ("accent", "on-accent")}
    assert set(re.findall(r'"(#[0-9a-f]+)"', drawing)) == colours


def test_the_picture_of_a_tab_has_the_sizes_that_systems_ask_for() -> None:
    with client() as api:
        response = api.get("/favicon.ico")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/x-icon")
    with Image.open(STATIC / "favicon.ico") as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert response.content == (STATIC / "favicon.ico").read_bytes()


@pytest.mark.parametrize(("name", "side", "corner"), [
    ("icon-192.png", 192, 0), ("icon-512.png", 512, 0), ("icon-maskable.png", 512, 255), ("apple-touch-icon.png", 180, 255),
])  # fmt: skip
def test_the_pixel_pictures_are_of_their_size_and_in_the_accent(name: str, side: int, corner: int) -> None:
    """Those that a phone cuts to its own shape have no transparent corners."""
    with Image.open(STATIC / name) as picture:
        assert picture.size == (side, side)
        pixels = picture.convert("RGBA")
    assert pixels.getpixel((0, 0))[3] == corner  # type: ignore[index]
    found = pixels.getpixel((side // 2, side // 20))
    assert found == pytest.approx((0x0D, 0x5C, 0x4F, 255), abs=4)


def test_the_manifest_names_pictures_that_are_served() -> None:
    with client() as api:
        response = api.get("/manifest.json")
        assert response.headers["Content-Type"].startswith("application/manifest+json")
        manifest = response.json()
        for icon in manifest["icons"]:
            sent = api.get(f"/{icon['src']}")
            assert (sent.status_code, sent.headers["Content-Type"]) == (200, icon["type"])
        assert api.get("/manifest.json", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}
    assert [icon["purpose"] for icon in manifest["icons"] if "purpose" in icon] == ["maskable"]
    assert (manifest["name"], manifest["short_name"], manifest["lang"]) == ("Netral", "Netral", "id")
    assert manifest["description"] == "Tanya jawab netralitas ASN"
    # Relative to the manifest's own address, so that they are right behind any prefix.
    assert (manifest["start_url"], manifest["scope"], manifest["id"]) == ("./", "./", "./")


def test_the_manifest_speaks_the_language_of_the_server() -> None:
    with client(language="en") as api:
        manifest = api.get("/manifest.json").json()
    assert (manifest["lang"], manifest["description"]) == ("en", "Questions on civil service neutrality")


def test_a_long_name_is_left_to_the_system_to_shorten() -> None:
    assert "short_name" not in web_manifest(Brand(name="Tanya Kepegawaian"), "id")


def test_behind_a_prefix_they_are_found_below_it() -> None:
    with client(root_path="/netral") as api:
        page = api.get("/netral/sources").text
        for address in re.findall(r'<link rel="(?:icon|apple-touch-icon|manifest)" href="([^"]+)"', page):
            assert address.startswith("/netral/")
            assert api.get(address).status_code == 200


# An office's


def test_an_office_without_a_logo_has_the_mark_in_its_accent(office: Path) -> None:
    with client(brand=str(office)) as api:
        for path in ("/favicon.ico", "/static/netral/icon.svg"):
            response = api.get(path)
            assert response.headers["Content-Type"] == "image/svg+xml"
            assert '"#1f3f77"' in response.text
            assert "#0d5c4f" not in response.text
        manifest = api.get("/manifest.json").json()
        assert problem(api.get("/static/netral/logo.svg"))["code"] == "not_found"
    assert manifest["icons"] == [{"src": "static/netral/icon.svg", "type": "image/svg+xml", "sizes": "any"}]
    assert (manifest["name"], manifest["description"]) == ("Tanya ASN", "Untuk pegawai")


def test_a_style_sheet_has_the_colours_right_after_ours_under_a_tag_of_its_own(office: Path) -> None:
    with client() as plain:
        before = {name: plain.get(f"/static/netral/{name}") for name in BUNDLES}
    with client(brand=str(office)) as api:
        for name in (name for name, parts in BUNDLES.items() if "tokens.css" in parts):
            response = api.get(f"/static/netral/{name}")
            tokens, after = (STATIC / "tokens.css").read_text(encoding="utf-8"), brand_in_force().css()
            assert after.count("--n-accent") == 3  # the light rule, and the dark one twice
            assert response.text.startswith(squeeze_css(tokens + after).strip())
            assert response.headers["ETag"] != before[name].headers["ETag"]
            old = api.get(f"/static/netral/{name}", headers={"If-None-Match": before[name].headers["ETag"]})
            assert old.status_code == 200


def test_a_drawing_of_the_office_is_sent_as_it_is_and_may_only_be_drawn(office: Path) -> None:
    with client(brand=str(with_logo(office, "lambang.svg", svg()))) as api:
        for path in ("/static/netral/logo.svg", "/favicon.ico"):
            response = api.get(path)
            assert (response.content, response.headers["Content-Type"]) == (svg(), "image/svg+xml")
            assert "sandbox" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "url(logo.svg)" in api.get("/static/netral/source.css").text
        assert api.get("/manifest.json").json()["icons"][0]["src"] == "static/netral/logo.svg"


def test_a_picture_of_pixels_is_sent_with_its_size(office: Path) -> None:
    with client(brand=str(with_logo(office, "x.png", png(96, 96)))) as api:
        assert api.get("/static/netral/logo.png").content == png(96, 96)
        icons = api.get("/manifest.json").json()["icons"]
    assert icons == [{"src": "static/netral/logo.png", "type": PNG, "sizes": "96x96"}]
    assert Brand(logo=Logo(png(), PNG, 4, 4)).touch_icon_name == "logo.png"


def test_pages_and_the_panel_say_the_name(office: Path) -> None:
    with client(brand=str(office)) as api:
        for path in ("/sources", "/sources/none", "/panel"):
            page = api.get(path).text
            assert "Tanya ASN" in page
            assert re.search(r"\bNetral\b", page) is None
        config = json.dumps(api.get("/panel").text)
    assert "Tanya ASN" in config


def test_the_identity_follows_the_application_that_was_made_last(office: Path) -> None:
    with client(brand=str(office)):
        assert brand_in_force().name == "Tanya ASN"
    with client():
        assert brand_in_force() is NETRAL


def test_a_wrong_brand_is_refused_before_anything_is_served(office: Path) -> None:
    (office / "brand.toml").write_text('[light]\naccent = "#ffcc00"\n', encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"cannot be used: \[light\] `accent` .* has a contrast of 1\.4, and needs 4\.5"
    ):
        client(brand=str(office))
    assert brand_in_force() is NETRAL
