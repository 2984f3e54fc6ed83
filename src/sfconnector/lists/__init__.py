"""Marketing lists: imported from Salesforce, read by their users, never seen half."""
