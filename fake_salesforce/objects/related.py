"""Relationships of records with pages that the fake does not have, by what they lead to."""

DOCUMENTS = (
    "AttachedContentDocuments",
    "Attachments",
    "CombinedAttachments",
    "ContentDocumentLinks",
    "Notes",
    "NotesAndAttachments",
)
ACTIVITIES = ("ActivityHistories", "OpenActivities")
