/* Sheets that the paper tests and the benchmark print: invented people, numbers and dates. */
#pragma once

#include "kiosk/paper/blank.h"
#include "kiosk/paper/leaflet.h"
#include "kiosk/paper/progress.h"
#include "kiosk/paper/receipt.h"

#define SHEET_CASE_NO "YS330108001005-20261123-000175"
#define SHEET_CODE    "29004736"

static inline PaperSetup sheet_setup(PaperSize size, gboolean large, GDateTime *at)
{
    return (PaperSetup){.size = size,
                        .large = large,
                        .station = "滨江区映月街道晴川社区便民驿站（示例）",
                        .kiosk_no = "QC-01",
                        .printed_at = at};
}

static const PaperStation sheet_stations[] = {
    {"社区", "核对材料，1天"}, {"街道", "初审，7天"}, {"区卫健局", "审核确认，7天"}};

static const PaperReceipt sheet_receipt = {
    .case_no = SHEET_CASE_NO,
    .query_code = SHEET_CODE,
    .applicant_name = "王*明",
    .applicant_id = "990***********2217",
    .matter = "育儿补贴",
    .submitted_at = "2026年11月23日 14:06",
    .community = "晴川社区居委会（示例），便民服务窗口",
    .promised = "15个工作日（规定30个）。从11月24日起算；补材料、评定的日子不算",
    .due_date = "2026年12月14日前",
    .materials = "居民身份证（已读证）；户籍、出生医学证明（同意查数据，免交）；签名1份",
    .fee = "不收费",
    .phone = "0571-0000-0115",
    .complaint_phone = "0571-0000-0200",
    .print_count = 1,
    .stations = sheet_stations,
    .n_stations = G_N_ELEMENTS(sheet_stations),
};

static const PaperTempReceipt sheet_temp = {
    .temp_no = "LSQC01-20261123-001",
    .applicant_name = "王*明",
    .matter = "育儿补贴",
    .filled_at = "2026年11月23日 14:06",
};

static const PaperStationState sheet_states[] = {PAPER_STATION_DONE, PAPER_STATION_NOW, PAPER_STATION_AHEAD};

static const PaperProgress sheet_progress = {
    .case_no = SHEET_CASE_NO,
    .query_code = SHEET_CODE,
    .applicant_name = "王*明",
    .matter = "育儿补贴",
    .state = "街道初审",
    .percent = 40,
    .elapsed = "已用3个工作日，承诺15个",
    .next = "不用您做什么，等电话就行",
    .due_date = "2026年12月14日前",
    .stations = sheet_stations,
    .station_states = sheet_states,
    .n_stations = G_N_ELEMENTS(sheet_stations),
};

static const char *const sheet_summary[] = {"孩子三岁前，每年领一笔补贴。",
                                            "父母一方来办就行，材料能查数据的免交。",
                                            "批下来直接打到银行卡里。", NULL};
static const char *const sheet_materials[] = {"居民身份证（原件，当场读）", "户口簿（同意查数据，免交）",
                                              "出生医学证明（同意查数据，免交）", "本人的银行卡（拍照）",
                                              NULL};
static const PaperGuide sheet_guide = {
    .name = "育儿补贴申领",
    .summary = sheet_summary,
    .who = "有三周岁以下孩子的父母，或其他监护人",
    .materials = sheet_materials,
    .stations = sheet_stations,
    .n_stations = G_N_ELEMENTS(sheet_stations),
    .time_limit = "15个工作日（规定30个）",
    .fee = "不收费",
    .place = "映月路88号 晴川社区便民驿站，周一到周日 8:30-17:30",
    .phone = "0571-0000-0115",
    .version = "第3版，2026年11月1日",
};

static const PaperBring sheet_bring = {
    .matter = "育儿补贴",
    .bring = sheet_materials,
    .where = "映月路88号 晴川社区便民驿站，周一到周日 8:30-17:30",
    .phone = "0571-0000-0115",
    .note = "忘了户口簿也能办，来了查数据。",
};

static const PaperFact sheet_facts[] = {{"时间", "11月28日（周六） 9:00-11:00"}, {"地点", "社区活动室二楼"}};
static const char *const sheet_paragraphs[] = {
    "社区请了区中医院的三位大夫来义诊，量血压、测血糖、看推拿都不要钱。",
    "来的时候带上身份证和平时吃的药。行动不便的，打电话给网格员，上门来接。", NULL};
static const PaperNotice sheet_notice = {
    .kind = "通知公告",
    .title = "周六义诊，中医大夫到社区",
    .facts = sheet_facts,
    .n_facts = G_N_ELEMENTS(sheet_facts),
    .paragraphs = sheet_paragraphs,
    .qr = "ckiosk://notice/n-2026-117",
    .qr_caption = "扫码看这条通知",
};
