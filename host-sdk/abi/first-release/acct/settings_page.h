/*
 * settings_page.h - settings pages that a host draws with its own toolkit.
 *
 * The plugin describes a page as an immutable VIEW: a list of typed controls. The host draws it, reports what the user
 * does by set_value and activate, and draws again when the page's revision has moved. A renderer needs to know the control
 * kinds below and nothing about what the page is for.
 *
 *     pages->open(plugin, page_id, &page, &error)
 *     pages->acquire(plugin, page, &view, …)        draw view->controls …
 *     pages->release(plugin, view->view_id, …)
 *     pages->set_value(plugin, page, id, text, …)   the user typed or chose
 *     pages->activate(plugin, page, id, …)          the user pressed a button or a table row's action
 *     … host_page.changed(host, page, revision)     acquire and draw again
 *     pages->close(plugin, page, …)
 */
#ifndef ACCT_SETTINGS_PAGE_H
#define ACCT_SETTINGS_PAGE_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACCT_EXT_SETTINGS_PAGE "acct.settings-page/1"

/* Names an open page; 0 names none; never reused. */
typedef uint64_t acct_page;

/* A page that the plugin offers, for the host's settings menu. Valid until the receiver returns. */
typedef struct acct_page_info {
    uint32_t size;
    acct_text id;          /* stable: "api-credentials" */
    acct_text title;       /* the menu entry, in the host's language: "API credentials" */
    acct_text description; /* one sentence, for a tool-tip or below the entry */
} acct_page_info;

typedef void(ACCT_CALL *acct_page_info_receiver)(void *context, const acct_page_info *info);

/* ---- control kinds -------------------------------------------------------------------------------------------------
 * A renderer draws a kind that it does not know as text (label and value). */
#define ACCT_CONTROL_HEADING UINT32_C(1)  /* label; `level` 1 (section) or 2 (sub-section) */
#define ACCT_CONTROL_TEXT UINT32_C(2)     /* a paragraph: value; with a label, a name-and-value line. Line ends ("\n") in the
                                             value of a text or a notice are kept */
#define ACCT_CONTROL_NOTICE UINT32_C(3)   /* a boxed message: label is its title, value its text, tone its colour;
                                             announced by screen readers when it appears */
#define ACCT_CONTROL_CHOICE UINT32_C(4)   /* a dropdown with search; options; value is the chosen option's id */
#define ACCT_CONTROL_INPUT UINT32_C(5)    /* one line of text */
#define ACCT_CONTROL_SECRET UINT32_C(6)   /* one line that is hidden while typed; value is always empty on the way back,
                                             ACCT_FLAG_HAS_VALUE says whether something was typed */
#define ACCT_CONTROL_ONE_TIME_CODE UINT32_C(7) /* a short numeric code; treated as a secret */
#define ACCT_CONTROL_CHECKBOX UINT32_C(8)      /* value "1" or "0" */
#define ACCT_CONTROL_BUTTON UINT32_C(9)        /* label; tone: ACCT_TONE_PRIMARY, _DESTRUCTIVE or _NEUTRAL */
#define ACCT_CONTROL_LINK UINT32_C(10)         /* label; activate follows it */
#define ACCT_CONTROL_PROGRESS UINT32_C(11)     /* label; progress_done of progress_total (0: not known) */
#define ACCT_CONTROL_TABLE UINT32_C(12)        /* label, columns, rows; a row may offer actions */
#define ACCT_CONTROL_FILE UINT32_C(13)         /* name a file, one that is there or a new one, as the label and help say; the
                                                  host sets the absolute path as value */

/* ---- flags of a control */
#define ACCT_FLAG_ENABLED UINT32_C(1)      /* accepts set_value and activate */
#define ACCT_FLAG_REQUIRED UINT32_C(2)     /* must be filled before the page's primary button makes sense */
#define ACCT_FLAG_AUTOFOCUS UINT32_C(4)    /* the keyboard focus belongs here when the view's focus_serial has moved, and in
                                              the first view that a renderer draws */
#define ACCT_FLAG_HAS_VALUE UINT32_C(8)    /* a secret that holds something */
#define ACCT_FLAG_BUSY UINT32_C(16)        /* what the control started is under way */
#define ACCT_FLAG_DEFAULT UINT32_C(32)     /* the button that Enter presses; of several, one in the group of the control with
                                              the focus, or else the next one behind it, or else the first */
