"""What a closed sign-in sheet says can no longer be changed, on both engines, and nobody is in two places at once."""

from django.db import migrations

_CLOSED = "(SELECT closed_at FROM classes_plannedsession WHERE id = {row}.session_id) IS NOT NULL"
_ELSEWHERE = """
    NEW.signed_in_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM classes_enrolment here
        JOIN classes_plannedsession wanted ON wanted.id = NEW.session_id
        JOIN classes_enrolment there ON there.person_id = here.person_id
        JOIN classes_attendancemark mark ON mark.enrolment_id = there.id
        JOIN classes_plannedsession held ON held.id = mark.session_id
        WHERE here.id = NEW.enrolment_id AND mark.signed_in_at IS NOT NULL AND held.id <> wanted.id
        AND held.date = wanted.date AND held.half = wanted.half)"""

FINAL = "the sign-in sheet is closed"
ONE_PLACE = "somebody cannot be in two classes in one half-day"


def _sqlite(name, moment, table, condition, message):
    return f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"


SQLITE = {
    name: _sqlite(name, *rest)
    for name, *rest in (
        ("classes_mark_closed_insert", "INSERT", "classes_attendancemark", _CLOSED.format(row="NEW"), FINAL),
        (
            "classes_mark_closed_update",
            "UPDATE",
            "classes_attendancemark",
            f"{_CLOSED.format(row='OLD')} OR {_CLOSED.format(row='NEW')}",
            FINAL,
        ),
        ("classes_mark_closed_delete", "DELETE", "classes_attendancemark", _CLOSED.format(row="OLD"), FINAL),
        ("classes_mark_one_place_insert", "INSERT", "classes_attendancemark", _ELSEWHERE, ONE_PLACE),
        ("classes_mark_one_place_update", "UPDATE", "classes_attendancemark", _ELSEWHERE, ONE_PLACE),
        (
            "classes_session_closed_update",
            "UPDATE",
            "classes_plannedsession",
            "OLD.closed_at IS NOT NULL",
            FINAL,
        ),
        (
            "classes_session_closed_delete",
            "DELETE",
            "classes_plannedsession",
            "OLD.closed_at IS NOT NULL",
            FINAL,
        ),
        (
            "classes_correction_decided_update",
            "UPDATE",
            "classes_attendancecorrection",
            "OLD.decision <> 'pending'",
            "the correction is decided",
        ),
        (
            "classes_correction_no_delete",
            "DELETE",
            "classes_attendancecorrection",
            "1",
            "a correction is kept",
        ),
    )
}

POSTGRESQL_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION classes_refuse_closed_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND {_CLOSED.format(row="OLD")} THEN RAISE EXCEPTION '{FINAL}'; END IF;
  IF TG_OP <> 'DELETE' AND {_CLOSED.format(row="NEW")} THEN RAISE EXCEPTION '{FINAL}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF {_ELSEWHERE} THEN RAISE EXCEPTION '{ONE_PLACE}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION classes_refuse_closed_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL THEN RAISE EXCEPTION '{FINAL}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION classes_refuse_decided_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.decision <> 'pending' THEN RAISE EXCEPTION 'the correction is decided'; END IF;
  RETURN NEW;
END $$;
"""

POSTGRESQL = {
    "classes_mark_closed": (
        "CREATE TRIGGER classes_mark_closed BEFORE INSERT OR UPDATE OR DELETE ON classes_attendancemark "
        "FOR EACH ROW EXECUTE FUNCTION classes_refuse_closed_mark()"
    ),
    "classes_session_closed": (
        "CREATE TRIGGER classes_session_closed BEFORE UPDATE OR DELETE ON classes_plannedsession "
        "FOR EACH ROW EXECUTE FUNCTION classes_refuse_closed_session()"
    ),
    "classes_correction_decided": (
        "CREATE TRIGGER classes_correction_decided BEFORE UPDATE OR DELETE ON classes_attendancecorrection "
        "FOR EACH ROW EXECUTE FUNCTION classes_refuse_decided_correction()"
    ),
}
_TABLES = {
    "classes_mark_closed": "classes_attendancemark",
    "classes_session_closed": "classes_plannedsession",
    "classes_correction_decided": "classes_attendancecorrection",
}


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTIONS)
        for sql in POSTGRESQL.values():
            schema_editor.execute(sql)
    else:
        for sql in SQLITE.values():
            schema_editor.execute(sql)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, table in _TABLES.items():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    else:
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("classes", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
