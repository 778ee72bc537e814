"""What chapter 5 and appendix 1 keep: first judgements, cases, the six steps, agreements, the log, the end."""

from .agreements import Agreement, Contact
from .cases import Case, CaseReport, Part, TeamMember
from .closing import LaterCheck, Told
from .log import LogEntry
from .noblame import Consent, Idea, Member, MemberReview, Round, Step
from .triage import Assessment, FollowUp

__all__ = [
    "Agreement",
    "Assessment",
    "Case",
    "CaseReport",
    "Consent",
    "Contact",
    "FollowUp",
    "Idea",
    "LaterCheck",
    "LogEntry",
    "Member",
    "MemberReview",
    "Part",
    "Round",
    "Step",
    "TeamMember",
    "Told",
]
