from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import INVALID_LOGIN, ApiClient, element, soap_envelope, soap_login, soap_post
from fake_salesforce import FakeSalesforce, Org, User

TOKEN_REQUIRED = (
    "Invalid username, password, security token; or user locked out. Are you at a new location?"
    " When accessing Salesforce--either via a desktop client or the API--from outside of your"
    " company\u2019s trusted networks, you must add a security token to your password to log in."
    " To get your new security token, log in to Salesforce. From your personal settings, enter"
    " Reset My Security Token in the Quick Find box, then select Reset My Security Token."
)
RESULT = [
    "metadataServerUrl",
    "passwordExpired",
    "sandbox",
    "serverUrl",
    "sessionId",
    "userId",
    "userInfo",
]
USER_INFO = [
    "accessibilityMode",
    "chatterExternal",
    "currencySymbol",
    "orgAttachmentFileSizeLimit",
    "orgDefaultCurrencyIsoCode",
    "orgDefaultCurrencyLocale",
    "orgDisallowHtmlAttachments",
    "orgHasPersonAccounts",
    "organizationId",
    "organizationMultiCurrency",
    "organizationName",
    "profileId",
    "roleId",
    "sessionSecondsValid",
    "userDefaultCurrencyIsoCode",
    "userEmail",
    "userFullName",
    "userId",
    "userLanguage",
    "userLocale",
    "userName",
    "userTimeZone",
    "userType",
    "userUiSkin",
]


def _fault(code: str, message: str, *, flavor: str = "partner") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
        f' xmlns:sf="urn:fault.{flavor}.soap.sforce.com"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>'
        f"<faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring>"
        f'<detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>{code}'
        f"</sf:exceptionCode><sf:exceptionMessage>{message}</sf:exceptionMessage>"
        "</sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )


def _children(text: str, name: str) -> list[str]:
    found = next(each for each in fromstring(text).iter() if each.tag.endswith(f"}}{name}"))
    return [each.tag.rpartition("}")[2] for each in found]


@pytest.mark.parametrize(("letter", "flavor"), [("u", "partner"), ("c", "enterprise")])
def test_login_answers_as_recorded(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, letter: str, flavor: str
) -> None:
    """A login gives session, URLs and user info, elements in the recorded order, for both WSDLs."""
    response = soap_login(salesforce.url, user.username, user.secret, letter=letter)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml;charset=UTF-8"
    assert f'xmlns="urn:{flavor}.soap.sforce.com"' in response.text
    assert _children(response.text, "result") == RESULT
    assert _children(response.text, "userInfo") == USER_INFO
    org15 = salesforce_org.id[:15]
    expected = {
        "metadataServerUrl": f"{salesforce.url}/services/Soap/m/49.0/{org15}",
        "passwordExpired": "false",
        "sandbox": "false",
        "serverUrl": f"{salesforce.url}/services/Soap/{letter}/49.0/{org15}",
        "userId": user.id,
        "organizationId": salesforce_org.id,
        "organizationName": "Example Org",
        "profileId": salesforce_org.profile_id,
        "sessionSecondsValid": "7200",
        "userEmail": "caller@example.com",
        "userName": "caller@example.com",
        "userTimeZone": "America/Los_Angeles",
        "userType": "Standard",
        "userUiSkin": "Theme3",
    }
    assert {name: element(response.text, name) for name in expected} == expected
    assert '<roleId xsi:nil="true"/>' in response.text
    assert '<userDefaultCurrencyIsoCode xsi:nil="true"/>' in response.text
    assert re.fullmatch(rf"{org15}![A-Za-z0-9._]{{96}}", element(response.text, "sessionId"))


def test_login_carries_no_limit_info(salesforce: FakeSalesforce, user: User) -> None:
    """A login is no API call, so its answer has no Sforce-Limit-Info."""
    response = soap_login(salesforce.url, user.username, user.secret)
    assert "Sforce-Limit-Info" not in response.headers


def test_password_stays_out_of_the_journal(salesforce: FakeSalesforce, user: User) -> None:
    """The journal says who logged in and how it ended, and neither secret nor session id."""
    response = soap_login(salesforce.url, user.username, user.secret)
    session_id = element(response.text, "sessionId")
    exchange = salesforce.journal.exchanges[-1]
    assert (exchange.resource, exchange.status, exchange.username, exchange.request) == (
        "soap",
        200,
        user.username,
        "login of caller@example.com",
    )
    for secret in (user.password, user.security_token, session_id):
        assert secret not in repr(exchange)


