#pragma once

// The field that a name stands for. A switch over the length leaves one to six comparisons of known length,
// which compile to loads.

#include "weir_json.h"

#include <cstring>

namespace {

constexpr int unknown = -1;

template <size_t N> inline bool is(const char *key, const char (&name)[N]) {
    return std::memcmp(key, name, N - 1) == 0;
}

inline int field_named(const char *key, uint32_t length) {
    switch (length) {
    case 3:
        if (is(key, "sku")) return WEIR_FIELD_SKU;
        return unknown;
    case 4:
        if (is(key, "kind")) return WEIR_FIELD_KIND;
        if (is(key, "pool")) return WEIR_FIELD_POOL;
        if (is(key, "cost")) return WEIR_FIELD_COST;
        if (is(key, "zone")) return WEIR_FIELD_ZONE;
        if (is(key, "rssi")) return WEIR_FIELD_RSSI;
        return unknown;
    case 5:
        if (is(key, "value")) return WEIR_FIELD_VALUE;
        if (is(key, "items")) return WEIR_FIELD_ITEMS;
        if (is(key, "count")) return WEIR_FIELD_COUNT;
        return unknown;
    case 6:
        if (is(key, "action")) return WEIR_FIELD_ACTION;
        if (is(key, "device")) return WEIR_FIELD_DEVICE;
        if (is(key, "margin")) return WEIR_FIELD_MARGIN;
        if (is(key, "sensor")) return WEIR_FIELD_SENSOR;
        if (is(key, "signal")) return WEIR_FIELD_SIGNAL;
        if (is(key, "reason")) return WEIR_FIELD_REASON;
        return unknown;
    case 7:
        if (is(key, "channel")) return WEIR_FIELD_CHANNEL;
        if (is(key, "segment")) return WEIR_FIELD_SEGMENT;
        if (is(key, "consent")) return WEIR_FIELD_CONSENT;
        return unknown;
    case 8:
        if (is(key, "event_id")) return WEIR_FIELD_EVENT_ID;
        if (is(key, "order_id")) return WEIR_FIELD_ORDER_ID;
        if (is(key, "currency")) return WEIR_FIELD_CURRENCY;
        if (is(key, "category")) return WEIR_FIELD_CATEGORY;
        if (is(key, "store_id")) return WEIR_FIELD_STORE_ID;
        if (is(key, "offer_id")) return WEIR_FIELD_OFFER_ID;
        return unknown;
    case 9:
        if (is(key, "report_id")) return WEIR_FIELD_REPORT_ID;
        return unknown;
    case 10:
        if (is(key, "event_time")) return WEIR_FIELD_EVENT_TIME;
        if (is(key, "touchpoint")) return WEIR_FIELD_TOUCHPOINT;
        return unknown;
    case 11:
        if (is(key, "customer_id")) return WEIR_FIELD_CUSTOMER_ID;
        if (is(key, "campaign_id")) return WEIR_FIELD_CAMPAIGN_ID;
        if (is(key, "referrer_id")) return WEIR_FIELD_REFERRER_ID;
        if (is(key, "promised_at")) return WEIR_FIELD_PROMISED_AT;
        return unknown;
    case 12:
        if (is(key, "anonymous_id")) return WEIR_FIELD_ANONYMOUS_ID;
        if (is(key, "loyalty_tier")) return WEIR_FIELD_LOYALTY_TIER;
        return unknown;
    case 13:
        if (is(key, "sales_channel")) return WEIR_FIELD_SALES_CHANNEL;
        return unknown;
    default:
        return unknown;
    }
}

}  // namespace
