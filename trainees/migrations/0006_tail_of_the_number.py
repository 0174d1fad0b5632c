"""The last digits of a number are found by index; masked numbers are made when they are shown."""

from django.db import migrations, models

from foundation.core import crypto


def index_tails(apps, schema_editor):
    people = apps.get_model("trainees", "Person").objects
    for person in people.only("pk", "identity_number").iterator(chunk_size=2000):
        tail = person.identity_number.reveal(person)[-4:]
        people.filter(pk=person.pk).update(
            identity_tail_index=crypto.blind_index(tail, purpose="identity-tail")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("trainees", "0005_cross_check_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="identity_tail_index",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.RunPython(index_tails, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["identity_tail_index"], name="trainees_person_tail"),
        ),
        migrations.RemoveField(model_name="person", name="identity_masked"),
    ]