#define ACCT_FLAG_MONOSPACE UINT32_C(64)   /* codes and numbers read best in a fixed-width face */
#define ACCT_FLAG_CANCEL UINT32_C(128)     /* the button that Escape presses; of several as for ACCT_FLAG_DEFAULT */
#define ACCT_FLAG_ASSERTIVE UINT32_C(256)  /* a notice that interrupts a screen reader (an error), not one that waits */

/* ---- tones: what a notice, badge or button means; never the only carrier of that meaning */
#define ACCT_TONE_NEUTRAL UINT32_C(0)
#define ACCT_TONE_INFO UINT32_C(1)
#define ACCT_TONE_SUCCESS UINT32_C(2)
#define ACCT_TONE_WARNING UINT32_C(3)
#define ACCT_TONE_ERROR UINT32_C(4)
#define ACCT_TONE_PRIMARY UINT32_C(5)
#define ACCT_TONE_DESTRUCTIVE UINT32_C(6)

/* One entry of a choice. */
typedef struct acct_option {
    uint32_t size;
    uint32_t flags;   /* ACCT_FLAG_ENABLED */
    acct_text id;     /* what set_value takes */
    acct_text label;  /* "29AAACP0029A1Z2" */
    acct_text detail; /* a second, quieter line or column: "Bengaluru branch, Karnataka" */
    acct_text badge;  /* a short status word: "Verified"; may be empty */
    uint32_t badge_tone;
    uint32_t reserved; /* 0 */
} acct_option;

/* One cell of a table. */
typedef struct acct_cell {
    uint32_t size;
    uint32_t tone; /* other than neutral: draw as a badge */
    acct_text text; /* may have a second line after a "\n", drawn quieter */
} acct_cell;

/* What a row of a table offers: a button in its last column. */
typedef struct acct_row_action {
    uint32_t size;
    uint32_t flags;
    acct_text id;    /* for activate, together with the row's id and the table's; unique in its row */
    acct_text label; /* "Edit" */
} acct_row_action;

typedef struct acct_row {
    uint32_t size;
    uint32_t cell_count; /* as many as the table has columns */
    acct_text id;
    const acct_cell *const *cells;
    uint32_t action_count;
    uint32_t flags;
    const acct_row_action *const *actions;
} acct_row;

/*
 * One control. Texts that do not apply to its kind are empty, arrays NULL, numbers 0.
 */
typedef struct acct_control {
    uint32_t size;
    uint32_t kind;  /* ACCT_CONTROL_… */
    uint32_t flags; /* ACCT_FLAG_… */
    uint32_t tone;  /* ACCT_TONE_… */
    uint32_t level; /* of a heading */
    uint32_t max_length; /* of an input or secret, in bytes of UTF-8; 0: no limit worth telling. A toolkit that counts
                            characters need not enforce it: what is too long shows as the control's error */

    acct_text id;           /* unique in the view, stable between revisions */
    acct_text label;        /* the control's name for people */
    acct_text value;        /* see the kinds; always empty for secrets and one-time codes */
    acct_text placeholder;  /* shown while empty; never the only carrier of a rule */
    acct_text help;         /* a quiet line below: what to enter and where it comes from */
    acct_text error;        /* what is wrong with the value, and what to do; empty if nothing */
    acct_text warning;      /* what may be wrong; does not stop anything */
    acct_text autocomplete; /* a token of the HTML standard's autofill list: "username", "current-password",
                               "new-password", "one-time-code", "off" */
    acct_text group;        /* controls that follow each other with the same group belong together (a row of buttons,
                               a card); empty: on its own. A group that continues the name of the one before it
                               ("form-actions" behind "form") is its foot */

    const acct_option *const *options; /* of a choice */
    uint32_t option_count;
    uint32_t column_count;
    const acct_cell *const *columns; /* of a table: its heads */
    const acct_row *const *rows;     /* of a table */
    uint32_t row_count;
    uint32_t reserved; /* 0 */
    uint64_t progress_done;
    uint64_t progress_total;
} acct_control;

