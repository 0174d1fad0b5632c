"""Run as a program on a worker's database: `drive.py enqueue` puts the slow job on the list, `drive.py tell` looks."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from foundation.accounts.actor import Actor  # noqa: E402 - after setup
from foundation.jobs.models import Job  # noqa: E402
from foundation.jobs.operations import enqueue  # noqa: E402

if sys.argv[1] == "enqueue":
    enqueue("test.slow", actor=Actor.system(), title="慢慢数", payload={})
jobs = list(Job.objects.values("state", "attempts", "done_units", "message"))
sys.stdout.write(json.dumps(jobs))
