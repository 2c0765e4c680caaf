#include "weir_json.h"

#include "field_names.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

// The tape and the structural indexes are simdjson's own, and may look different in another version.
static_assert(simdjson::SIMDJSON_VERSION_MAJOR == 3, "check the walk over tape and structural indexes");
static_assert(WEIR_JSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads beyond the text");

namespace {

// MARK: Surrogates

// simdjson 3.0.1 lets through a lone low surrogate, and a high one before any other escape. Both can only be
// written as escapes: as bytes they are no UTF-8.
bool has_lone_surrogate(const uint8_t *text, size_t length) {
    const uint8_t *end = text + length;
    auto next = [&](const uint8_t *from) {
        if (from >= end) return static_cast<const uint8_t *>(nullptr);
        return static_cast<const uint8_t *>(std::memchr(from, '\\', static_cast<size_t>(end - from)));
    };
    auto half = [&](const uint8_t *escape) {  // 'h' and 'l' for surrogates, 0 for all else
        if (end - escape < 6) return 0;  // cut off: what follows the record is none of it
        if (escape[0] != '\\' || escape[1] != 'u' || (escape[2] | 0x20) != 'd') return 0;
        const int digit = escape[3] | 0x20;
        if (digit == '8' || digit == '9' || digit == 'a' || digit == 'b') return int('h');
        return digit >= 'c' && digit <= 'f' ? int('l') : 0;
    };
    for (const uint8_t *escape = next(text); escape != nullptr;) {
        switch (half(escape)) {
        case 'h':
            if (half(escape + 6) != 'l') return true;
            escape = next(escape + 12);
            break;
        case 'l':
            return true;
        default:
            escape = next(escape + 2);
        }
    }
    return false;
}

// MARK: Numbers

inline bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

// The end of the number at `text`, by the grammar of RFC 8259; null where it breaks it. Reads at most one byte
// beyond the number.
const uint8_t *end_of_number(const uint8_t *text) {
    if (*text == '-') text++;
    if (!is_digit(*text)) return nullptr;
    if (*text == '0') {
        text++;
    } else {
        while (is_digit(*text)) text++;
    }
    if (*text == '.') {
        text++;
        if (!is_digit(*text)) return nullptr;
        while (is_digit(*text)) text++;
    }
    if (*text == 'e' || *text == 'E') {
        text++;
        if (*text == '+' || *text == '-') text++;
        if (!is_digit(*text)) return nullptr;
        while (is_digit(*text)) text++;
    }
    return text;
}

inline bool continues_number(uint8_t byte) {
    return is_digit(byte) || byte == '.' || byte == '+' || byte == '-' || byte == 'e' || byte == 'E';
}

// Overwrites every number by a 1 and blanks: simdjson refuses integers beyond 64 bits and numbers like 1e400,
// which are valid. All else stays where it is, so that a second parse still checks it.
bool blank_numbers(uint8_t *text, size_t length) {
    uint8_t *end = text + length;
    while (text < end) {
        if (*text == '"') {
            for (text++; text < end && *text != '"'; text++) {
                if (*text == '\\') text++;
            }
            text++;
        } else if (*text == '-' || is_digit(*text)) {
            const uint8_t *stop = end_of_number(text);
            if (stop == nullptr || continues_number(*stop)) return false;
            *text++ = '1';
            while (text < stop) *text++ = ' ';
        } else {
            text++;
        }
    }
    return true;
}

// Tells an integer that fits from every other number. The number is a valid one.
void read_number(const uint8_t *text, weir_json_value &value) {
    const uint8_t *end = end_of_number(text);
    value.kind = WEIR_JSON_NUMBER;
    value.text = text;
    value.length = static_cast<uint32_t>(end - text);
    const bool negative = *text == '-';
    uint64_t sum = 0;
    for (const uint8_t *digit = text + negative; digit < end; digit++) {
        if (!is_digit(*digit)) return;
        if (__builtin_mul_overflow(sum, 10, &sum)) return;
        if (__builtin_add_overflow(sum, *digit - '0', &sum)) return;
    }
    if (sum > static_cast<uint64_t>(INT64_MAX) + negative) return;
    value.kind = WEIR_JSON_INTEGER;
    value.integer = static_cast<int64_t>(negative ? 0 - sum : sum);
}

// MARK: The walk

// One parsed document: simdjson's tape (values) and structural indexes (where each token begins) in parallel.
struct Document {
    const uint64_t *tape;
    const uint8_t *strings;
    const uint32_t *tokens;
    const uint8_t *original;
    bool numbers_are_blank;

    char type(size_t index) const { return static_cast<char>(tape[index] >> 56); }

    const char *string(size_t index, uint32_t &length) const {
        const uint8_t *start = strings + (tape[index] & simdjson::internal::JSON_VALUE_MASK);
        std::memcpy(&length, start, sizeof length);
        return reinterpret_cast<const char *>(start + sizeof length);
    }

    size_t after(size_t index) const {
        switch (type(index)) {
        case '{':
        case '[':
            return static_cast<uint32_t>(tape[index]);
        case 'l':
        case 'u':
        case 'd':
            return index + 2;
        default:
            return index + 1;
        }
    }

    // The token after the container that begins at one.
    size_t after_container(size_t token) const {
        size_t depth = 0;
        do {
            switch (original[tokens[token]]) {
            case '{':
            case '[':
                depth++;
                break;
            case '}':
            case ']':
                depth--;
                break;
            default:
                break;
            }
            token++;
        } while (depth > 0);
        return token;
    }
};

}  // namespace

struct weir_json {
    simdjson::dom::parser parser;
    weir_json_record record;
    uint8_t *copy = nullptr;
    size_t copy_capacity = 0;
    // Where the array `items` begins, and what it takes to walk it.
    Document document = {};
    size_t items = 0;
    size_t items_token = 0;
    std::vector<weir_json_item> item_list;
};

namespace {

// Whether the member at `index` is followed by one of the same name.
bool comes_again(const Document &document, size_t index, size_t end) {
    uint32_t length;
    const char *name = document.string(index, length);
    for (index = document.after(index + 1); index < end; index = document.after(index + 1)) {
        uint32_t other_length;
        const char *other = document.string(index, other_length);
        if (other_length == length && std::memcmp(other, name, length) == 0) return true;
    }
    return false;
}

void read_consent(const Document &document, size_t index, weir_json_record &record) {
    // Looking for a later member of the same name takes time in the square of their number.
    constexpr int most_searches = 16;
    const size_t end = document.after(index) - 1;
    int searches = 0;
    uint8_t consent = 0;
    record.consent_is_spoilt = 0;
    index++;
    if (index == end) consent = 7;
    for (; index < end; index = document.after(index + 1)) {
        uint32_t length;
        const char *name = document.string(index, length);
        const char type = document.type(index + 1);
        if (type != 't' && type != 'f') {
            if (++searches <= most_searches && comes_again(document, index, end)) continue;
            record.consent_is_spoilt = 1;
            return;
        }
        int key = -1;
        if (length == 9 && is(name, "analytics")) key = 0;
        if (length == 9 && is(name, "marketing")) key = 1;
        if (length == 8 && is(name, "location")) key = 2;
        if (key < 0) continue;
        consent &= static_cast<uint8_t>(~(17 << key));
        consent |= static_cast<uint8_t>((type == 't' ? 17 : 1) << key);
    }
    record.consent = consent;
}

inline void read_value(const Document &document, size_t index, size_t token, weir_json_value &value) {
    switch (document.type(index)) {
    case '"':
        value.kind = WEIR_JSON_STRING;
        value.text = reinterpret_cast<const uint8_t *>(document.string(index, value.length));
        break;
    case 'l':
        if (!document.numbers_are_blank) {
            value.kind = WEIR_JSON_INTEGER;
            value.integer = static_cast<int64_t>(document.tape[index + 1]);
            break;
        }
        [[fallthrough]];
    case 'u':
    case 'd':
        read_number(document.original + document.tokens[token], value);
        break;
    case '{':
        value.kind = WEIR_JSON_OBJECT;
        break;
    case '[':
        value.kind = WEIR_JSON_ARRAY;
        break;
    default:
        value.kind = WEIR_JSON_BOOLEAN;
        break;
    }
}

int32_t read_fields(weir_json *json, uint64_t listed) {
    const Document &document = json->document;
    weir_json_record &record = json->record;
    if (document.type(1) != '{') return WEIR_JSON_NOT_AN_OBJECT;
    const size_t end = document.after(1) - 1;
    uint64_t present = 0;
    size_t token = 1;
    for (size_t index = 2; index < end; index = document.after(index + 1)) {
        uint32_t length;
        const char *name = document.string(index, length);
        const int field = field_named(name, length);
        const char type = document.type(index + 1);
        if (field != unknown && (listed >> field & 1) != 0) {
            present |= uint64_t(1) << field;
            if (type == 'n') {
                present &= ~(uint64_t(1) << field);
            } else {
                read_value(document, index + 1, token + 2, record.values[field]);
                if (field == WEIR_FIELD_CONSENT && type == '{') read_consent(document, index + 1, record);
                if (field == WEIR_FIELD_ITEMS) {
                    json->items = index + 1;
                    json->items_token = token + 2;
                }
            }
        }
        // Name, colon, value, comma.
        token = type == '{' || type == '[' ? document.after_container(token + 2) + 1 : token + 4;
    }
    record.present = present;
    return WEIR_JSON_OK;
}

// Reads one object of the array; later members of a name replace earlier ones.
void read_item(const Document &document, size_t index, size_t token, weir_json_item &item) {
    const size_t end = document.after(index) - 1;
    item.is_object = 1;
    token++;
    for (index++; index < end; index = document.after(index + 1)) {
        uint32_t length;
        const char *name = document.string(index, length);
        const char type = document.type(index + 1);
        int field = -1;
        if (length == 8 && is(name, "category")) field = WEIR_ITEM_CATEGORY;
        if (length == 8 && is(name, "quantity")) field = WEIR_ITEM_QUANTITY;
        if (length == 5 && is(name, "price")) field = WEIR_ITEM_PRICE;
        if (field >= 0) {
            item.present &= static_cast<uint8_t>(~(1 << field));
            if (type != 'n') {
                item.present |= static_cast<uint8_t>(1 << field);
                read_value(document, index + 1, token + 2, item.values[field]);
            }
        }
        token = type == '{' || type == '[' ? document.after_container(token + 2) + 1 : token + 4;
    }
}

// MARK: Parsing

int32_t reserve(weir_json *json, size_t length) {
    if (length <= json->parser.capacity()) return WEIR_JSON_OK;
    size_t capacity = 16 << 10;
    while (capacity < length) capacity *= 2;
    if (json->parser.allocate(capacity) != simdjson::SUCCESS) return WEIR_JSON_NO_MEMORY;
    if (json->parser.doc.allocate(capacity) != simdjson::SUCCESS) return WEIR_JSON_NO_MEMORY;
    return WEIR_JSON_OK;
}

int32_t copy_blanked(weir_json *json, const uint8_t *bytes, size_t length) {
    if (length + WEIR_JSON_PADDING > json->copy_capacity) {
        std::free(json->copy);
        json->copy_capacity = 2 * length + WEIR_JSON_PADDING;
        json->copy = static_cast<uint8_t *>(std::calloc(json->copy_capacity, 1));
        if (json->copy == nullptr) {
            json->copy_capacity = 0;
            return WEIR_JSON_NO_MEMORY;
        }
    }
    std::memcpy(json->copy, bytes, length);
    std::memset(json->copy + length, 0, WEIR_JSON_PADDING);
    return blank_numbers(json->copy, length) ? WEIR_JSON_OK : WEIR_JSON_SYNTAX;
}

int32_t outcome(simdjson::error_code error, const uint8_t *bytes, size_t length) {
    switch (error) {
    case simdjson::SUCCESS:
        return has_lone_surrogate(bytes, length) ? WEIR_JSON_LONE_SURROGATE : WEIR_JSON_OK;
    case simdjson::STRING_ERROR:
        return has_lone_surrogate(bytes, length) ? WEIR_JSON_LONE_SURROGATE : WEIR_JSON_SYNTAX;
    case simdjson::UTF8_ERROR:
        return WEIR_JSON_NOT_UTF8;
    case simdjson::DEPTH_ERROR:
        return WEIR_JSON_TOO_DEEP;
    case simdjson::CAPACITY:
        return WEIR_JSON_TOO_LONG;
    case simdjson::MEMALLOC:
        return WEIR_JSON_NO_MEMORY;
    default:
        return WEIR_JSON_SYNTAX;
    }
}

}  // namespace

extern "C" weir_json *weir_json_create(void) { return new (std::nothrow) weir_json(); }

extern "C" void weir_json_destroy(weir_json *json) {
    if (json == nullptr) return;
    std::free(json->copy);
    delete json;
}

extern "C" const weir_json_record *weir_json_result(const weir_json *json) { return &json->record; }

extern "C" const weir_json_value *weir_json_values(const weir_json *json) { return json->record.values; }

extern "C" int32_t weir_json_parse(weir_json *json, const uint8_t *bytes, size_t length, uint64_t listed) {
    json->record.present = 0;
    json->items = 0;
    if (length == 0) return WEIR_JSON_SYNTAX;
    if (length > WEIR_JSON_LARGEST) return WEIR_JSON_TOO_LONG;
    if (int32_t code = reserve(json, length)) return code;

    simdjson::error_code error = json->parser.parse(bytes, length, false).error();
    bool blank = false;
    if (simdjson_unlikely(error == simdjson::NUMBER_ERROR)) {
        if (int32_t code = copy_blanked(json, bytes, length)) return code;
        error = json->parser.parse(json->copy, length, false).error();
        blank = true;
    }
    if (int32_t code = outcome(error, bytes, length)) return code;
    json->document = {
        json->parser.doc.tape.get(),
        json->parser.doc.string_buf.get(),
        json->parser.implementation->structural_indexes.get(),
        bytes,
        blank,
    };
    return read_fields(json, listed);
}

extern "C" const weir_json_item *weir_json_items(weir_json *json, size_t *count) {
    const Document &document = json->document;
    json->item_list.clear();
    *count = 0;
    if (json->items == 0 || document.type(json->items) != '[') return nullptr;
    const size_t end = document.after(json->items) - 1;
    size_t token = json->items_token + 1;
    for (size_t index = json->items + 1; index < end; index = document.after(index)) {
        json->item_list.push_back(weir_json_item());
        const char type = document.type(index);
        if (type == '{') read_item(document, index, token, json->item_list.back());
        token = type == '{' || type == '[' ? document.after_container(token) + 1 : token + 2;
    }
    *count = json->item_list.size();
    return json->item_list.data();
}
