"""What was assigned before there were grants: close what has run out, grant what is live."""

from django.db import migrations

from foundation.core import clock

CODENAME = "supervise_organisation"


def grant(apps, schema_editor):
    assignments = apps.get_model("accounts", "SupervisionAssignment").objects
    assignments.filter(ends_on__lt=clock.today()).update(ended_at=clock.now())
    live = assignments.filter(ended_at__isnull=True)
    if not live.exists():
        return
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="accounts", model="organisation"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=CODENAME, defaults={"name": "以第三方身份监督"}
    )
    grants = apps.get_model("accounts", "OrganisationUserObjectPermission").objects
    for row in live:
        grants.get_or_create(
            user_id=row.user_id, permission=permission, content_object_id=row.organisation_id
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_supervision"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
