"""The ledger of vouchers and the schemes of issue.

The database itself writes a posting whenever a voucher is made or moved, so that no door leads past the ledger, and
refuses every posting that does not begin where the voucher lay.
"""

import uuid
from itertools import pairwise

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.core.clock
from foundation.audit.rights import ALL_BUT_APPENDING, statements

OUT_OF_STEP = "a posting begins where the voucher lies"
KEPT = "vouchers_voucherposting is append-only"
NO_VOUCHER_GOES = "a voucher is voided, not deleted"
TERMS = "the terms of a voucher are kept"
FIXED = ("number", "kind", "year", "application_id")
AGREED = ("scheme_id", "face_fen")  # written when it is issued
LIVE = "('issued', 'bound', 'in_training', 'completed', 'evaluated', 'redeemed')"
DEAD = "('voided', 'expired', 'returned')"


def _differs(columns, operator):
    return "(" + " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns) + ")"


def _terms_change(operator):
    return f"{_differs(FIXED, operator)} OR OLD.state <> 'requested' AND {_differs(AGREED, operator)}"


# {same}: how the engine compares two values of which either may be missing
STEPS_OUT = """NEW.is_opening
        OR NEW.source <> COALESCE((SELECT p.target FROM vouchers_voucherposting p
            WHERE p.voucher_id = NEW.voucher_id ORDER BY p.sequence DESC LIMIT 1), 'quota')
        OR NEW.sequence <> COALESCE((SELECT MAX(p.sequence) FROM vouchers_voucherposting p
            WHERE p.voucher_id = NEW.voucher_id), 0) + 1
        OR NOT EXISTS (SELECT 1 FROM vouchers_voucher v WHERE v.id = NEW.voucher_id
            AND v.state = NEW.target AND v.version = NEW.sequence AND v.face_fen {same} NEW.face_fen)"""
COUNT = """UPDATE vouchers_voucherscheme SET taken = taken {change}
        WHERE id = (SELECT v.scheme_id FROM vouchers_voucher v WHERE v.id = NEW.voucher_id);"""
POST = """INSERT INTO vouchers_voucherposting (voucher_id, sequence, at, source, target, face_fen, is_opening)
        VALUES (NEW.id, NEW.version, NEW.state_since, {source}, NEW.state, NEW.face_fen, {false});"""
TAKES = "NEW.target = 'issued'"
GIVES_BACK = f"NEW.source IN {LIVE} AND NEW.target IN {DEAD}"


def _refusing(message):
    return f"SELECT RAISE(ABORT, '{message}');"


# name: (moment, table, condition, what is done)
SQLITE = {
    "vouchers_voucher_posts_first": ("AFTER INSERT", "vouchers_voucher", "1", POST.format(source="'quota'", false="0")),
    "vouchers_voucher_posts": (
        "AFTER UPDATE", "vouchers_voucher", _differs(("state", "version"), "IS NOT"), POST.format(source="OLD.state", false="0"),
    ),
    "vouchers_voucher_keeps_terms": (
        "BEFORE UPDATE", "vouchers_voucher", _terms_change("IS NOT"), _refusing(TERMS),
    ),
    "vouchers_voucher_no_delete": (
        "BEFORE DELETE", "vouchers_voucher", "OLD.state <> 'written_off'", _refusing(NO_VOUCHER_GOES),
    ),
    "vouchers_posting_in_step": (
        "BEFORE INSERT", "vouchers_voucherposting", STEPS_OUT.format(same="IS"), _refusing(OUT_OF_STEP),
    ),
    "vouchers_posting_no_update": (
        "BEFORE UPDATE", "vouchers_voucherposting", "1", _refusing(KEPT),
    ),
    "vouchers_posting_no_delete": (
        "BEFORE DELETE", "vouchers_voucherposting", "1", _refusing(KEPT),
    ),
    "vouchers_posting_takes": ("AFTER INSERT", "vouchers_voucherposting", TAKES, COUNT.format(change="+ 1")),
    "vouchers_posting_gives_back": ("AFTER INSERT", "vouchers_voucherposting", GIVES_BACK, COUNT.format(change="- 1")),
}  # fmt: skip

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION vouchers_voucher_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {POST.format(source="'quota'", false="FALSE")}
  ELSIF {_differs(("state", "version"), "IS DISTINCT FROM")} THEN
    {POST.format(source="OLD.state", false="FALSE")}
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION vouchers_voucher_keep_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_terms_change("IS DISTINCT FROM")} THEN RAISE EXCEPTION '{TERMS}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION vouchers_voucher_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'written_off' THEN RAISE EXCEPTION '{NO_VOUCHER_GOES}'; END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE FUNCTION vouchers_posting_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {STEPS_OUT.format(same="IS NOT DISTINCT FROM")} THEN RAISE EXCEPTION '{OUT_OF_STEP}'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION vouchers_posting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{KEPT}'; END $$;
CREATE OR REPLACE FUNCTION vouchers_posting_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {TAKES} THEN
    {COUNT.format(change="+ 1")}
  ELSIF {GIVES_BACK} THEN
    {COUNT.format(change="- 1")}
  END IF;
  RETURN NULL;
