#pragma once

// The yardstick, and what the benchmark asks of the C library.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint64_t parsed;    // documents
    uint64_t refused;   // lines that are no JSON
    uint64_t fields;    // values, at any depth
    uint64_t checksum;  // of all values, so that no walk is left out
} parse_only_result;

// Parses every line with simdjson's DOM parser and walks all its values; `ends` are the places of the line
// feeds, and 64 readable bytes follow the last one. Adds to the result.
void parse_only(const uint8_t *bytes, const int64_t *ends, size_t count, parse_only_result *result);

// Bytes that malloc has handed out and not got back.
uint64_t allocated_bytes(void);

// Gives back to the system what is free.
void return_free_memory(void);

#ifdef __cplusplus
}
#endif
