/* Sizes of the four kinds of sheet. */
#pragma once

#include "kiosk/paper/engine/flow.h"

/* Lent, for ever. */
const PaperMetrics *paper_metrics(PaperSize size, gboolean large);
