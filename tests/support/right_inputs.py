"""Right inputs of each kind, from which malformed ones are made; ``{lead}`` names a record.

JSON goes with the method and the path below the version; the others with what sends them.
"""

from __future__ import annotations

JSON: tuple[tuple[str, str, bytes], ...] = (
    ("POST", "sobjects/Lead", b'{"LastName": "a", "Company": "b", "AnnualRevenue": 1.5}'),
    ("POST", "sobjects/Task", b'{"Subject": "a", "ActivityDate": "2020-07-20", "WhoId": "{lead}"}'),
    ("PATCH", "sobjects/Lead/{lead}", b'{"Email": "a@example.com", "HasOptedOutOfEmail": true}'),
    ("PATCH", "sobjects/Lead/Id/{lead}", b'{"NumberOfEmployees": 7, "Rating": null}'),
    ("PATCH", "sobjects/Lead/Key__c/a", b'{"LastName": "a", "Company": "b"}'),
    (
        "POST",
        "composite",
        (
            b'{"allOrNone": true, "compositeRequest": [{"method": "GET", "referenceId": "one",'
            b' "url": "/services/data/v49.0/sobjects/Lead/{lead}"}, {"method": "PATCH",'
            b' "referenceId": "two", "url": "/services/data/v49.0/sobjects/Lead/@{one.Id}",'
            b' "body": {"City": "@{one.Id}"}}]}'
        ),
    ),
    (
        "POST",
        "composite/batch",
        (
            b'{"haltOnError": false, "batchRequests": [{"method": "PATCH", "url":'
            b' "v49.0/sobjects/Lead/{lead}", "richInput": {"City": "a"}}, {"method": "GET", "url":'
            b' "v49.0/query?q=SELECT+Id+FROM+Lead"}]}'
        ),
    ),
    (
        "POST",
        "composite/tree/Account",
        (
            b'{"records": [{"attributes": {"type": "Account", "referenceId": "a"}, "Name": "a",'
            b' "Contacts": {"records": [{"attributes": {"type": "Contact", "referenceId": "c"},'
            b' "LastName": "d"}]}}]}'
        ),
    ),
    (
        "POST",
        "composite/sobjects",
        (
            b'{"allOrNone": false, "records": [{"attributes": {"type": "Lead"}, "LastName": "a",'
            b' "Company": "b"}]}'
        ),
    ),
    (
        "PATCH",
        "composite/sobjects",
        b'{"records": [{"attributes": {"type": "Lead"}, "id": "{lead}", "City": "a"}]}',
    ),
    (
        "PATCH",
        "composite/sobjects/Lead/Key__c",
        b'{"records": [{"attributes": {"type": "Lead"}, "Key__c": "a", "City": "a"}]}',
    ),
    ("POST", "composite/sobjects/Lead", b'{"ids": ["{lead}"], "fields": ["Id", "LastName"]}'),
    ("POST", "jobs/ingest", b'{"object": "Lead", "operation": "upsert", "lineEnding": "LF"}'),
    ("PATCH", "jobs/ingest/{ingest_job}", b'{"state": "UploadComplete"}'),
    ("POST", "jobs/query", b'{"operation": "queryAll", "query": "SELECT Id FROM Lead"}'),
    (
        "POST",
        "analytics/reports/{report}",
        (
            b'{"reportMetadata": {"reportFilters": [{"column": "Lead.LastName", "operator":'
            b' "equals", "value": "a"}], "reportBooleanFilter": "1", "detailColumns": ["Lead.Id"]}}'
        ),
    ),
    ("POST", "analytics/reports/query", b'{"reportMetadata": {"id": "{report}"}}'),
    ("POST", "sobjects/User/{user}/password", b'{"NewPassword": "Abcdefg12345"}'),
)
CSV: tuple[bytes, ...] = (
    b"LastName,Company,AnnualRevenue\na,b,1.5\nc,d,#N/A\n",
    b'Id,LastName,Company\n{lead},"a ""b"", c",d\n,"e\nf",g\n',
    b"LastName,Company,Owner.Username,IsUnreadByOwner\r\na,b,own@example.com,true\r\n",
    b"Key__c;LastName;Company\na;b;c\n",
)
MULTIPART = (
    b"--XX\r\nContent-Type: application/json\r\nContent-Disposition: form-data;"
    b' name="job"\r\n\r\n{"object": "Lead", "operation": "insert"}\r\n--XX\r\n'
    b'Content-Type: text/csv\r\nContent-Disposition: form-data; name="content";'
    b' filename="content"\r\n\r\nLastName,Company\na,b\n\r\n--XX--\r\n'
)
ENVELOPE = (
    b'<?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:xsi='
    b'"http://www.w3.org/2001/XMLSchema-instance" xmlns:s="urn:sobject.partner.soap.sforce.com"'
    b' xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:u="urn:partner.soap.sforce.com">'
    b"<e:Header><u:SessionHeader><u:sessionId>{session}</u:sessionId></u:SessionHeader></e:Header>"
    b"<e:Body>%s</e:Body></e:Envelope>"
)
CALLS: tuple[bytes, ...] = (
    b"<u:login><u:username>own@example.com</u:username><u:password>x</u:password></u:login>",
    b"<u:getUserInfo/>",
    b"<u:getServerTimestamp/>",
    b"<u:delete><u:ids>00Q000000000001AAA</u:ids><u:ids>{lead}</u:ids></u:delete>",
    b"<u:undelete><u:ids>{lead}</u:ids></u:undelete>",
    b"<u:emptyRecycleBin><u:ids>{lead}</u:ids></u:emptyRecycleBin>",
    (
        b"<u:setPassword><u:userId>{user}</u:userId><u:password>Abcdefg12345</u:password>"
        b"</u:setPassword>"
    ),
    (
        b"<u:convertLead><u:leadConverts><u:leadId>{lead}</u:leadId><u:convertedStatus>Closed"
        b" - Converted</u:convertedStatus><u:doNotCreateOpportunity>true</u:doNotCreateOpportunity>"
        b"</u:leadConverts></u:convertLead>"
    ),
    (
        b'<u:merge><u:request><u:masterRecord xsi:type="s:Lead"><s:type>Lead</s:type>'
        b"<s:Id>{lead}</s:Id>"
        b"<s:City>a</s:City></u:masterRecord><u:recordToMergeIds>{lead}</u:recordToMergeIds>"
        b"</u:request></u:merge>"
    ),
)
SOQL: tuple[bytes, ...] = (
    (
        b"SELECT Id, Name, Owner.Name, Address FROM Lead WHERE LastName LIKE 'a%' AND (City = 'b'"
        b" OR AnnualRevenue > 1.5e3) ORDER BY CreatedDate DESC NULLS LAST LIMIT 10 OFFSET 5"
    ),
    b"SELECT COUNT(Id) n, MAX(CreatedDate), Status FROM Lead GROUP BY Status HAVING COUNT(Id) > 1",
    (
        b"SELECT CALENDAR_YEAR(CreatedDate), SUM(Amount) FROM Opportunity GROUP BY"
        b" ROLLUP(CALENDAR_YEAR(CreatedDate), StageName)"
    ),
    b"SELECT Id, (SELECT Id, LastName FROM Contacts WHERE Email != null LIMIT 3) FROM Account",
    b"SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE Name IN ('a', 'b'))",
    (
        b"SELECT TYPEOF Who WHEN Lead THEN Company ELSE Name END FROM Task WHERE ActivityDate ="
        b" LAST_N_DAYS:7"
    ),
    (
        b"SELECT Id FROM Lead WHERE DISTANCE(Address, GEOLOCATION(1.5, -2), 'km') < 5 AND"
        b" CreatedDate > 2020-01-01T00:00:00+01:00 USING SCOPE mine FOR VIEW"
    ),
    b"SELECT toLabel(Status), FORMAT(AnnualRevenue) x FROM Lead WHERE Id = '{lead}' ALL ROWS",
    b"SELECT COUNT() FROM CampaignMember WHERE Campaign.Parent.Name = 'a' AND NOT Lead.City = null",
    b"SELECT FIELDS(ALL) FROM Lead WHERE LeadSource INCLUDES ('a;b', 'c') LIMIT 200",
)
