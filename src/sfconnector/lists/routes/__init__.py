"""The two ways from Salesforce to a list, REST pages and a Bulk 2.0 query job, and the choice."""
