"""The person's own pages about his class, behind his one-time code, beside those of trainees and reports."""

from __future__ import annotations

from django.urls import path

from classes.views import evaluating

app_name = "own_classes"
urlpatterns = [path("evaluation/", evaluating.my_evaluation, name="my_evaluation")]
