/* Values that nobody wants, checked like all others. */
#ifndef FANSLY_JSON_SKIP_H
#define FANSLY_JSON_SKIP_H

#include "json_names.h"

#pragma GCC visibility push(hidden)

/* Moves over a whole value at this depth; false where it is not JSON, and the scan says why. Names are learnt on the way. */
bool fansly_skip_value(fansly_scan *scan, fansly_names *names, int depth);

#pragma GCC visibility pop

#endif
