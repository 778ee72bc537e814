"""What a page must be for everyone: readable by every aid, and no wider than its window."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 A and AA, and what the makers of axe advise.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Page) -> list[str]:
    """Return what axe finds wrong with this page: rule, what to do, and where."""
    told = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    return [
        f"{violation['id']}: {violation['help']}: {'; '.join(str(node['target']) for node in violation['nodes'][:3])}"
        for violation in told["violations"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    pixels: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return pixels
