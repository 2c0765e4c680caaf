#pragma once

// The JSON Schemas of config/schemas, compiled in: the program needs no files when it runs.

#include <stddef.h>

typedef struct {
    const char *name;
    // The file, byte for byte, and a 0 after it.
    const char *text;
} weir_schema;

size_t weir_schema_count(void);

// The schema at a place below `weir_schema_count()`; what it points to stays for ever.
const weir_schema *weir_schema_at(size_t index);
