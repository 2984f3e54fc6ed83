"""What the stage of an opportunity says: how likely it is, how it is forecast, whether it is over.

The stages are the Developer Edition defaults of StageName (reference 5.3); their probabilities and
forecast categories are believed, and so is that a stage of another name is open, unlikely (0 %) and
in the pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .values import Stored


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage gives an opportunity that does not say otherwise."""

    probability: float
    forecast_category_name: str = "Pipeline"
    is_closed: bool = False
    is_won: bool = False


STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        "Prospecting": Stage(10.0),
        "Qualification": Stage(10.0),
        "Needs Analysis": Stage(20.0),
        "Value Proposition": Stage(50.0),
        "Id. Decision Makers": Stage(60.0),
        "Perception Analysis": Stage(70.0),
        "Proposal/Price Quote": Stage(75.0),
        "Negotiation/Review": Stage(90.0),
        "Closed Won": Stage(100.0, "Closed", is_closed=True, is_won=True),
        "Closed Lost": Stage(0.0, "Omitted", is_closed=True),
    }
)
_OTHER = Stage(0.0)
_CATEGORIES = MappingProxyType({"Best Case": "BestCase", "Commit": "Forecast"})


def staged(given: Mapping[str, Stored], before: Mapping[str, Stored] | None) -> dict[str, Stored]:
    """Return the fields that follow from a stage newly taken and that the writer did not give.

    Args:
        given: what is written.
        before: the record as it was; None for a new one.
    """
    if before is not None and given.get("StageName", before["StageName"]) == before["StageName"]:
        return {}
    stage = STAGES.get(str(given["StageName"]), _OTHER)
    implied: dict[str, Stored] = {
        "Probability": stage.probability,
        "ForecastCategoryName": stage.forecast_category_name,
    }
    return {name: value for name, value in implied.items() if given.get(name) is None}


def outcome(record: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return what an opportunity computes from its stage, its amount and its probability."""
    stage = STAGES.get(str(record["StageName"]), _OTHER)
    amount, probability = record.get("Amount"), record.get("Probability")
    category = str(record["ForecastCategoryName"])
    revenue = None
    if isinstance(amount, float) and isinstance(probability, float):
        revenue = round(amount * probability / 100, 2)
    return {
        "IsClosed": int(stage.is_closed),
        "IsWon": int(stage.is_won),
        "ForecastCategory": _CATEGORIES.get(category, category),
        "ExpectedRevenue": revenue,
    }


def fiscal_period(close_date: str, first_month: int) -> dict[str, Stored]:
    """Return the fiscal period a day lies in, for a fiscal year named after the year it ends in.

    Args:
        close_date: the day, as ``2020-01-31``.
        first_month: the month the fiscal year begins with, from 1.
    """
    year, month = int(close_date[:4]), int(close_date[5:7])
    quarter = (month - first_month) % 12 // 3 + 1
    fiscal_year = year + (first_month > 1 and month >= first_month)
    return {
        "FiscalYear": fiscal_year,
        "FiscalQuarter": quarter,
        "Fiscal": f"{fiscal_year} {quarter}",
    }
