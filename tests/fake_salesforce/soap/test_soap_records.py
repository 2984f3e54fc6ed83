from __future__ import annotations

import re
from typing import Any

import pytest

from fake_clients import ApiClient, element, session_of, soap_post
from fake_salesforce import FakeSalesforce, Org, User
from soap_calls import NAMESPACES

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
UNKNOWN = "00Q000000000001EAA"


class SoapClient:
    """A caller of the SOAP API with a session, for calls whose arguments are XML."""

    def __init__(self, url: str, session_id: str, *, letter: str = "u") -> None:
        self._url = url
        self._session_id = session_id
        self._letter = letter

    def call(self, name: str, arguments: str, *, headers: str = "", status: int = 200) -> str:
        """Post a call and return the text of its answer."""
        namespace = NAMESPACES[self._letter]
        body = (
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
            f' xmlns:urn="{namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<soapenv:Header><urn:SessionHeader><urn:sessionId>{self._session_id}"
            f"</urn:sessionId></urn:SessionHeader>{headers}</soapenv:Header><soapenv:Body>"
            f"<urn:{name}>{arguments}</urn:{name}></soapenv:Body></soapenv:Envelope>"
        )
        response = soap_post(self._url, body, letter=self._letter)
        assert response.status_code == status, response.text
        return response.text

    def results(self, name: str, arguments: str, *, headers: str = "") -> list[str]:
        """Post a call and return the inside of each of its results."""
        text = self.call(name, arguments, headers=headers)
        return re.findall(r"<result>(.*?)</result>", text, re.DOTALL)


@pytest.fixture
def soap(salesforce: FakeSalesforce, user: User) -> SoapClient:
    """A caller of the Partner API."""
    return SoapClient(salesforce.url, session_of(salesforce.url, user))


def _ids(*record_ids: str) -> str:
    return "".join(f"<urn:ids>{each}</urn:ids>" for each in record_ids)


def _error(code: str, message: str, *fields: str) -> str:
    told = "".join(f"<fields>{each}</fields>" for each in fields)
    return f"<errors>{told}<message>{message}</message><statusCode>{code}</statusCode></errors>"


def test_delete_and_undelete(soap: SoapClient, salesforce_org: Org, user: User) -> None:
    """Records of several objects go and come back; each result has id and success."""
    lead = salesforce_org.create("Lead", LEAD)
    account = salesforce_org.create("Account", {"Name": "Example"})
    done = [f"<id>{each}</id><success>true</success>" for each in (lead, account)]
    assert soap.results("delete", _ids(lead[:15], account)) == done
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    assert soap.results("undelete", _ids(lead, account)) == done
    assert salesforce_org.query("SELECT LastModifiedById FROM Lead") == [
        {"LastModifiedById": user.id}
    ]


def test_refused_records_do_not_stop_the_others(soap: SoapClient, salesforce_org: Org) -> None:
    """Each record has its own errors; the rest is deleted."""
    org = salesforce_org
    first, second = (org.create("Lead", LEAD) for _ in "ab")
    org.delete("Lead", second)
    assert soap.results("delete", _ids("nonsense", second, first, UNKNOWN, org.id)) == [
        _error("MALFORMED_ID", "malformed id nonsense")
        + '<id xsi:nil="true"/><success>false</success>',
        _error("ENTITY_IS_DELETED", "entity is deleted")
        + f"<id>{second}</id><success>false</success>",
        f"<id>{first}</id><success>true</success>",
        _error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        + f"<id>{UNKNOWN}</id><success>false</success>",
        _error(
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type cannot be deleted: Organization"
        )
        + f"<id>{org.id}</id><success>false</success>",
    ]
    assert org.query("SELECT Id FROM Lead") == []


def test_all_or_none(soap: SoapClient, salesforce_org: Org) -> None:
    """With AllOrNoneHeader nothing is deleted if one is refused, and the others say so."""
    lead = salesforce_org.create("Lead", LEAD)
    headers = "<urn:AllOrNoneHeader><urn:allOrNone>true</urn:allOrNone></urn:AllOrNoneHeader>"
    first, second = soap.results("delete", _ids(lead, UNKNOWN), headers=headers)
    assert "<statusCode>ALL_OR_NONE_OPERATION_ROLLED_BACK</statusCode>" in first
    assert "<statusCode>INVALID_CROSS_REFERENCE_KEY</statusCode>" in second
    assert salesforce_org.query("SELECT Id FROM Lead") == [{"Id": lead}]
    [done] = soap.results("delete", _ids(lead), headers=headers)
    assert done == f"<id>{lead}</id><success>true</success>"
    assert salesforce_org.query("SELECT Id FROM Lead") == []


