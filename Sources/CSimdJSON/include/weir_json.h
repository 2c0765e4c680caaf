#pragma once

// One call from the bytes of a record to its fields, over simdjson's DOM parser.
//
// The whole record is validated; of its fields those are read that the caller lists. Nothing is allocated per
// record, except when one is longer than all before it.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Readable bytes that must follow the text of every record; their values do not matter.
enum { WEIR_JSON_PADDING = 64 };

// Records longer than this are refused: a parser keeps about 15 times as much memory as its longest record.
enum { WEIR_JSON_LARGEST = 8 << 20 };

// The fields of all four streams. A name stands for the same number everywhere.
enum {
    WEIR_FIELD_EVENT_ID,
    WEIR_FIELD_EVENT_TIME,
    WEIR_FIELD_CUSTOMER_ID,
    WEIR_FIELD_ANONYMOUS_ID,
    WEIR_FIELD_CAMPAIGN_ID,
    WEIR_FIELD_POOL,
    WEIR_FIELD_CHANNEL,
    WEIR_FIELD_TOUCHPOINT,
    WEIR_FIELD_DEVICE,
    WEIR_FIELD_SEGMENT,
    WEIR_FIELD_CONSENT,
    WEIR_FIELD_ACTION,
    WEIR_FIELD_COST,
    WEIR_FIELD_CURRENCY,
    WEIR_FIELD_CATEGORY,
    WEIR_FIELD_SKU,
    WEIR_FIELD_STORE_ID,
    WEIR_FIELD_COUNT,
    WEIR_FIELD_REPORT_ID,
    WEIR_FIELD_ORDER_ID,
    WEIR_FIELD_KIND,
    WEIR_FIELD_VALUE,
    WEIR_FIELD_MARGIN,
    WEIR_FIELD_SALES_CHANNEL,
    WEIR_FIELD_ITEMS,
    WEIR_FIELD_LOYALTY_TIER,
    WEIR_FIELD_REFERRER_ID,
    WEIR_FIELD_OFFER_ID,
    WEIR_FIELD_PROMISED_AT,
    WEIR_FIELD_ZONE,
    WEIR_FIELD_SENSOR,
    WEIR_FIELD_SIGNAL,
    WEIR_FIELD_RSSI,
    WEIR_FIELD_REASON,
    WEIR_FIELD_COUNT_OF_FIELDS
};

// What a value is. `null` is no value: such a field is absent.
enum {
    WEIR_JSON_STRING,   // `text`, `length`: unescaped UTF-8
    WEIR_JSON_INTEGER,  // `integer`: neither fraction nor exponent, and it fits
    WEIR_JSON_NUMBER,   // `text`, `length`: any other number, as it stands in the record
    WEIR_JSON_BOOLEAN,
    WEIR_JSON_OBJECT,
    WEIR_JSON_ARRAY
};

typedef struct {
    // Strings are good until the next parse, numbers as long as the caller keeps the record.
    const uint8_t *text;
    int64_t integer;
    uint32_t length;
    uint32_t kind;
} weir_json_value;

typedef struct {
    // One bit per listed field that has a value; `values` holds garbage elsewhere.
    uint64_t present;
    // Of a `consent` object: bits 0…2 which of analytics, marketing and location are there, 4…6 their values;
    // an empty object denies all three.
    uint8_t consent;
    // Whether a value in the `consent` object is no boolean.
    uint8_t consent_is_spoilt;
    weir_json_value values[WEIR_FIELD_COUNT_OF_FIELDS];
} weir_json_record;

// What an item of an order can say; the bits of `present`.
enum { WEIR_ITEM_CATEGORY, WEIR_ITEM_QUANTITY, WEIR_ITEM_PRICE, WEIR_ITEM_COUNT_OF_FIELDS };

typedef struct {
    weir_json_value values[WEIR_ITEM_COUNT_OF_FIELDS];
    uint8_t present;
    // Anything else in the array is no item.
    uint8_t is_object;
} weir_json_item;

enum {
    WEIR_JSON_OK,
    WEIR_JSON_SYNTAX,
    WEIR_JSON_NOT_UTF8,
    WEIR_JSON_LONE_SURROGATE,
    WEIR_JSON_TOO_DEEP,
    WEIR_JSON_TOO_LONG,
    WEIR_JSON_NOT_AN_OBJECT,
    WEIR_JSON_NO_MEMORY
};

typedef struct weir_json weir_json;

// A parser, or null where there is no memory for one.
weir_json *weir_json_create(void);
void weir_json_destroy(weir_json *json);

// Where `weir_json_parse` leaves what it found; the same place every time.
const weir_json_record *weir_json_result(const weir_json *json);

// Where the values begin: a C array in a struct is a tuple in Swift.
const weir_json_value *weir_json_values(const weir_json *json);

// Parses one record: `length` bytes, and WEIR_JSON_PADDING readable ones after them. Fields whose bit is not
// in `listed` are ignored like unknown ones.
int32_t weir_json_parse(weir_json *json, const uint8_t *bytes, size_t length, uint64_t listed);

// Reads the items of the record parsed last, where its field `items` is listed and an array, and says how many
// there are; good until the next parse.
const weir_json_item *weir_json_items(weir_json *json, size_t *count);

// A value of an item, by its bit.
static inline const weir_json_value *weir_json_item_value(const weir_json_item *item, int field) {
    return &item->values[field];
}

#ifdef __cplusplus
}
#endif
