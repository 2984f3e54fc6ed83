"""Chromium without a window, its driver, and axe-core: found on this machine, or said to be absent.

Browser and driver are those of the machine's package manager (Debian: ``chromium`` and
``chromium-driver``); the driver's library is imported only here, since not every environment has
it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
LONGEST_SECONDS = 60
"""How long a page is waited for; a login is one that answers slowly."""
ARRIVED = "return !window.isLeft && document.readyState === 'complete'"
PROBE = "data:text/html,<title>off</title><script>document.title='on'</script>"
"""A page whose title tells whether scripts run."""


class NotHadError(Exception):
    """There is no browser here, or no driver for it."""


class Browser:
    """A browser, driven as a person would, and asked what a checker would ask."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        """Open a page."""
        self._driver.get(url)

    def forget(self) -> None:
        """Drop every cookie."""
        self._command("Network.clearBrowserCookies")

    @property
    def url(self) -> str:
        """Where it is."""
        return self._driver.current_url

    @property
    def title(self) -> str:
        """The title of the page."""
        return self._driver.title

    @property
    def source(self) -> str:
        """The page as it stands."""
        return self._driver.page_source

    @property
    def text(self) -> str:
        """What a person can read of it."""
        return self._driver.find_element(By.TAG_NAME, "body").text

    def press(self, label: str, *, leaves: bool = True) -> None:
        """Press the button, or the link that looks like one, with this label.

        Args:
            label: what stands on it.
            leaves: whether it leads to another page, which is waited for.
        """
        button = self._driver.find_element(
            By.XPATH, f"//main//*[self::a or self::button][normalize-space()='{label}']"
        )
        self.run("window.isLeft = true")
        button.click()
        if leaves:
            WebDriverWait(
                self._driver, LONGEST_SECONDS, ignored_exceptions=(WebDriverException,)
            ).until(lambda _: self.run(ARRIVED))

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label, in the place of what it holds."""
        field = self.field(label)
        field.clear()
        field.send_keys(text)

    def field(self, label: str) -> WebElement:
        """Find a field as a reader does: by its label."""
        named = self._driver.find_element(By.XPATH, f"//label[normalize-space()='{label}']")
        return self._driver.find_element(By.ID, str(named.get_attribute("for")))

    def focused(self) -> WebElement:
        """Return what has the focus."""
        return self._driver.switch_to.active_element

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page and return what it returns."""
        return self._driver.execute_script(script, *arguments)

    def audit(self, axe: str) -> dict[str, Any]:
        """Run axe-core over the page and return its report."""
        self._driver.execute_script(axe)
        report: dict[str, Any] = self._driver.execute_async_script(
            "const done = arguments[0];"
            "axe.run(document, {resultTypes: ['violations', 'passes']}).then(done);"
        )
        return report

    def look(self, *, width: int, scheme: str) -> None:
        """Have the page drawn as wide as this, in the light or dark scheme."""
        self._command(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        self._command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def allow_scripts(self, *, allowed: bool) -> None:
        """Let pages run scripts, or not."""
        self._command("Emulation.setScriptExecutionDisabled", value=not allowed)

    def complaints(self) -> list[str]:
        """Return what the browser's console has complained about since it was asked last."""
        return [str(each["message"]) for each in self._driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def complaint_of(self, of: str) -> str:
        """Wait until the console complains of something, which may be after the page has loaded.

        Raises:
            TimeoutException: it does not.
        """

        def found(_: object) -> str | None:
            return next((each for each in self.complaints() if of in each), None)

        complaint = WebDriverWait(self._driver, LONGEST_SECONDS).until(found)
        assert complaint is not None
        return complaint

    def _command(self, name: str, **parameters: object) -> None:
        self._driver.execute_cdp_cmd(name, parameters)


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start the browser with a profile of its own, and end it.

    Raises:
        NotHadError: browser or driver is not installed.
    """
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    service = shutil.which("chromedriver")
    if program is None or service is None:
        missing = "chromedriver" if program else "chromium"
        message = f"there is no {missing} here (Debian: apt-get install chromium chromium-driver)"
        raise NotHadError(message)
    options = ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for switch in (*SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    driver = Chrome(options=options, service=Service(service))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
