"""What a file is about, and the columns by which School Data Sync is known."""

from enum import Enum


class Kind(Enum):
    """What a file is about; seen from its columns, never from its name."""

    PUPILS = "pupils"
    STAFF = "staff"
    GROUPS = "groups"
    GUARDIANS = "guardians"
    SDS_ORGS = "orgs"
    SDS_USERS = "users"
    SDS_ROLES = "roles"
    SDS_CLASSES = "classes"
    SDS_ENROLLMENTS = "enrollments"
    SDS_RELATIONSHIPS = "relationships"
    UNUSED = "unused"
    UNKNOWN = "unknown"


SDS_COLUMNS = {
    Kind.SDS_RELATIONSHIPS: {"usersourcedid", "relationshipusersourcedid"},
    Kind.SDS_ENROLLMENTS: {"classsourcedid", "usersourcedid", "role"},
    Kind.SDS_ROLES: {"usersourcedid", "orgsourcedid", "role"},
    Kind.SDS_CLASSES: {"sourcedid", "orgsourcedid", "title"},
    Kind.SDS_USERS: {"sourcedid", "username", "givenname", "familyname"},
    Kind.SDS_ORGS: {"sourcedid", "name", "type"},
}
SDS_USED = {
    Kind.SDS_RELATIONSHIPS: {"usersourcedid", "relationshipusersourcedid", "relationshiprole"},
    Kind.SDS_ENROLLMENTS: {"classsourcedid", "usersourcedid", "role"},
    Kind.SDS_ROLES: {"usersourcedid", "orgsourcedid", "role", "grade"},
    Kind.SDS_CLASSES: {"sourcedid", "orgsourcedid", "title", "classtype", "type", "grade"},
    Kind.SDS_USERS: {"sourcedid", "username", "givenname", "familyname", "middlename", "email"},
    Kind.SDS_ORGS: {"sourcedid", "name", "type"},
}
# Parts of School Data Sync that say nothing we need; demographics are never read.
SDS_UNUSED = (
    {"sourcedid", "begindate", "enddate"},
    {"usersourcedid", "flag"},
    {"sourcedid", "birthdate", "sex"},
    {"sourcedid", "orgsourcedid", "code"},
    {"sourcedid", "title", "startdate"},
)
