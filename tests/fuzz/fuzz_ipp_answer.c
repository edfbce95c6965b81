/* Bytes that a printer might answer, through libcups' reader into our decoders. */
#include <stdint.h>
#include <string.h>

#include "hal/drivers/ipp_codec.h"

typedef struct {
    const uint8_t *at;
    size_t left;
} Bytes;

static ssize_t read_bytes(void *context, ipp_uchar_t *buffer, size_t size)
{
    Bytes *bytes = context;
    size_t n = MIN(size, bytes->left);
    memcpy(buffer, bytes->at, n);
    bytes->at += n;
    bytes->left -= n;
    return (ssize_t)n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Bytes bytes = {data, size};
    ipp_t *answer = ippNew();
    ipp_state_t state;
    do {
        state = ippReadIO(&bytes, read_bytes, 1, NULL, answer);
    } while (state != IPP_STATE_ERROR && state != IPP_STATE_DATA);
    g_auto(IppPrinter) printer = {0};
    if (ipp_codec_printer_decode(answer, &printer)) {
        HalRemedy remedy;
        const char *why;
        ipp_codec_printer_state(&printer, &remedy, &why);
        json_decref(ipp_codec_printer_status(&printer));
    }
    g_auto(IppJob) job = {0};
    ipp_codec_job_decode(answer, &job);
    g_auto(IppJob) found = {0};
    ipp_codec_jobs_find(answer, "aaaa-1111", &found);
    ippDelete(answer);
    return 0;
}
