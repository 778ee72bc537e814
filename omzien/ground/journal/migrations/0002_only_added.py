"""The database itself refuses to change or remove an entry of the journal."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER journal_entry_stays BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
    """CREATE TRIGGER journal_entry_is_kept BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION journal_only_added() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is only added to'; END $$""",
    """CREATE TRIGGER journal_entry_stays BEFORE UPDATE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_only_added()""",
    """CREATE TRIGGER journal_entry_is_kept BEFORE DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_only_added()""",
]


def add(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