@pytest.mark.parametrize("letter", ["u", "c"])
def test_every_reason_but_one_gives_the_same_fault(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, letter: str
) -> None:
    """Whatever is wrong with name or secret, the fault is INVALID_LOGIN, byte for byte."""
    inactive = salesforce_org.create_user("inactive@example.com")
    inactive.deactivate()
    attempts = [
        (user.username, "wrong" + user.security_token),
        (user.username, user.password + "A" * 24),
        (user.username, f"{user.password} {user.security_token}"),
        (user.username, f" {user.secret}"),
        (user.username, user.security_token),
        (user.username, ""),
        ("nobody@example.com", user.secret),
        (f"autoproc@{salesforce_org.id.lower()}", user.secret),
        (inactive.username, inactive.secret),
    ]
    flavor = {"u": "partner", "c": "enterprise"}[letter]
    for username, secret in attempts:
        response = soap_login(salesforce.url, username, secret, letter=letter)
        assert response.status_code == 500
        assert response.headers["Content-Type"] == "text/xml;charset=UTF-8"
        assert response.text == _fault("INVALID_LOGIN", INVALID_LOGIN, flavor=flavor)
        assert salesforce.journal.exchanges[-1].error_code == "INVALID_LOGIN"


def test_right_password_without_token_asks_for_the_token(
    salesforce: FakeSalesforce, user: User
) -> None:
    """The password alone is answered with LOGIN_MUST_USE_SECURITY_TOKEN and its long text."""
    response = soap_login(salesforce.url, user.username, user.password)
    assert response.status_code == 500
    assert response.text == _fault("LOGIN_MUST_USE_SECURITY_TOKEN", TOKEN_REQUIRED)


def test_user_name_is_read_without_regard_to_case(salesforce: FakeSalesforce, user: User) -> None:
    """A username in capitals is the same user."""
    assert soap_login(salesforce.url, "CALLER@EXAMPLE.COM", user.secret).status_code == 200


def test_reactivated_user_logs_in_again(salesforce: FakeSalesforce, user: User) -> None:
    """Switching a user on again brings the login back."""
    user.deactivate()
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 500
    user.activate()
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 200


def test_lock_out_refuses_the_right_secret_for_fifteen_minutes(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Ten failures lock a user out; at the fifteenth minute, and not before, the login works."""
    for _ in range(10):
        assert soap_login(salesforce.url, user.username, "wrong").status_code == 500
    locked = soap_login(salesforce.url, user.username, user.secret)
    assert locked.text == _fault("INVALID_LOGIN", INVALID_LOGIN)
    salesforce_org.clock.advance(minutes=14, seconds=59)
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 500
    salesforce_org.clock.advance(seconds=1)
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 200


def test_expired_password_logs_in_and_says_so(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """On the 90th day the login still succeeds, with passwordExpired true and a real session id."""
    salesforce_org.clock.advance(days=89, hours=23, minutes=59, seconds=59)
    fresh = soap_login(salesforce.url, user.username, user.secret)
    assert element(fresh.text, "passwordExpired") == "false"
    salesforce_org.clock.advance(seconds=1)
    response = soap_login(salesforce.url, user.username, user.secret)
    assert response.status_code == 200
    assert element(response.text, "passwordExpired") == "true"
    assert element(response.text, "sessionId") != element(fresh.text, "sessionId")


def test_sandbox_and_org_name_are_told(salesforce: FakeSalesforce) -> None:
    """A sandbox says so, and an organization's name is escaped."""
    org = salesforce.create_org("R&D <Example>", is_sandbox=True)
    try:
        user = org.create_user("sandbox@example.com")
        text = soap_login(salesforce.url, user.username, user.secret).text
    finally:
        salesforce.drop_org(org)
    assert element(text, "sandbox") == "true"
    assert "<organizationName>R&amp;D &lt;Example&gt;</organizationName>" in text


def test_control_characters_of_a_name_leave_the_answer_well_formed(
    salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """A name may hold characters that XML cannot; the answer is XML all the same."""
    user = salesforce_org.create_user("control@example.com", last_name="a\x00b\x0bc")
    text = soap_login(salesforce.url, user.username, user.secret).text
    fromstring(text)
    assert element(text, "userFullName") == "a\ufffdb\ufffdc"


def test_envelope_of_jsforce_is_read(salesforce: FakeSalesforce, user: User) -> None:
    """No declaration, other prefixes, an empty header, an empty SOAPAction and a chunked body."""
    envelope = (
        '<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Header/><se:Body>'
        f'<login xmlns="urn:partner.soap.sforce.com"><username>{user.username}</username>'
        f"<password>{user.secret}</password></login></se:Body></se:Envelope>"
    ).encode()

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(envelope), 50):
            yield envelope[start : start + 50]

    response = soap_post(salesforce.url, chunks(), headers={"SOAPAction": '""'})
    assert response.status_code == 200
    assert element(response.text, "userName") == user.username


def test_organization_id_in_the_path_must_be_the_users(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The login may be posted to serverUrl, whose last part is the user's organization."""
    envelope = soap_envelope(user.username, user.secret)
    right = soap_post(salesforce.url, envelope, version=f"49.0/{salesforce_org.id[:15]}")
    wrong = soap_post(salesforce.url, envelope, version="49.0/00D000000000001")
    assert (right.status_code, wrong.status_code) == (200, 500)
    assert wrong.text == _fault("INVALID_LOGIN", INVALID_LOGIN)


def test_what_is_not_built_answers_501(salesforce: FakeSalesforce, user: User) -> None:
    """Another call, one of another version, and a portal login are refused loudly, not guessed."""
    envelope = soap_envelope(user.username, user.secret)
    portal = soap_envelope(
        user.username,
        user.secret,
        header=(
            "<urn:LoginScopeHeader><urn:organizationId>00D</urn:organizationId>"
            "</urn:LoginScopeHeader>"
        ),
    )
    other = envelope.replace("n1:login", "n1:describeTabs")
    older = envelope.replace("n1:login", "n1:resetPassword")
    for body, version in ((older, "48.0"), (portal, "49.0"), (other, "49.0")):
        response = soap_post(salesforce.url, body, version=version)
        assert response.status_code == 501
        assert response.json()[0]["errorCode"] == "NOT_IMPLEMENTED_IN_FAKE"
        assert "49.0" in response.json()[0]["message"]
        assert user.password not in response.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"\xff\xfe",
        b"<a/>",
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>',
        soap_envelope("a@example.com", "b").replace("n1:password", "n1:pass").encode(),
        soap_envelope("a@example.com", "b").replace("n1:username", "n1:user").encode(),
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        soap_envelope("a@example.com", "b" * 10_240).encode(),
    ],
)
def test_unreadable_login_is_a_client_fault(salesforce: FakeSalesforce, body: bytes) -> None:
    """A body that is no login, or has over 10 KB, is a SOAP fault of the client, HTTP 500."""
    response = soap_post(salesforce.url, body)
    assert response.status_code == 500
    assert element(response.text, "faultcode") == "soapenv:Client"
    fromstring(response.text)


