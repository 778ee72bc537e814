"""What an administrator does to people, roles, groups and days: each verb is one write with its journal row."""
