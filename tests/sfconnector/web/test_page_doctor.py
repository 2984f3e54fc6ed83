from __future__ import annotations

import pytest

from doctor_stage import MINIMUM
from fake_salesforce.profiles import MARKETING_CONNECTOR
from sfconnector import Examination
from sfconnector.doctor.package import CANNOT_BE_VALIDATED
from sfconnector.web.doctor import FILE
from web_stage import Visitor, WebStage, words


def _examined(stage: WebStage) -> Examination:
    with stage.connector() as connector:
        found = connector.doctor()
    assert isinstance(found, Examination)
    return found


def _as_minimum_user(stage: WebStage) -> None:
    """Let the stage's user have the minimum permission set and nothing else."""
    stage.user = stage.org.create_user(
        f"minimum.{stage.org.id.lower()}@example.com",
        profile=MINIMUM,
        UserPermissionsMarketingUser=True,
    )
    rights = stage.org.permission_set("Connector")
    rights.take(MARKETING_CONNECTOR)
    stage.user.assign(rights)
    stage.secrets |= {stage.user.password, stage.user.security_token, stage.user.secret}


def test_the_page_examines_only_when_it_is_asked_to(stage: WebStage, visitor: Visitor) -> None:
    """Looking costs no API call; before an examination there is no permission set to fetch."""
    stage.connect()
    before = len(stage.salesforce.journal.exchanges)
    assert "has not been examined since this page is served" in words(visitor.get())
    assert "some 25 API calls" in words(visitor.get("/doctor"))
    assert visitor.get("/doctor/permission-set").status_code == 404
    assert len(stage.salesforce.journal.exchanges) == before


def test_each_finding_is_shown_with_what_it_means(stage: WebStage, visitor: Visitor) -> None:
    """What is missing, cannot be told or is worth advice stands there whole, the worst first."""
    stage.connect()
    expected = _examined(stage)
    said = words(visitor.post("/doctor", ""))
    assert f"{len(expected.missing)} missing." in said
    assert expected.missing
    for finding in expected.findings:
        assert " ".join(finding.title.split()) in said
    for finding in expected.missing:
        assert " ".join(finding.stops.split()) in said
        assert " ".join(finding.remedy.split()) in said
    assert said.index("Missing") < said.index("Granted")
    overview = words(visitor.get())
    assert f"{len(expected.missing)} missing , examined" in overview


def test_the_minimum_permission_set_is_fetched_as_a_file(stage: WebStage, visitor: Visitor) -> None:
    """It is the XML that the doctor writes, under a name that can be deployed."""
    stage.connect()
    visitor.post("/doctor", "")
    answer = visitor.get("/doctor/permission-set")
    assert answer.data == _examined(stage).permission_set
    assert answer.mimetype == "application/xml"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={FILE}"


def test_a_version_that_cannot_be_validated_keeps_the_message(
    stage: WebStage, visitor: Visitor
) -> None:
    """For a user who may not see the packages the product's sentence stays after the doctor."""
    _as_minimum_user(stage)
    stage.connect()
    visitor.post("/doctor", "")
    assert CANNOT_BE_VALIDATED in words(visitor.get())


@pytest.mark.parametrize("version", ["1.80", "1.85"])
def test_a_version_that_was_validated_takes_its_place(
    version: str, stage: WebStage, visitor: Visitor
) -> None:
    """An administrator sees the version itself, and the sentence is gone."""
    stage.org.install_package("act-on", version)
    stage.connect()
    assert CANNOT_BE_VALIDATED in words(visitor.get())
    visitor.post("/doctor", "")
    said = words(visitor.get())
    assert CANNOT_BE_VALIDATED not in said
    assert f"{version} is installed; the latest known is" in said


def test_a_broken_connection_is_told_instead(stage: WebStage, visitor: Visitor) -> None:
    """Where the examination meets an expired password the page says so, and examines nothing."""
    stage.connect()
    token = visitor.token("")
    stage.user.expire_password()
    assert visitor.post_only("/doctor", token).status_code == 303
    said = words(visitor.get())
    assert "Examination: password expired." in said
    assert "Connection Disconnected" in said
    visitor.post_only("/doctor", token)
    assert "Examination: password expired." in words(visitor.get())


def test_nothing_is_examined_where_nobody_is_connected(stage: WebStage, visitor: Visitor) -> None:
    """An examination asked for by an old tab says that nothing is connected."""
    visitor.post_only("/doctor", visitor.token("/connect"))
    assert "Not examined. No Salesforce organization is connected." in words(visitor.get())
    del stage


def test_an_examination_of_another_user_is_not_shown_for_this_one(
    stage: WebStage, visitor: Visitor
) -> None:
    """After Update Login with another user the page asks for a new examination."""
    stage.connect()
    visitor.post("/doctor", "")
    _as_minimum_user(stage)
    visitor.post(
        "/update-login", "/update-login", username=stage.user.username, secret=stage.user.secret
    )
    assert "has not been examined" in words(visitor.get())
    assert "Examined as integration." in words(visitor.get("/doctor"))
