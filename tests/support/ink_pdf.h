/* A PDF with ink on it, and nothing of a person: bars, curves and hairlines, black on white, no font needed.
 */
#pragma once

/* Pages of width x height points, all alike, in a file without a name; close it. In the upper left corner of
 * each lies a black square of 72 points, 36 points from either edge. */
int ink_pdf_open(double width, double height, int pages);
