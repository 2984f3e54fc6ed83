from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import fault_answer, html_answer, login_answer
from sfconnector.errors import (
    ConnectorError,
    InputError,
    LoginRefusedError,
    LoginUnavailableError,
    NotSalesforceError,
    UnexpectedAnswerError,
)
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.login import soap
from sfconnector.secret import Secret

PARTNER = "{urn:partner.soap.sforce.com}"
xml_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r <>&'\"]"),
    max_size=30,
).filter(lambda text: "\ufffe" not in text and "\uffff" not in text)


@given(username=xml_texts, secret=xml_texts)
def test_the_envelope_carries_every_text_unchanged(username: str, secret: str) -> None:
    """Whatever stands in username and secret arrives as it is, markup and white space too."""
    request = soap.request(username, Secret(secret))
    assert request.body is not None
    root = ET.fromstring(request.body)  # noqa: S314 - our own envelope
    assert (root.findtext(f".//{PARTNER}username") or "") == username
    assert (root.findtext(f".//{PARTNER}password") or "") == secret


def test_the_login_goes_to_the_partner_endpoint() -> None:
    """A login is a POST of XML to the Partner endpoint of v49.0, with a SOAPAction."""
    request = soap.request("user@example.com", Secret("secret"))
    assert (request.method, request.path) == ("POST", "/services/Soap/u/49.0")
    assert dict(request.headers) == {
        "Content-Type": "text/xml; charset=UTF-8",
        "SOAPAction": "login",
        "Accept": "text/xml",
    }
    assert not request.replay_safe
    assert "secret" not in repr(request)


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_a_character_xml_cannot_carry_is_refused_before_sending(character: str) -> None:
    """A control character is told by its position, and the secret is not shown."""
    with pytest.raises(InputError, match="secret holds a control character at position 4") as told:
        soap.request("user@example.com", Secret("abc" + character + "hidden"))
    assert "hidden" not in str(told.value)


def test_a_login_result_is_read() -> None:
    """Session, instance, organization and the expired flag are taken from the answer."""
    login = soap.read(login_answer("00D!abc", expired=True, instance="https://na1.example.com"))
    assert login.grant.session_id.reveal() == "00D!abc"
    assert login.grant.instance_url == "https://na1.example.com"
    assert login.organization_id == "00D000000000001EAA"
    assert login.password_expired
    assert "00D!abc" not in repr(login)


@pytest.mark.parametrize("prefix", ["sf:", ""])
@pytest.mark.parametrize("flavour", ["partner", "enterprise"])
def test_a_fault_is_read_in_both_flavours(prefix: str, flavour: str) -> None:
    """Partner and Enterprise faults, with and without a prefix at the code, give the code."""
    body = f"""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
     xmlns:sf="urn:fault.{flavour}.soap.sforce.com"><e:Body><e:Fault>
     <faultcode>{prefix}INVALID_LOGIN</faultcode>
     <faultstring>INVALID_LOGIN: Wrong.</faultstring></e:Fault></e:Body></e:Envelope>"""
    with pytest.raises(LoginRefusedError) as refused:
        soap.read(Answer(500, {"Content-Type": "text/xml"}, body.encode()))
    assert (refused.value.fault_code, refused.value.detail) == ("INVALID_LOGIN", "Wrong.")


def test_the_detail_of_a_fault_comes_first() -> None:
    """The detail's exceptionCode and exceptionMessage come before the fault's own texts."""
    with pytest.raises(LoginRefusedError) as refused:
        soap.read(fault_answer("LOGIN_MUST_USE_SECURITY_TOKEN", "A token is needed."))
    assert refused.value.fault_code == "LOGIN_MUST_USE_SECURITY_TOKEN"
    assert refused.value.detail == "A token is needed."


@pytest.mark.parametrize(
    "code",
    ["SERVER_UNAVAILABLE", "LOGIN_RATE_EXCEEDED", "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE"],
)
def test_a_fault_that_judges_nobody_is_no_refusal(code: str) -> None:
    """A busy server or a rate limit says nothing about the credentials."""
    with pytest.raises(LoginUnavailableError):
        soap.read(fault_answer(code))


@pytest.mark.parametrize("code", ["soapenv:Server", "Server", "soap:Server.generalException"])
def test_a_server_that_failed_judges_nobody(code: str) -> None:
    """SOAP's own fault code of a failed server, by any prefix, says nothing of the credentials."""
    body = f"""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>
     <faultcode>{code}</faultcode><faultstring>Failed.</faultstring></e:Fault></e:Body>
     </e:Envelope>"""
    with pytest.raises(LoginUnavailableError) as told:
        soap.read(Answer(500, {"Content-Type": "text/xml"}, body.encode()))
    assert told.value.detail == "Failed."


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>&b;</e:Body></e:Envelope>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>
<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>&f;</e:Body></e:Envelope>"""


@pytest.mark.parametrize("body", [ENTITIES, OUTSIDE, b"", b"<a>", b"<a/>", b"\xff\xfe", b"{}"])
def test_hostile_or_foreign_answers_are_not_salesforce(body: bytes) -> None:
    """Entities, cut XML and other content are refused, as something standing in between."""
    with pytest.raises(NotSalesforceError):
        soap.read(Answer(200, {"Content-Type": "text/xml"}, body))


def test_a_proxy_page_is_not_a_refusal() -> None:
    """An HTML page in place of the SOAP answer says nothing about the credentials."""
    with pytest.raises(NotSalesforceError, match="not Salesforce's SOAP API"):
        soap.read(html_answer(200))


@given(body=st.binary(max_size=200))
def test_any_bytes_end_in_a_connector_error(body: bytes) -> None:
    """No answer, however broken, raises anything but an error of the tree."""
    with pytest.raises(ConnectorError):
        soap.read(Answer(200, {}, body))


@pytest.mark.parametrize("tag", ["sessionId", "serverUrl", "organizationId"])
def test_half_a_result_is_no_login(tag: str) -> None:
    """A result without session, server or organization is not taken for a login."""
    whole = login_answer()
    cut = whole.body.replace(f"<{tag}>".encode(), b"<x>").replace(f"</{tag}>".encode(), b"</x>")
    with pytest.raises(UnexpectedAnswerError):
        soap.read(Answer(200, whole.headers, cut))


def test_an_api_host_is_replaced_by_its_instance() -> None:
    """The -api hosts of old orgs serve SOAP; REST is called on the instance's own host."""
    assert (
        soap.instance_url("https://na1-api.salesforce.com/services/Soap/u/49.0/00D")
        == "https://na1.salesforce.com"
    )
