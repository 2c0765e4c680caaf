#include "weir_schemas.h"

// Swift's clang knows #embed in every version of C, and has the file compiled again when a schema changes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const char clicks[] = {
#embed "../../config/schemas/clicks.json" suffix(, 0)
};
static const char purchases[] = {
#embed "../../config/schemas/purchases.json" suffix(, 0)
};
static const char beacons[] = {
#embed "../../config/schemas/beacons.json" suffix(, 0)
};
static const char unsubscribes[] = {
#embed "../../config/schemas/unsubscribes.json" suffix(, 0)
};
static const char campaign[] = {
#embed "../../config/schemas/campaign.json" suffix(, 0)
};
static const char catalogue[] = {
#embed "../../config/schemas/catalogue.json" suffix(, 0)
};
static const char erasure[] = {
#embed "../../config/schemas/erasure.json" suffix(, 0)
};
static const char metrics[] = {
#embed "../../config/schemas/metrics.json" suffix(, 0)
};
static const char alerts[] = {
#embed "../../config/schemas/alerts.json" suffix(, 0)
};
static const char budget_signals[] = {
#embed "../../config/schemas/budget-signals.json" suffix(, 0)
};
static const char churn_events[] = {
#embed "../../config/schemas/churn-events.json" suffix(, 0)
};
static const char dead_letters[] = {
#embed "../../config/schemas/dead-letters.json" suffix(, 0)
};

// In the order of `weir schema`: what goes in, then what comes out.
static const weir_schema schemas[] = {
    {"clicks", clicks},
    {"purchases", purchases},
    {"beacons", beacons},
    {"unsubscribes", unsubscribes},
    {"campaign", campaign},
    {"catalogue", catalogue},
    {"erasure", erasure},
    {"metrics", metrics},
    {"alerts", alerts},
    {"budget-signals", budget_signals},
    {"churn-events", churn_events},
    {"dead-letters", dead_letters},
};

size_t weir_schema_count(void) { return sizeof schemas / sizeof schemas[0]; }

const weir_schema *weir_schema_at(size_t index) { return &schemas[index]; }
