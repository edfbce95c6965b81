/* Leaflets without any personal data: F14 办事指南单页, the "bring these tomorrow" list, notices, apps.
 * Threads and ownership: see paper.h. Paragraph texts may hold line breaks; NULL strings are left out. */
#pragma once

#include "kiosk/paper/paper.h"
#include "kiosk/paper/receipt.h"

/* F14: one matter on one leaflet. Lists are NULL-terminated arrays. */
typedef struct {
    const char *name;             /* full name of the matter */
    const char *const *summary;   /* up to three sentences */
    const char *who;              /* who may apply */
    const char *const *materials; /* "居民身份证（原件，当场读）" */
    const PaperStation *stations; /* how it goes */
    int n_stations;
    const char *time_limit; /* "15个工作日（规定30个）" */
    const char *fee;
    const char *place; /* where and when */
    const char *phone;
    const char *version; /* "第3版，2026年11月1日" */
} PaperGuide;
PaperDoc *paper_guide_new(const PaperSetup *setup, const PaperGuide *guide, GError **error);

/* "明天带这些来": boxes to tick at home. */
typedef struct {
    const char *matter;
    const char *const *bring; /* one line each */
    const char *where;        /* "映月路88号 晴川社区便民驿站，周一到周日 8:30-17:30" */
    const char *phone;
    const char *note; /* "没有户口簿也能办，来了查数据" */
} PaperBring;
PaperDoc *paper_bring_new(const PaperSetup *setup, const PaperBring *bring, GError **error);

/* A notice or an app of the pool: a title, facts as label and value, paragraphs, and a QR code with a
 * caption. */
typedef struct {
    const char *label;
    const char *value;
} PaperFact;
typedef struct {
    const char *kind; /* "通知公告", "应用池": small line above the title */
    const char *title;
    const PaperFact *facts; /* "时间", "地点", "开发单位" … */
    int n_facts;
    const char *const *paragraphs; /* NULL-terminated */
    const char *qr;                /* payload, at most 300 bytes; NULL: none */
    const char *qr_caption;
} PaperNotice;
PaperDoc *paper_notice_new(const PaperSetup *setup, const PaperNotice *notice, GError **error);
