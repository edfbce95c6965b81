/* F01 预受理回执 and F01T 临时回执: what a resident takes home after handing in.
 * Fields, labels and masks are those of data/process.json, "forms". Threads and ownership: see paper.h. */
#pragma once

#include "kiosk/paper/paper.h"

/* One station of the case's way: "社区", "核对材料，1天". */
typedef struct {
    const char *name;
    const char *detail;
} PaperStation;

typedef struct {
    const char *case_no;        /* "YS330108001005-20261123-000175" */
    const char *query_code;     /* 8 digits; printed in two groups of four */
    const char *applicant_name; /* masked: "王*明" */
    const char *applicant_id;   /* masked: "990***********2217" */
    const char *agent_name;     /* masked; NULL: "无，本人办理" */
    const char *matter;         /* short name: "育儿补贴" */
    const char *submitted_at;   /* "2026年11月23日 14:06" */
    const char *community;      /* "晴川社区居委会（示例），便民服务窗口" */
    const char *promised;       /* "15个工作日（规定30个）。从11月24日起算" */
    const char *due_date;       /* "2026年12月14日前" */
    const char *materials;      /* "居民身份证（已读证）；签名1份"; NULL: "无" */
    const char *missing;        /* NULL: "无" */
    const char *fee;            /* "不收费" */
    const char *phone;          /* of the matter; NULL: the line is left out */
    const char *complaint_phone;
    int print_count;              /* 1 for the first print */
    const PaperStation *stations; /* the route, at most 5 */
    int n_stations;
} PaperReceipt;

/* F01. INPUT: case_no, query_code, name, number, matter, submitted_at, community, promised, due_date or fee
 * missing. UNMASKED: a name or the number without a star. */
PaperDoc *paper_receipt_new(const PaperSetup *setup, const PaperReceipt *receipt, GError **error);

typedef struct {
    const char *temp_no;        /* "LS…-20261123-001" */
    const char *applicant_name; /* masked */
    const char *matter;
    const char *filled_at; /* "2026年11月23日 14:06" */
} PaperTempReceipt;

/* F01T, given while the hub cannot be reached. Made for the slip; A4 works too. */
PaperDoc *paper_temp_receipt_new(const PaperSetup *setup, const PaperTempReceipt *receipt, GError **error);
