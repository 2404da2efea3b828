from tests.e2e.test_addresses import open_card


def test_shots(signed_in, make):
    for scheme in ("light", "dark"):
        for width in (1440, 360):
            page = signed_in("kundansvarig", color_scheme=scheme, viewport={"width": width, "height": 1000})
            open_card(page, "/customers/1004/contacts")
            page.get_by_role("region", name="Filer & länkar").scroll_into_view_if_needed()
            page.screenshot(path=f"/tmp/lab/shots-files/card-{scheme}-{width}.png", full_page=True)
            region = page.get_by_role("region", name="Filer & länkar")
            region.screenshot(path=f"/tmp/lab/shots-files/files-{scheme}-{width}.png")
            if scheme == "light":
                region.get_by_role(
                    "link", name="Ramavtal.pdf"
                ).first.scroll_into_view_if_needed() if region.get_by_role(
                    "link", name="Ramavtal.pdf"
                ).count() else region.get_by_role("link").first
                page.get_by_role("button", name="Åtgärder för").first.click()
                page.screenshot(path=f"/tmp/lab/shots-files/menu-{width}.png")
                page.get_by_role("menuitem", name="Typ och plats").click()
                page.get_by_role("dialog").wait_for()
                page.screenshot(path=f"/tmp/lab/shots-files/dialog-{width}.png")
                page.keyboard.press("Escape")
                page.get_by_role("dialog").wait_for(state="detached")
                page.get_by_role("button", name="Lägg till länk").click()
                page.get_by_role("dialog").wait_for()
                page.screenshot(path=f"/tmp/lab/shots-files/link-{width}.png")
                page.keyboard.press("Escape")
                page.get_by_role("dialog").wait_for(state="detached")
                region.get_by_role("link").first.click()
                page.get_by_role("dialog").wait_for()
                page.wait_for_timeout(1500)
                page.screenshot(path=f"/tmp/lab/shots-files/preview-{width}.png")
