"""Public holidays and eves for the weekly pattern, by country and region. Slow: never in the event loop."""

from dataclasses import dataclass
from datetime import date, timedelta

from holidays import PUBLIC, country_holidays, list_supported_countries

YEARS_BEHIND, YEARS_AHEAD = 1, 5
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDays:
    """The dates whose hours are not those of their weekday; a holiday is never an eve."""

    holidays: frozenset[date] = frozenset()
    eves: frozenset[date] = frozenset()


def regions_of(country: str) -> dict[str, str]:
    """Return code and names of the regions with holidays of their own; KeyError: the country is not known."""
    codes = list_supported_countries(include_aliases=False)[country]
    names = country_holidays(country).get_subdivision_aliases() if codes else {}
    return {code: ", ".join(names.get(code, ())) or code for code in codes}


def countries() -> tuple[str, ...]:
    """Return every country whose holidays are known."""
    return tuple(sorted(list_supported_countries(include_aliases=False)))


def special_days(country: str | None, region: str | None, year: int) -> SpecialDays:
    """Return the public holidays around a year and the days before them; none for what is not known."""
    if not country:
        return SpecialDays()
    years = range(year - YEARS_BEHIND, year + YEARS_AHEAD + 1)
    try:
        found = country_holidays(country, subdiv=region or None, years=years, categories=(PUBLIC,))
    except NotImplementedError:
        return SpecialDays()
    days = frozenset(found)
    return SpecialDays(holidays=days, eves=frozenset(day - A_DAY for day in days) - days)
