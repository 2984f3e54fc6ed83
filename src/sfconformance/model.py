"""What a scenario file holds: title, why, the org at the start, and steps with expectations.

Steps and expectations are fields of the models made here from the two registered tuples, so that
the file's keys, the errors about them and the JSON Schema come from one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, StrictInt, ValidationError, create_model, model_validator

from sfconformance.expectations import EXPECTATIONS, Expectation
from sfconformance.expectations.doctor import ExpectedDoctor
from sfconformance.expectations.refusal import ExpectedRefusal
from sfconformance.expectations.report import ExpectedReport
from sfconformance.expectations.status import ExpectedStatus
from sfconformance.expectations.sync import ExpectedSync
from sfconformance.expectations.wire import ExpectedWire
from sfconformance.part import Part, RecordField
from sfconformance.stage import OrgStart, Resource
from sfconformance.steps import STEPS, ConnectorStep, OrgStep, Step

Count = Annotated[StrictInt, Field(ge=0, le=1_000_000)]
Words = Annotated[str, Field(min_length=1)]


class OrgSetup(Part):
    """The org as the scenario finds it."""

    class Leads(Part):
        """Leads that are made up, the same ones for the same seed."""

        count: Count = Field(description="How many.")
        seed: Count = Field(default=0, description="Where making them up starts.")

    name: Words = Field(default="Example Org", description="The organization's name.")
    users: dict[str, Words] = Field(
        min_length=1, description="Alias, as the steps use it, to username."
    )
    leads: Leads | None = Field(default=None, description="Leads that are made up.")
    records: (
        dict[Literal["Lead", "Contact", "Account", "Campaign"], tuple[dict[str, RecordField], ...]]
        | None
    ) = Field(default=None, description="Records written out: object to a list of field and value.")
    page_rows: Annotated[StrictInt, Field(ge=1, le=2000)] | None = Field(
        default=None, description="Rows of a query page; Salesforce's 2,000 unless given."
    )
    edition: Words = Field(
        default="Enterprise Edition",
        description="The edition, as `Professional Edition`, which is sold without the API.",
    )
    profile: Words | None = Field(
        default=None, description="The profile of its users; an administrator's unless given."
    )
    is_sandbox: StrictBool = Field(default=False, description="Whether it is a sandbox.")

    def start(self) -> OrgStart:
        """Return it as a stage takes it."""
        return OrgStart(
            name=self.name,
            users=self.users,
            leads=self.leads.count if self.leads else 0,
            leads_seed=self.leads.seed if self.leads else 0,
            records={str(name): rows for name, rows in (self.records or {}).items()},
            page_rows=self.page_rows,
            edition=self.edition,
            is_sandbox=self.is_sandbox,
            profile=self.profile,
        )


class _Entry(Part):
    """An item with one step among its keys."""

    @classmethod
    def _step_keys(cls) -> tuple[str, ...]:
        return tuple(step.key for step in STEPS if step.key in cls.model_fields)

    @model_validator(mode="after")
    def _holds_one_step(self) -> Self:
        keys = [key for key in self._step_keys() if key in self.model_fields_set]
        if len(keys) != 1:
            found = f"{len(keys)} stand here: {', '.join(keys)}" if keys else "none stands here"
            known = ", ".join(self._step_keys())
            message = f"an item holds exactly one step, but {found}; steps are: {known}"
            raise ValueError(message)
        return self

    @property
    def step(self) -> Step:
        """The one step."""
        found: Step = next(
            getattr(self, key) for key in self._step_keys() if key in self.model_fields_set
        )
        return found


class _Act(_Entry):
    """An item under ``do``: one step on the org."""

    @property
    def org_step(self) -> OrgStep:
        """The one step, which acts on the org."""
        assert isinstance(self.step, OrgStep), "the model has no other fields"
        return self.step


def _fields(parts: tuple[type[Step], ...] | tuple[type[Expectation], ...]) -> dict[str, Any]:
    """Return a model field for each part; a part that stands in a file is never null."""
    return {
        part.key: (part, Field(default=None, description=(part.__doc__ or "").splitlines()[0]))
        for part in parts
    }


class _Expected(Part):
    """What is expected after a step."""

    def expectations(self) -> tuple[Expectation, ...]:
        """Return the expectations that are written, in the order they are checked."""
        keys = [part.key for part in EXPECTATIONS if part.key in self.model_fields_set]
        return tuple(getattr(self, key) for key in keys)

    @property
    def has_refusal(self) -> bool:
        """Whether the connector is expected to refuse the step."""
        return any(isinstance(each, ExpectedRefusal) for each in self.expectations())


if TYPE_CHECKING:
    Act = _Act

    class Expected(_Expected):
        """What is expected after a step, as far as others than the runner read it."""

        status: ExpectedStatus | None
        report: ExpectedReport | None
        sync: ExpectedSync | None
        doctor: ExpectedDoctor | None
        wire: ExpectedWire | None
else:
    Act = create_model(
        "Act",
        __base__=_Act,
        __doc__="A step on the org, carried out in the middle of a connector step.",
        **_fields(tuple(step for step in STEPS if issubclass(step, OrgStep))),
    )
    Expected = create_model(
        "Expected", __base__=_Expected, __doc__=_Expected.__doc__, **_fields(EXPECTATIONS)
    )


class When(Part):
    """Acts in the middle of a connector step, just before a request of it is handled."""

    request: Resource = Field(description="The resource whose request sets it off.")
    nth: Annotated[StrictInt, Field(ge=1)] = Field(
        default=1, description="Which request of this resource, counted since the step began."
    )
    do: tuple[Act, ...] = Field(min_length=1, description="The steps on the org.")
    cause: StrictBool = Field(
        default=False,
        description="These acts are the scenario's cause: without them it must fail.",
    )


def _can_be_left_out(step: Step, name: str) -> bool:
    """Return whether a key that is written could as well not be."""
    if name not in step.model_fields_set:
        return False
    try:
        _without(step, name)
    except ValidationError:
        return False
    return True


def _without(step: Step, name: str) -> Step:
    return type(step)(**{key: getattr(step, key) for key in step.model_fields_set - {name}})


class _Item(_Entry):
    """One item of ``steps``: a step, what is expected after it, what happens in its middle."""

    expect: Expected | None = Field(default=None, description="What is expected after the step.")
    when: When | None = Field(
        default=None, description="Acts in the middle of the step; for connector steps only."
    )
    cause: Literal[True] | str | None = Field(
        default=None,
        union_mode="left_to_right",
        description="This step is the scenario's cause, without which it must fail: `true` for the "
        "whole step, or the name of an optional key of a connector step (as `secret`).",
    )

    @model_validator(mode="after")
    def _fits_its_step(self) -> Self:
        step = self.step
        if isinstance(step, OrgStep) and self.when is not None:
            message = "`when` belongs to a connector step: a step on the org has no middle"
            raise ValueError(message)
        if isinstance(step, OrgStep) and self.cause not in {None, True}:
            message = "`cause` of a step on the org is `true`"
            raise ValueError(message)
        if isinstance(step, ConnectorStep) and isinstance(self.cause, str):
            given = [name for name in type(step).model_fields if _can_be_left_out(step, name)]
            if self.cause not in given:
                named = ", ".join(given) or "none is written here"
                message = (
                    "`cause` of a connector step is `true` or names one of its optional keys: "
                    f"{named}"
                )
                raise ValueError(message)
        return self

    def step_without_cause(self) -> Step | None:
        """Return the step with its part in the cause taken away; None if nothing is left."""
        if self.cause is None:
            return self.step
        if self.cause is True:
            return None
        return _without(self.step, self.cause)


if TYPE_CHECKING:
    Item = _Item
else:
    Item = create_model("Item", __base__=_Item, __doc__=_Item.__doc__, **_fields(STEPS))


class Scenario(Part):
    """A scenario: an org, steps, and what is expected after each."""

    title: Words = Field(description="What happens, in a few words.")
    why: Words = Field(description="Why it happens and what should come of it, for a reader.")
    sources: tuple[Words, ...] = Field(
        min_length=1, description="Where this behaviour is described."
    )
    customer_says: Words | None = Field(
        default=None,
        description="What a customer says who meets this, in plain words; `sfconformance "
        "reproduce` finds the scenario by them.",
    )
    rows: tuple[Annotated[StrictInt, Field(ge=1)], ...] = Field(
        default=(), description="The rows of the connector's table of troubles that this shows."
    )
    org: OrgSetup = Field(description="The org at the start.")
    other_orgs: tuple[OrgSetup, ...] = Field(
        default=(), description="Further orgs; their users have aliases of their own."
    )
    steps: tuple[Item, ...] = Field(min_length=1, description="What happens, in order.")

    @model_validator(mode="after")
    def _has_each_user_once(self) -> Self:
        aliases = [alias for org in (self.org, *self.other_orgs) for alias in org.users]
        twice = sorted({alias for alias in aliases if aliases.count(alias) > 1})
        if twice:
            message = f"`{twice[0]}` is a user of two orgs: an alias means one user"
            raise ValueError(message)
        return self

    @property
    def aliases(self) -> tuple[str, ...]:
        """The users of every org."""
        return tuple(alias for org in (self.org, *self.other_orgs) for alias in org.users)

    def has_cause(self) -> bool:
        """Return whether the file marks what its outcome hangs on."""
        return any(item.cause or (item.when and item.when.cause) for item in self.steps)
