"""Addresses of the second half of a class's life: teaching, exam, verification, employment."""

from __future__ import annotations

from django.urls import path

from classes.views import attendance, employment, exam, results, signing, signing_phone, teaching

OWN_PHONE = [  # below /my/, where the one-time code is entered: `signing:`
    path("", signing_phone.signing_home, name="home"),
    path("phone/", signing_phone.signing_bind, name="bind"),
]
urlpatterns = [
    path("in-training/", teaching.teaching_list, name="teaching_list"),
    path("<uuid:pk>/teaching/", teaching.teaching_page, name="teaching"),
    path("<uuid:pk>/logs/", teaching.log_edit, name="log_edit"),
    path("<uuid:pk>/logs/print/", teaching.log_print, name="log_print"),
    path("<uuid:pk>/videos/", teaching.video_list, name="video_list"),
    path("<uuid:pk>/videos/edit/", teaching.video_day, name="video_day"),
    path("videos/<uuid:pk>/remove/", teaching.video_remove, name="video_remove"),
    path("<uuid:pk>/finish/", teaching.class_finish, name="class_finish"),
    path("sessions/<uuid:pk>/", attendance.session_sheet, name="session_sheet"),
    path("sessions/<uuid:pk>/close/", attendance.session_close, name="session_close"),
    path("sessions/<uuid:pk>/print/", attendance.session_print, name="session_print"),
    path("sessions/<uuid:pk>/workbook/", attendance.session_workbook, name="session_workbook"),
    path("sessions/<uuid:pk>/corrections/", attendance.correction_request, name="correction_request"),
    path("<uuid:pk>/attendance/workbook/", attendance.attendance_workbook, name="attendance_workbook"),
    path("<uuid:pk>/attendance/import/", attendance.attendance_import, name="attendance_import"),
    path("<uuid:pk>/corrections/", attendance.correction_list, name="correction_list"),
    path("corrections/<uuid:pk>/decide/", attendance.correction_decide, name="correction_decide"),
    path("corrections/<uuid:pk>/proof/", attendance.correction_proof, name="correction_proof"),
    path("sessions/<uuid:pk>/screen/", signing.session_screen, name="session_screen"),
    path("sessions/<uuid:pk>/signing/", signing.session_signing, name="session_signing"),
    path("sessions/<uuid:pk>/witness/", signing.session_witness, name="session_witness"),
    path("sign-ins/<uuid:pk>/photo/", signing.sign_in_photo, name="sign_in_photo"),
    path("roll/worker.js", signing.roll_worker, name="roll_worker"),
    path("roll/<uuid:pk>/", signing.session_roll, name="session_roll"),
    path("<uuid:pk>/exam/", exam.exam_page, name="exam"),
    path("<uuid:pk>/exam/paper/", exam.exam_paper, name="exam_paper"),
    path("<uuid:pk>/exam/results/", exam.exam_results, name="exam_results"),
    path("<uuid:pk>/exam/workbook/", exam.exam_workbook, name="exam_workbook"),
    path("<uuid:pk>/exam/import/", exam.exam_import, name="exam_import"),
    path("<uuid:pk>/exam/confirm/", exam.exam_confirm, name="exam_confirm"),
    path("<uuid:pk>/certificates/", exam.certificates, name="certificates"),
    path("<uuid:pk>/certificates/workbook/", exam.certificate_workbook, name="certificate_workbook"),
    path("<uuid:pk>/certificates/import/", exam.certificate_import, name="certificate_import"),
    path("<uuid:pk>/verification/", results.verification, name="verification"),
    path("enrolments/<uuid:pk>/", results.enrolment_detail, name="enrolment_detail"),
    path("enrolments/<uuid:pk>/verify/", results.enrolment_verify, name="enrolment_verify"),
    path("enrolments/<uuid:pk>/retake/", results.enrolment_retake, name="enrolment_retake"),
    path("enrolments/<uuid:pk>/withdraw/", results.enrolment_withdraw, name="enrolment_withdraw"),
    path("employment/", employment.employment_list, name="employment_list"),
    path("<uuid:pk>/employment/", employment.employment_page, name="employment"),
    path("enrolments/<uuid:pk>/employment/", employment.employment_edit, name="employment_edit"),
    path("enrolments/<uuid:pk>/employment/files/", employment.employment_files, name="employment_files"),
    path("enrolments/<uuid:pk>/employment/decide/", employment.employment_decide, name="employment_decide"),
    path("enrolments/<uuid:pk>/employment/phone/", employment.employment_phone, name="employment_phone"),
    path("proof-files/<uuid:pk>/", employment.proof_file, name="proof_file"),
    path("proof-files/<uuid:pk>/remove/", employment.proof_remove, name="proof_remove"),
]
