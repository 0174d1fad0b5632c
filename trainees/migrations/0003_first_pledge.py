"""The first wording of the pledge, to be confirmed or replaced by the bureau; and what was signed stays as it was."""

import hashlib
import uuid
from datetime import date

from django.db import migrations

TEXT = """本人自愿参加政府补贴职业技能培训，现承诺：
一、所填姓名、身份证号、人员类别、联系电话等信息真实，与本人证件一致。
二、同一时段只参加一个培训班，不重复享受同一工种、同一等级的培训补贴。
三、本人到课，本人签到、签退，不请人代签，也不替他人签到。
四、如实提供就业情况和证明材料，配合电话回访和现场检查。
五、知道虚假报名、代签、提供虚假材料的，取消补贴资格，已享受的予以追回，并承担相应责任。
本人知道可以凭手机号查询以本人名义办理的培训、电子券和补贴记录，发现不实可以提出异议。"""

VERSION_COLUMNS = ("number", "text", "sha256", "effective_from", "proposed_by_id")
SIGNATURE_COLUMNS = ("version_id", "text_sha256", "need_id", "method", "signed_on", "device", "file_id")
PLEDGE_KEPT = "a wording of the pledge is never changed; draft another version"
SIGNED_KEPT = "what was signed is never changed"


def _differs(columns, operator):
    return "(" + " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns) + ")"


RULES = (
    ("trainees_pledge_kept", "trainees_pledgeversion", VERSION_COLUMNS, PLEDGE_KEPT),
    ("trainees_pledge_signed", "trainees_pledgesignature", SIGNATURE_COLUMNS, SIGNED_KEPT),
)


def _sqlite(name, table, columns, message):
    abort = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    yield f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {_differs(columns, 'IS NOT')} {abort}"
    yield f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {abort}"


def _postgresql(name, table, columns, message):
    changed = _differs(columns, "IS DISTINCT FROM")
    yield f"""CREATE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{message}'; END IF;
        IF {changed} THEN RAISE EXCEPTION '{message}'; END IF;
        RETURN NEW; END $$"""
    yield (
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_refuse()"
    )


def write_first(apps, schema_editor):
    apps.get_model("trainees", "PledgeVersion").objects.create(
        id=uuid.UUID("7c1f4b1e-0c52-4f0e-9d53-3a6d5d0c1a01"),
        number=1,
        text=TEXT,
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        effective_from=date(2024, 1, 1),
        state="active",
    )


def protect(apps, schema_editor):
    write = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
    for rule in RULES:
        for statement in write(*rule):
            schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, _, _ in RULES:
        if is_postgresql:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}_refuse()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}_update")
            schema_editor.execute(f"DROP TRIGGER {name}_delete")


class Migration(migrations.Migration):
    dependencies = [("trainees", "0002_own_pages_pledges_and_needs")]
    operations = [
        migrations.RunPython(write_first, migrations.RunPython.noop),
        migrations.RunPython(protect, unprotect),
    ]
