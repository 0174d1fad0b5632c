"""What is printed for superiors and the archive. Data in, bytes out; nothing is queried here."""

from reports.documents.funds import fund_workbook, print_fund_table
from reports.documents.monitor import MonitorForm, MonitorOpinion, MonitorStep, print_monitor_form
from reports.documents.progress import print_progress_table, progress_workbook
from reports.queries.figures import FundRow, FundTable, InstitutionRow, ProgressRow, ProgressTable

__all__ = [
    "FundRow",
    "FundTable",
    "InstitutionRow",
    "MonitorForm",
    "MonitorOpinion",
    "MonitorStep",
    "ProgressRow",
    "ProgressTable",
    "fund_workbook",
    "print_fund_table",
    "print_monitor_form",
    "print_progress_table",
    "progress_workbook",
]