/* An immutable picture of a page. Lent by acquire, given back by release; until then nothing in it changes. */
typedef struct acct_page_view {
    uint32_t size;
    uint32_t control_count;
    uint64_t view_id;  /* for release; never reused */
    uint64_t revision; /* grows with every change of the page */
    uint64_t focus_serial; /* moves when the plugin wants the keyboard focus at the control with ACCT_FLAG_AUTOFOCUS: a
                              renderer that has seen this number leaves the focus where the user put it */
    acct_text title;
    const acct_text *breadcrumbs; /* from the settings menu to this page, the title last */
    uint32_t breadcrumb_count;
    uint32_t flags; /* ACCT_FLAG_BUSY: something is under way */
    const acct_control *const *controls;
} acct_page_view;

/* Found by plugin->get_extension(plugin, ACCT_EXT_SETTINGS_PAGE). */
typedef struct acct_settings_pages {
    uint32_t size;

    /* Tells the receiver every page the plugin offers, in menu order. [main-thread] */
    acct_status(ACCT_CALL *list)(const acct_plugin *plugin, void *context, acct_page_info_receiver receiver,
                                 acct_error *error);

    /* Opens a page: its own typing state, as for one browser tab or one dialog. Several may be open at once. `page_id` is
     * one that list told. ACCT_ERROR_BUSY: more pages are open than the plugin has room for. [main-thread] */
    acct_status(ACCT_CALL *open)(const acct_plugin *plugin, acct_text page_id, acct_page *out_page,
                                 acct_error *error);

    /* Closes a page and wipes what was typed into it. [main-thread] */
    acct_status(ACCT_CALL *close)(const acct_plugin *plugin, acct_page page, acct_error *error);

    /* Lends the page's present view. Cheap when nothing has changed. Release it with its view_id; a view outlives
     * close. ACCT_ERROR_BUSY: more views are on loan than the plugin has room for. [main-thread] */
    acct_status(ACCT_CALL *acquire)(const acct_plugin *plugin, acct_page page, const acct_page_view **out_view,
                                    acct_error *error);

    /* Gives a view back. A view_id that is not on loan answers ACCT_ERROR_UNKNOWN_ID; after destroy every one answers
     * ACCT_ERROR_WRONG_STATE. [main-thread] */
    acct_status(ACCT_CALL *release)(const acct_plugin *plugin, uint64_t view_id, acct_error *error);

    /*
     * The user changed a control: `value` as described for its kind. For a secret the buffer may be wiped as soon as the
     * call returns. Values are taken as typed; what is wrong with them shows as the control's `error` in the next view,
     * not as a status. ACCT_ERROR_UNKNOWN_ID: no such page or control in the present view. ACCT_ERROR_WRONG_STATE: the
     * control is disabled. ACCT_ERROR_UNSUPPORTED: a kind of control that takes no value. ACCT_ERROR_BAD_TEXT: not UTF-8
     * (the old value stays, the next view says so).
     * ACCT_ERROR_INVALID_VALUE: what no value of this kind can be, or longer than any use of it; likewise. [main-thread]
     */
    acct_status(ACCT_CALL *set_value)(const acct_plugin *plugin, acct_page page, acct_text control_id,
                                      acct_text value, acct_error *error);

    /*
     * The user pressed a button or link, and `row_id` and `action_id` are empty; or an action in a row of a table.
     * Returns at once; what comes of it shows in later views. ACCT_ERROR_UNKNOWN_ID: no such page, control, row or action in
     * the present view. ACCT_ERROR_UNSUPPORTED: a kind of control that is not pressed. ACCT_ERROR_WRONG_STATE: it is disabled.
     * [main-thread]
     */
    acct_status(ACCT_CALL *activate)(const acct_plugin *plugin, acct_page page, acct_text control_id,
                                     acct_text row_id, acct_text action_id, acct_error *error);
} acct_settings_pages;

/* ---- the host's side */

#define ACCT_EXT_HOST_PAGE "acct.host.settings-page/1"

/* How a plugin tells its host to draw again. Without it a host compares revisions by acquiring now and then. */
typedef struct acct_host_page {
    uint32_t size;

    /* The page has a new revision. Called inside set_value, activate or on_main_thread: best the host notes it and acquires
     * when it draws next; it may acquire at once, too. [main-thread] */
    void(ACCT_CALL *changed)(const acct_host *host, acct_page page, uint64_t revision);
} acct_host_page;

#ifdef __cplusplus
}
#endif

#endif /* ACCT_SETTINGS_PAGE_H */