def test_too_many_records(soap: SoapClient) -> None:
    """More than 200 records, and more than 100 leads to convert, are faults."""
    text = soap.call("delete", _ids(*[UNKNOWN] * 201), status=500)
    assert element(text, "exceptionCode") == "EXCEEDED_ID_LIMIT"
    assert "cannot submit more than 200 records into this call" in text
    lead = f"<urn:leadConverts><urn:leadId>{UNKNOWN}</urn:leadId></urn:leadConverts>"
    text = soap.call("convertLead", lead * 101, status=500)
    assert element(text, "exceptionCode") == "EXCEEDED_LEAD_CONVERT_LIMIT"
    assert len(soap.results("convertLead", lead * 100)) == 100


def test_undelete_of_what_is_not_there(soap: SoapClient, salesforce_org: Org) -> None:
    """A living record is not in the bin, and a membership is not undeletable ([P])."""
    lead = salesforce_org.create("Lead", LEAD)
    campaign = salesforce_org.create("Campaign", {"Name": "Example"})
    member = salesforce_org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    assert soap.results("undelete", _ids(lead, member)) == [
        _error("UNDELETE_FAILED", "Entity is not in the recycle bin")
        + f"<id>{lead}</id><success>false</success>",
        _error("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "Entity type is not undeletable")
        + f"<id>{member}</id><success>false</success>",
    ]


def test_empty_recycle_bin(soap: SoapClient, salesforce_org: Org) -> None:
    """An emptied record is told as done, a second time as not in the bin."""
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.delete("Lead", lead)
    assert soap.results("emptyRecycleBin", _ids(lead, lead)) == [
        f"<id>{lead}</id><success>true</success>",
        _error("DELETE_FAILED", "no recycle bin entry found")
        + f"<id>{lead}</id><success>false</success>",
    ]
    assert "UNDELETE_FAILED" in soap.results("undelete", _ids(lead))[0]


def _request(master: str, *loser_ids: str) -> str:
    losers = "".join(f"<urn:recordToMergeIds>{each}</urn:recordToMergeIds>" for each in loser_ids)
    return f"<urn:request>{master}{losers}</urn:request>"


def _partner(sobject: str, record_id: str, **fields: str) -> str:
    told = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<urn:masterRecord><type>{sobject}</type><Id>{record_id}</Id>{told}</urn:masterRecord>"


def test_merge(soap: SoapClient, salesforce_org: Org) -> None:
    """Several merges into one master in one call; values are read by their field's type."""
    org = salesforce_org
    master, *losers = (org.create("Lead", LEAD | {"City": "Bonn"}) for _ in range(4))
    task = org.create("Task", {"WhoId": losers[0]})
    fields = {"NumberOfEmployees": "7", "HasOptedOutOfEmail": "true", "AnnualRevenue": "1.5"}
    first = _request(_partner("Lead", master, fieldsToNull="City", **fields), losers[0], losers[1])
    second = _request(_partner("Lead", master), losers[2])
    merged = "".join(f"<mergedRecordIds>{each}</mergedRecordIds>" for each in losers[:2])
    assert soap.results("merge", first + second) == [
        (
            f"<id>{master}</id>{merged}<success>true</success>"
            f"<updatedRelatedIds>{task}</updatedRelatedIds>"
        ),
        f"<id>{master}</id><mergedRecordIds>{losers[2]}</mergedRecordIds><success>true</success>",
    ]
    assert org.query(
        "SELECT Id, City, NumberOfEmployees, HasOptedOutOfEmail, AnnualRevenue FROM Lead"
    ) == [
        {
            "Id": master,
            "City": None,
            "NumberOfEmployees": 7,
            "HasOptedOutOfEmail": True,
            "AnnualRevenue": 1.5,
        }
    ]


def test_merge_of_the_enterprise_api(salesforce: FakeSalesforce, api: ApiClient) -> None:
    """There the object is named by ``xsi:type``, and nil says null."""
    soap = SoapClient(salesforce.url, api.session_id, letter="c")
    master, loser = (
        api.post("sobjects/Contact", json={"LastName": "Doe", "Email": "a@b.example"}).json()["id"]
        for _ in "ab"
    )
    record = (
        f'<urn:masterRecord xsi:type="urn:Contact"><urn:Id>{master}</urn:Id>'
        '<urn:Email xsi:nil="true"/><urn:LastName>Roe</urn:LastName></urn:masterRecord>'
    )
    text = soap.call("merge", _request(record, loser))
    assert 'xmlns="urn:enterprise.soap.sforce.com"' in text
    assert element(text, "success") == "true"
    found = api.get(f"sobjects/Contact/{master}").json()
    assert (found["LastName"], found["Email"]) == ("Roe", None)


def test_every_fault_of_a_merge_is_told(soap: SoapClient, salesforce_org: Org) -> None:
    """Each value at fault has an ``errors`` of its own."""
    master, loser = (salesforce_org.create("Lead", LEAD) for _ in "ab")
    faulty = _partner("Lead", master, Email="none", City="x" * 41)
    [result] = soap.results("merge", _request(faulty, loser))
    assert result.count("<errors>") == 2
    assert "INVALID_EMAIL_ADDRESS" in result
    assert "STRING_TOO_LONG" in result


def test_refused_merges(soap: SoapClient, salesforce_org: Org) -> None:
    """Each request has its own errors, and what is refused changes nothing."""
    org = salesforce_org
    master, loser = (org.create("Lead", LEAD) for _ in "ab")
    results = soap.results(
        "merge",
        _request(_partner("Lead", master))
        + _request(_partner("Lead", master, NumberOfEmployees="many"), loser)
        + _request(_partner("Lead", master, DoNotCall="maybe"), loser)
        + _request(_partner("Lead", master, Nope="x"), loser)
        + _request(_partner("Campaign", master), loser),
    )
    codes = [element(each, "statusCode") for each in results]
    assert codes == [
        "INVALID_MERGE_RECORD",
        "INVALID_TYPE_ON_FIELD_IN_RECORD",
        "INVALID_TYPE_ON_FIELD_IN_RECORD",
        "INVALID_FIELD",
        "INVALID_MERGE_RECORD",
    ]
    assert all(each.endswith(f"<id>{master}</id><success>false</success>") for each in results)
    assert len(org.query("SELECT Id FROM Lead")) == 2
    for arguments in (
        "<urn:request/>",
        _request(f"<urn:masterRecord><Id>{master}</Id></urn:masterRecord>", loser),
        _request(_partner("Nope", master), loser),
    ):
        assert "soapenv:Client" in soap.call("merge", arguments, status=500)


def _convert(lead_id: str, **arguments: str) -> str:
    given = {"convertedStatus": "Closed - Converted", "leadId": lead_id} | arguments
    told = "".join(f"<urn:{name}>{value}</urn:{name}>" for name, value in given.items())
    return f"<urn:leadConverts>{told}</urn:leadConverts>"


def test_convert_lead(soap: SoapClient, salesforce_org: Org, user: User) -> None:
    """Results have the order of Salesforce's own sample; without an opportunity its id is nil."""
    org = salesforce_org
    leads = [org.create("Lead", LEAD) for _ in range(2)]
    first, second = soap.results(
        "convertLead",
        _convert(
            leads[0],
            ownerId=user.id,
            sendNotificationEmail="true",
            overwriteLeadSource="false",
            opportunityName="Deal",
            accountId="",
        )
        + _convert(leads[1], doNotCreateOpportunity="1"),
    )
    converted = org.query(
        "SELECT ConvertedAccountId, ConvertedContactId, Id, ConvertedOpportunityId FROM Lead"
        " ORDER BY Id"
    )
    assert first == (
        "<accountId>{ConvertedAccountId}</accountId><contactId>{ConvertedContactId}</contactId>"
        "<leadId>{Id}</leadId><opportunityId>{ConvertedOpportunityId}</opportunityId>"
        "<success>true</success>"
    ).format(**converted[0])
    assert second == (
        "<accountId>{ConvertedAccountId}</accountId><contactId>{ConvertedContactId}</contactId>"
        '<leadId>{Id}</leadId><opportunityId xsi:nil="true"/><success>true</success>'
    ).format(**converted[1])
    assert org.query("SELECT Name, OwnerId FROM Opportunity") == [
        {"Name": "Deal", "OwnerId": user.id}
    ]


def test_refused_conversions(soap: SoapClient, salesforce_org: Org) -> None:
    """A status that does not convert and a converted lead are errors of their results."""
    org = salesforce_org
    fresh, done = (org.create("Lead", LEAD) for _ in "ab")
    org.convert_lead(done)
    refused = '<accountId xsi:nil="true"/><contactId xsi:nil="true"/>{}<leadId>{}</leadId>'
    nil = '<opportunityId xsi:nil="true"/><success>false</success>'
    assert soap.results(
        "convertLead", _convert(fresh, convertedStatus="Working - Contacted") + _convert(done)
    ) == [
        refused.format(
            _error("INVALID_STATUS", "invalid convertedStatus: Working - Contacted", "Status"),
            fresh,
        )
        + nil,
        refused.format(
            _error("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead"), done
        )
        + nil,
    ]
    assert "soapenv:Client" in soap.call(
        "convertLead", _convert(fresh, doNotCreateOpportunity="maybe"), status=500
    )
    text = soap.call("convertLead", _convert(fresh, relatedPersonAccountId="001"), status=501)
    assert "relatedPersonAccountId of a LeadConvert" in text