END $$;
"""

# name: (moment, table, each, function)
POSTGRESQL = {
    "vouchers_voucher_no_delete": (
        "BEFORE DELETE",
        "vouchers_voucher",
        "ROW",
        "vouchers_voucher_refuse_delete",
    ),
    "vouchers_voucher_posts": ("AFTER INSERT OR UPDATE", "vouchers_voucher", "ROW", "vouchers_voucher_post"),
    "vouchers_voucher_keeps_terms": (
        "BEFORE UPDATE",
        "vouchers_voucher",
        "ROW",
        "vouchers_voucher_keep_terms",
    ),
    "vouchers_posting_in_step": ("BEFORE INSERT", "vouchers_voucherposting", "ROW", "vouchers_posting_check"),
    "vouchers_posting_no_change": (
        "BEFORE UPDATE OR DELETE",
        "vouchers_voucherposting",
        "ROW",
        "vouchers_posting_refuse",
    ),
    "vouchers_posting_no_truncate": (
        "BEFORE TRUNCATE",
        "vouchers_voucherposting",
        "STATEMENT",
        "vouchers_posting_refuse",
    ),
    "vouchers_posting_counts": ("AFTER INSERT", "vouchers_voucherposting", "ROW", "vouchers_posting_count"),
}


def protect(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        for name, (moment, table, condition, done) in SQLITE.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {moment} ON {table} WHEN {condition} BEGIN {done} END"
            )
        return
    schema_editor.execute(
        "SET CONSTRAINTS ALL IMMEDIATE"
    )  # nothing may be pending on a table that is altered
    schema_editor.execute(FUNCTIONS)
    for name, (moment, table, each, function) in POSTGRESQL.items():
        schema_editor.execute(
            f"CREATE TRIGGER {name} {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
        )


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name, (_, table, _, _) in POSTGRESQL.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def take_rights_away(apps, schema_editor):
    """Every role but the owner may only add to the ledger."""
    if schema_editor.connection.vendor == "postgresql":
        for sql in statements({"vouchers_voucherposting": ALL_BUT_APPENDING}):
            schema_editor.execute(sql, None)  # None: its percent signs are its own


def take_over(apps, schema_editor):
    """Vouchers older than the ledger: by what is recorded of them where that is exact, else as an opening."""
    Voucher = apps.get_model("vouchers", "Voucher")
    Posting = apps.get_model("vouchers", "VoucherPosting")
    moves = _recorded_moves(apps)
    postings = []
    for voucher in Voucher.objects.order_by("created_at", "pk").iterator():
        history = _history(voucher, moves.get(str(voucher.pk), []))
        postings += [Posting(voucher=voucher, face_fen=voucher.face_fen, **facts) for facts in history]
    Posting.objects.bulk_create(postings, batch_size=500)


def _recorded_moves(apps):
    Entry = apps.get_model("audit", "Entry")
    moves = {}
    rows = Entry.objects.filter(object_type="vouchers.voucher", result="done", to_state__gt="").order_by(
        "seq"
    )
    for voucher, source, target, at in rows.values_list("object_id", "from_state", "to_state", "at"):
        moves.setdefault(voucher, []).append((source, target, at))
    return moves


def _history(voucher, moves):
    path = [("quota", "requested", voucher.created_at), *moves]
    is_unbroken = all(before[1] == after[0] for before, after in pairwise(path))
    if is_unbroken and path[-1][1] == voucher.state and len(path) == voucher.version:
        return [
            {"sequence": place, "source": source, "target": target, "at": at}
            for place, (source, target, at) in enumerate(path, 1)
        ]
    taken_over = {"source": "quota", "target": voucher.state, "at": voucher.state_since}
    return [{**taken_over, "sequence": voucher.version, "is_opening": True}]


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("institutions", "0001_initial"),
        ("vouchers", "0002_written_off_is_final"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VoucherScheme",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("training", "培训券"), ("evaluation", "评价券")],
                        max_length=12,
                        verbose_name="券种",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("occupation_code", models.CharField(blank=True, max_length=20, verbose_name="工种")),
                ("occupation_name", models.CharField(blank=True, max_length=60, verbose_name="工种名称")),
                ("level", models.CharField(blank=True, max_length=1, verbose_name="等级")),
                ("groups", models.JSONField(blank=True, default=list, verbose_name="人员类别")),
                ("valid_to", models.DateField(verbose_name="有效期至")),
                ("quantity", models.PositiveIntegerField(verbose_name="数量")),
                ("taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="已发")),
                (
                    "face_fen",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="面值（分）"),
                ),
                ("fund_source", models.CharField(blank=True, max_length=60, verbose_name="资金来源")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="停发")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=foundation.core.clock.now, editable=False, verbose_name="建立时间"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.institution",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "发券方案",
                "verbose_name_plural": "发券方案",
                "ordering": ["-year", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "name"),
                        name="vouchers_scheme_name_stands_once_a_year",
                        violation_error_message="本年度已有同名的发券方案。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["training", "evaluation"])),
                        name="vouchers_scheme_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken__gte", 0), ("taken__lte", models.F("quantity"))),
                        name="vouchers_scheme_within_quantity",
                        violation_error_message="已发数量不得超过方案数量。",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="voucher",
            name="scheme",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vouchers.voucherscheme",
            ),
        ),
        migrations.CreateModel(
            name="VoucherPosting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sequence", models.PositiveIntegerField(verbose_name="笔次")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("quota", "额度"),
                            ("requested", "已申请"),
                            ("issued", "已发券"),
                            ("bound", "已绑定班级"),
                            ("in_training", "培训中"),
                            ("completed", "已完训"),
                            ("evaluated", "已评价"),
                            ("redeemed", "已兑现"),
                            ("written_off", "已核销"),
                            ("voided", "作废"),
                            ("expired", "过期"),
                            ("returned", "退回"),
                        ],
                        max_length=12,
                        verbose_name="转出",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("quota", "额度"),
                            ("requested", "已申请"),
                            ("issued", "已发券"),
                            ("bound", "已绑定班级"),
                            ("in_training", "培训中"),
                            ("completed", "已完训"),
                            ("evaluated", "已评价"),
                            ("redeemed", "已兑现"),
                            ("written_off", "已核销"),
                            ("voided", "作废"),
                            ("expired", "过期"),
                            ("returned", "退回"),
                        ],
                        max_length=12,
                        verbose_name="转入",
                    ),
                ),
                ("face_fen", models.PositiveBigIntegerField(null=True, verbose_name="面值（分）")),
                ("is_opening", models.BooleanField(default=False, verbose_name="期初")),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="vouchers.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "券台账",
                "verbose_name_plural": "券台账",
                "ordering": ["voucher", "sequence"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("voucher", "sequence"),
                        name="vouchers_posting_once",
                        violation_error_message="这张券的这一笔已经入账。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "quota"), ("target__in", ("requested",))),
                            models.Q(
                                ("source", "requested"), ("target__in", ("issued", "returned", "voided"))
                            ),
                            models.Q(("source", "issued"), ("target__in", ("bound", "voided", "expired"))),
                            models.Q(("source", "bound"), ("target__in", ("in_training", "voided"))),
                            models.Q(("source", "in_training"), ("target__in", ("completed", "voided"))),
                            models.Q(
                                ("source", "completed"), ("target__in", ("evaluated", "redeemed", "voided"))
                            ),
                            models.Q(("source", "evaluated"), ("target__in", ("redeemed", "voided"))),
                            models.Q(("source", "redeemed"), ("target__in", ("written_off", "voided"))),
                            models.Q(("is_opening", True), ("source", "quota")),
                            _connector="OR",
                        ),
                        name="vouchers_posting_transfer_is_listed",
                        violation_error_message="电子券没有这样的流转。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    "quota",
                                    "requested",
                                    "issued",
                                    "bound",
                                    "in_training",
                                    "completed",
                                    "evaluated",
                                    "redeemed",
                                    "written_off",
                                    "voided",
                                    "expired",
                                    "returned",
                                ],
                            ),
                            (
                                "target__in",
                                [
                                    "quota",
                                    "requested",
                                    "issued",
                                    "bound",
                                    "in_training",
                                    "completed",
                                    "evaluated",
                                    "redeemed",
                                    "written_off",
                                    "voided",
                                    "expired",
                                    "returned",
                                ],
                            ),
                        ),
                        name="vouchers_posting_accounts_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gt", 0)), name="vouchers_posting_sequence_is_positive"
                    ),
                ],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RunPython(protect, unprotect),
        migrations.RunPython(take_rights_away, migrations.RunPython.noop),
    ]
