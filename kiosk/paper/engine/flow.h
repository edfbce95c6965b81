/* The layout engine: pieces in the order they are read, distributed over pages once all are known.
 *
 * A piece is what may not be torn: a line of a paragraph, a row of a table, a route, a QR code. Makers hold
 * the fonts (engine/fonts.h), call paper_begin, append pieces and call paper_finish, which sets the page
 * breaks; after that the document is read only. All functions here need the fonts held. */
#pragma once

#include "kiosk/paper/engine/text.h"
#include "kiosk/paper/paper.h"

#define MM       (72.0 / 25.4)
#define THIN_PT  (0.25 * MM)
#define THICK_PT (0.6 * MM)

/* A fixed word of a form in both languages; the English one is printed below where the setup asks for it. */
typedef struct {
    const char *zh;
    const char *en;
} PaperWord;

/* Everything that differs between A4, slip and large print. Points, unless said. */
typedef struct {
    double page_width, page_height; /* page_height 0: as long as the text */
    double margin;                  /* left and right */
    double top, bottom;             /* where content starts, and what is left free below it */
    double label_width;             /* left column of a table; 0: labels stand above their values */
    double row_pad;                 /* above and below the words of a row */
    double block_gap;               /* between blocks */
    double qr_size, seal_size;
    gboolean narrow; /* one column: what stood beside goes below */
    PaperRoleStyle roles[N_ROLES];
} PaperMetrics;

/* Some lines of a text at a place inside a piece. */
typedef struct {
    PaperText text;
    int first, n;
    double x, y;
} PaperSlot;

typedef struct PaperPiece PaperPiece;
/* Draw a figure with the piece's top left corner at the origin. */
typedef void (*PaperFigure)(const PaperPiece *piece, cairo_t *cr);

struct PaperPiece {
    double gap; /* above; dropped at the head of a page */
    double pad; /* above and below the words, inside height; gap and pad shrink to save a sheet */
    double height, width;
    gboolean keep;                 /* stays on the page of the piece that follows */
    double rule_above, rule_below; /* line width, 0: none */
    PaperSlot slots[3];
    int n_slots;
    PaperFigure figure;
    gpointer data; /* of the figure */
    GDestroyNotify free_data;
    GPtrArray *children; /* pieces inside: a column at the left, and perhaps an object at the right */
    gboolean has_object; /* the last child is the object */
    gboolean across;     /* children stand side by side, at their own x */
    double x, y;         /* on the page, or inside the parent */
};

struct PaperDoc {
    char *form_id, *title, *station;
    char *assurance; /* at the footer's right: "姓名和号码已部分隐去" */
    char *created;   /* ISO 8601, UTC */
    GString *stamp;  /* the footer: time, kiosk, print count */
    gboolean english;
    const PaperMetrics *metrics;
    PangoContext *fonts;
    double width;        /* of the column that pieces are made for */
    double label_width;  /* as in the metrics, wider where labels are in two languages */
    GPtrArray *pieces;   /* PaperPiece, in reading order */
    GPtrArray *outer;    /* the pieces around an open beside block, or NULL */
    PaperPiece *object;  /* of the open beside block */
    GArray *page_starts; /* int: first piece of each page */
    double page_height;
};

/* Start a document. NULL and error: INPUT, FONT. */
PaperDoc *paper_begin(const PaperSetup *setup, const char *form_id, const char *title, GError **error);
/* Set the page breaks; takes doc and returns it. */
PaperDoc *paper_finish(PaperDoc *doc);
/* The footer gets one more word ("第 1 次打印"). */
void paper_add_stamp(PaperDoc *doc, const char *text);
/* What the footer says at its right. */
void paper_set_assurance(PaperDoc *doc, const char *text);

typedef enum {
    INPUT_OPTIONAL,
    INPUT_NEEDED,
    INPUT_MASKED,          /* needed, with a star */
    INPUT_OPTIONAL_MASKED, /* if given, with a star */
} PaperInputKind;
typedef struct {
    const char *name;
    const char *value;
    PaperInputKind kind;
} PaperInput;
/* Hold strings against their kind, UTF-8 and a sane length. FALSE and error: INPUT, UNMASKED; never the
 * value. */
gboolean paper_check(const PaperInput *inputs, gsize n, GError **error);

PaperPiece *paper_piece_new(PaperDoc *doc, double gap, double height);
void paper_piece_free(PaperPiece *piece);
void paper_piece_draw(const PaperPiece *piece, cairo_t *cr);
/* Put text into the piece; the piece owns it from now. */
PaperSlot *paper_piece_put(PaperPiece *piece, PaperText text, double x, double y);
void paper_add_piece(PaperDoc *doc, PaperPiece *piece);
PaperText paper_text_in(PaperDoc *doc, PaperRole role, const char *text, double width, PaperAlign align);

/* gaps: space above, in units of the sheet's usual gap. bold_tail: follows in bold, or NULL. */
void paper_add_text(PaperDoc *doc, PaperRole role, double gaps, const char *text, const char *bold_tail);
/* Chinese, and below it the English where asked for. */
void paper_add_word(PaperDoc *doc, PaperRole role, double gaps, PaperWord word);
/* Label above its value, kept together: the case number and the query code. */
void paper_add_headline(PaperDoc *doc, PaperWord label, PaperRole role, const char *value);
/* The thick line above the first row of a table. */
void paper_add_rule(PaperDoc *doc);
/* Label and value with a thin line below. */
void paper_add_row(PaperDoc *doc, PaperWord label, PaperRole role, const char *value);
/* A square to tick, and its text. */
void paper_add_tick(PaperDoc *doc, const char *text);
/* A label, and `lines` lines to write on. */
void paper_add_blank(PaperDoc *doc, PaperWord label, int lines);

/* Pieces added between these two stand left of the object; on a slip the object follows below, centred. */
void paper_begin_beside(PaperDoc *doc, PaperPiece *object);
void paper_end_beside(PaperDoc *doc);
