#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <time.h>

/* What Swift cannot call: variadic functions, and what glibc hides behind _GNU_SOURCE. */

/* One record with all that it can have; headers pass to librdkafka only when this succeeds. */
static inline rd_kafka_resp_err_t crdkafka_send(rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition,
                                                const void *key, size_t key_size, const void *value,
                                                size_t value_size, rd_kafka_headers_t *headers,
                                                int64_t timestamp, void *token) {
    return rd_kafka_producev(client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition),
                             RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                             RD_KAFKA_V_KEY((void *)key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
                             RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_HEADERS(headers),
                             RD_KAFKA_V_OPAQUE(token), RD_KAFKA_V_END);
}

/* The next request of a kind to a mock broker is answered with this error, this late. */
static inline rd_kafka_resp_err_t crdkafka_mock_delay(rd_kafka_mock_cluster_t *cluster, int32_t broker,
                                                      int16_t request, rd_kafka_resp_err_t error,
                                                      int milliseconds) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, request, 1, error, milliseconds);
}

/* A descriptor that counts what is written to it, and never blocks. */
static inline int crdkafka_bell(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

/* Joins a thread, or gives up at a time of CLOCK_MONOTONIC. */
int pthread_clockjoin_np(pthread_t, void **, clockid_t, const struct timespec *);
static inline int crdkafka_join(pthread_t thread, const struct timespec *deadline) {
    return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, deadline);
}