@pytest.mark.parametrize("version", ["20.0", "48.0", "52.0", "59.0", "64.0"])
def test_login_of_another_version_is_answered(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, version: str
) -> None:
    """Clients of any version log in, and their serverUrl has the version they asked for."""
    envelope = soap_envelope(user.username, user.secret)
    response = soap_post(salesforce.url, envelope, version=version)
    assert response.status_code == 200
    expected = f"{salesforce.url}/services/Soap/u/{version}/{salesforce_org.id[:15]}"
    assert element(response.text, "serverUrl") == expected


@pytest.mark.parametrize("version", ["0.0", "49", "49.1", "1000.0", "latest"])
def test_what_is_no_version_is_refused(
    salesforce: FakeSalesforce, user: User, version: str
) -> None:
    """A version that there cannot be is a fault of its own."""
    envelope = soap_envelope(user.username, user.secret)
    response = soap_post(salesforce.url, envelope, version=version)
    assert response.status_code == 500
    assert element(response.text, "exceptionCode") == "UNSUPPORTED_API_VERSION"


def test_get_is_not_allowed(api: ApiClient) -> None:
    """The SOAP endpoint takes POST only and says so."""
    response = api.get("/services/Soap/u/49.0")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert response.json() == [
        {
            "message": "HTTP Method 'GET' not allowed. Allowed are POST",
            "errorCode": "METHOD_NOT_ALLOWED",
        }
    ]


@given(
    body=st.one_of(
        st.binary(max_size=300),
        st.builds(soap_envelope, st.text(), st.text()).map(
            lambda text: text.encode("utf-8", "surrogatepass")
        ),
        st.tuples(st.binary(max_size=8), st.integers(0, 400), st.integers(0, 30)).map(
            lambda cut: _mutilated(soap_envelope("a@example.com", "b"), *cut)
        ),
    ),
    letter=st.sampled_from("uc"),
)
def test_any_bytes_give_a_soap_fault_and_never_a_crash(
    salesforce: FakeSalesforce, body: bytes, letter: str
) -> None:
    """Whatever is posted, the answer is a well-formed fault or a 501; the fake does not fail."""
    response = soap_post(salesforce.url, body, letter=letter)
    assert response.status_code in {500, 501}
    if response.status_code == 500:
        root = fromstring(response.text)
        assert root.find(".//faultcode") is not None
    assert salesforce.journal.crashes == ()


def _mutilated(text: str, inserted: bytes, at: int, removed: int) -> bytes:
    body = text.encode()
    return body[:at] + inserted + body[at + removed :]
