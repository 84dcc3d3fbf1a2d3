"""Every table in one import, for migrations and for the test that compares the two."""

from models.tables.admin_changes import AdminChange
from models.tables.attachments import Attachment, AttachmentPiece
from models.tables.base import Base
from models.tables.beside import Assist, Consultation, Extension, Pause, QualityCheck
from models.tables.bundles import Bundle, BundleUse
from models.tables.callers import Caller, Original
from models.tables.clocks import Beat, Notice, Outage, PolicyVersion, Step, TicketClock
from models.tables.decisions import Decision
from models.tables.desk_calls import DeskCall
from models.tables.drafts import Draft
from models.tables.duty import DutyRow
from models.tables.facts import FactRow
from models.tables.people import Department, Login, Token, Unit, UnitAbove, User
from models.tables.policies import PolicyDraft, Publication
from models.tables.reply_templates import ReplyTemplate, ReplyTemplateVersion, TemplateUse
from models.tables.saved_views import SavedView
from models.tables.search import SearchAsked, SearchMark, TicketSearch
from models.tables.tallies import Tally
from models.tables.tickets import CallBack, IdempotencyKey, Note, Party, Ticket
from models.tables.trail import Anchor, Event, View

__all__ = [
    "AdminChange",
    "Anchor",
    "Assist",
    "Attachment",
    "AttachmentPiece",
    "Base",
    "Beat",
    "Bundle",
    "BundleUse",
    "CallBack",
    "Caller",
    "Consultation",
    "Decision",
    "Department",
    "DeskCall",
    "Draft",
    "DutyRow",
    "Event",
    "Extension",
    "FactRow",
    "IdempotencyKey",
    "Login",
    "Note",
    "Notice",
    "Original",
    "Outage",
    "Party",
    "Pause",
    "PolicyDraft",
    "PolicyVersion",
    "Publication",
    "QualityCheck",
    "ReplyTemplate",
    "ReplyTemplateVersion",
    "SavedView",
    "SearchAsked",
    "SearchMark",
    "Step",
    "Tally",
    "TemplateUse",
    "Ticket",
    "TicketClock",
    "TicketSearch",
    "Token",
    "Unit",
    "UnitAbove",
    "User",
    "View",
]
