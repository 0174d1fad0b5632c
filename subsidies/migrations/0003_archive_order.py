"""The order of the class archive. 附件一 is not printed (A63): this first version is inferred and may be edited."""

from django.db import migrations

VERSION = 1
# (material, required)
ORDER = (
    ("封面、卷内目录", True),
    ("经办全流程监控表", True),
    ("开班请示及批复（表2）、职建股备案", True),
    ("机构资质、合同、承诺书", True),
    ("学员花名册（表3）、信息核实花名表、人员比对结果", True),
    ("学员登记表（表1）、身份证、就业创业证、人员类别证明、学员承诺书", True),
    ("领券名单", True),
    ("课程计划（表5）、教学大纲、师资证明、教材领用表", True),
    ("学员签到表（表4）", True),
    ("教学日志（表6）", True),
    ("核查情况登记表（表11）、整改材料", True),
    ("考核方案报备、试卷、成绩表（表8）", True),
    ("培训班评估表（表7）", True),
    ("结业合格人员花名册（表9）、证书复印件", True),
    ("就业情况花名册（表10）、就业证明、真实性承诺书、务工证明（表12）", False),
    ("影像目录及硬盘编号", True),
    ("培训总结、财务凭证复印件", True),
    ("补贴资金申请表、补贴人员花名册、公示及结果", False),
    ("档案验收报告", True),
)


def enter(apps, schema_editor):
    item = apps.get_model("subsidies", "ArchiveTemplateItem")
    item.objects.bulk_create(
        item(version=VERSION, order=order, title=title, is_required=required)
        for order, (title, required) in enumerate(ORDER, start=1)
    )


def remove(apps, schema_editor):
    apps.get_model("subsidies", "ArchiveTemplateItem").objects.filter(version=VERSION).delete()


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0002_signed_is_final")]
    operations = [migrations.RunPython(enter, remove)]
