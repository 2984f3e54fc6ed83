"""How the locale of a user writes numbers, days and instants, and begins weeks: by CLDR and Babel.

Salesforce's own formats are those of ICU, which are CLDR's, in orgs made since Winter '20
([K:help/admin_locales_overview]), with four digits of a year ([K:soql-sosl/format]). Believed:
which of CLDR's formats FORMAT() takes, and that CLDR's spaces within a time are plain ones. Babel
has another version of CLDR than Salesforce had, so the formats of single locales, and the days on
which their weeks begin, are believed too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

CURRENCY = "USD"
"""That of every org of the fake."""

REFUSED = frozenset({"ar_AE", "ar_SA", "de_CH", "fr_CH", "it_CH", "th_TH"})
"""Locales that no source shows whole: their digits or calendar are not those of the others, or
versions of CLDR part their thousands differently."""

_CALLED_OTHERWISE = MappingProxyType({"iw_IL": "he_IL", "no_NO": "nb_NO"})
"""Salesforce's old codes, and CLDR's for them."""

_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Locality:
    """A locale as a writer of values."""

    locale: Locale

    def day(self, value: date) -> str:
        """Return a day in figures."""
        from babel.dates import format_date  # noqa: PLC0415 - loaded by those who format only

        return format_date(value, self._day_pattern, locale=self.locale)

    def instant(self, value: datetime) -> str:
        """Return an instant to the minute, in the time zone it has."""
        from babel.dates import format_time  # noqa: PLC0415 - loaded by those who format only

        time = format_time(value, "short", tzinfo=value.tzinfo, locale=self.locale)
        together = str(self.locale.datetime_formats["short"])
        return together.replace("{1}", self.day(value)).replace(
            "{0}", time.replace(_NARROW_SPACE, " ")
        )

    def number(self, value: Decimal) -> str:
        """Return a number with at most three decimals, as many as it has."""
        return self._written(self.locale.decimal_formats[None], value)

    def currency(self, value: Decimal, decimals: int) -> str:
        """Return an amount of the org's currency with so many decimals."""
        pattern = self.locale.currency_formats["standard"]
        return self._written(_with_decimals(pattern, decimals), value, currency=CURRENCY)

    def percent(self, value: Decimal, decimals: int) -> str:
        """Return a percentage, 12.5 for 12.5 %, with so many decimals."""
        pattern = self.locale.percent_formats[None]
        return self._written(_with_decimals(pattern, decimals), value / 100)

    @property
    def _day_pattern(self) -> str:
        return re.sub("y+", "y", self.locale.date_formats["short"].pattern)

    def _written(
        self, pattern: NumberPattern, value: Decimal, *, currency: str | None = None
    ) -> str:
        text: str = pattern.apply(value, self.locale, currency=currency, currency_digits=False)
        return text


def _with_decimals(pattern: NumberPattern, decimals: int) -> NumberPattern:
    """Return a pattern that writes so many decimals, whatever it wrote before."""
    from babel.numbers import parse_pattern  # noqa: PLC0415 - loaded by those who format only

    fraction = f"0.{'0' * decimals}" if decimals else "0"
    return parse_pattern(re.sub(r"0(?:\.0+)?(?![#,.0])", fraction, pattern.pattern))


@lru_cache(maxsize=64)
def locality(code: str) -> Locality:
    """Return the locale of a user's LocaleSidKey; a refused one must not write values."""
    from babel import Locale  # noqa: PLC0415 - loaded by those who format only

    return Locality(Locale.parse(_CALLED_OTHERWISE.get(code, code)))


def first_weekday(code: str) -> int:
    """Return the day that begins a week for a user of a LocaleSidKey: Monday 0 to Sunday 6."""
    day: int = locality(code).locale.first_week_day
    return day
