/* What our test printer says of itself and of its jobs, in IPP: enough for IPP Everywhere clients and for
 * `lpadmin -m everywhere`. Any thread; no state. */
#pragma once

#include <cups/cups.h>
#include <glib.h>

#include "tests/support/printer_model.h"

/* The set of requested-attributes; NULL: everything. Free with g_hash_table_unref. Names are lent by the
 * request. */
GHashTable *wanted_attributes(ipp_t *request);

void add_printer_attributes(ipp_t *response, const PrinterStatus *status, const char *uri,
                            GHashTable *wanted);
void add_job_attributes(ipp_t *response, const PrinterJob *job, const char *printer_uri, GHashTable *wanted);

/* Pages of a PDF or PWG raster file; 1 where it cannot be told. */
int count_pages(const char *path);
