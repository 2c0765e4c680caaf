internal import CRdKafka

extension Admin {
    /// Creates topics; what did not work, by name.
    public func createTopics(
        _ topics: [NewTopic], timeout milliseconds: Int32
    ) throws(KafkaError) -> [String: KafkaError] {
        guard !topics.isEmpty else { return [:] }
        var failures: [String: KafkaError] = [:]
        var requests = unsafe [OpaquePointer?]()
        defer { unsafe rd_kafka_NewTopic_destroy_array(&requests, requests.count) }
        for topic in topics {
            switch unsafe Self.request(for: topic) {
            case .success(let request): unsafe requests.append(request)
            case .failure(let error): failures[topic.name] = error
            }
        }
        guard unsafe !requests.isEmpty else { return failures }
        let answer = try unsafe ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, "CreateTopics", milliseconds) {
            unsafe rd_kafka_CreateTopics($0, &requests, requests.count, $1, $2)
        }
        let result = unsafe rd_kafka_event_CreateTopics_result(answer.event)
        var count = 0
        let results = unsafe rd_kafka_CreateTopics_result_topics(result, &count)
        return unsafe Self.failures(results, count, "CreateTopics").merging(failures) { one, _ in one }
    }

    /// Deletes topics with all that is in them; what did not work, by name.
    public func deleteTopics(
        _ topics: [String], timeout milliseconds: Int32
    ) throws(KafkaError) -> [String: KafkaError] {
        guard !topics.isEmpty else { return [:] }
        var requests = unsafe topics.map { unsafe rd_kafka_DeleteTopic_new($0) }
        defer { unsafe rd_kafka_DeleteTopic_destroy_array(&requests, requests.count) }
        let answer = try unsafe ask(RD_KAFKA_ADMIN_OP_DELETETOPICS, "DeleteTopics", milliseconds) {
            unsafe rd_kafka_DeleteTopics($0, &requests, requests.count, $1, $2)
        }
        let result = unsafe rd_kafka_event_DeleteTopics_result(answer.event)
        var count = 0
        let results = unsafe rd_kafka_DeleteTopics_result_topics(result, &count)
        return unsafe Self.failures(results, count, "DeleteTopics")
    }

    /// The configuration of topics, defaults included, without what is secret.
    ///
    /// Throws the first error of a topic.
    public func describeConfigs(
        topics: [String], timeout milliseconds: Int32
    ) throws(KafkaError) -> [String: [String: String]] {
        guard !topics.isEmpty else { return [:] }
        var requests = unsafe topics.map { unsafe rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        defer { unsafe rd_kafka_ConfigResource_destroy_array(&requests, requests.count) }
        let answer = try unsafe ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "DescribeConfigs", milliseconds) {
            unsafe rd_kafka_DescribeConfigs($0, &requests, requests.count, $1, $2)
        }
        let result = unsafe rd_kafka_event_DescribeConfigs_result(answer.event)
        var count = 0
        let resources = unsafe rd_kafka_DescribeConfigs_result_resources(result, &count)
        var configurations: [String: [String: String]] = [:]
        for index in 0..<count {
            guard let resource = unsafe resources?[index] else { continue }
            let code = unsafe rd_kafka_ConfigResource_error(resource)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                let text = unsafe rd_kafka_ConfigResource_error_string(resource)
                throw KafkaError(
                    code, "DescribeConfigs", reason: unsafe text.map { unsafe String(cString: $0) })
            }
            guard let name = unsafe rd_kafka_ConfigResource_name(resource) else { continue }
            configurations[unsafe String(cString: name)] = unsafe Self.entries(of: resource)
        }
        return configurations
    }

    /// Deletes all records before these offsets (`PartitionOffset.end`: all that are committed).
    ///
    /// For each partition its first offset afterwards, or its error.
    public func deleteRecords(
        before offsets: [PartitionOffset], timeout milliseconds: Int32
    ) throws(KafkaError) -> [PartitionOffset] {
        guard !offsets.isEmpty else { return [] }
        let list = PartitionList(offsets)
        var request = unsafe list.lend { unsafe rd_kafka_DeleteRecords_new($0) }
        defer { unsafe rd_kafka_DeleteRecords_destroy(request) }
        let answer = try unsafe ask(RD_KAFKA_ADMIN_OP_DELETERECORDS, "DeleteRecords", milliseconds) {
            unsafe rd_kafka_DeleteRecords($0, &request, 1, $1, $2)
        }
        let result = unsafe rd_kafka_event_DeleteRecords_result(answer.event)
        return unsafe PartitionList.offsets(rd_kafka_DeleteRecords_result_offsets(result), "DeleteRecords")
    }

    /// What a group has committed, with its metadata, whether or not a transaction is about to change it;
    /// for all its partitions when nil.
    public func groupOffsets(
        _ group: String, partitions: [TopicPartition]? = nil, timeout milliseconds: Int32
    ) throws(KafkaError) -> [PartitionOffset] {
        var request: OpaquePointer? =
            if let partitions {
                unsafe PartitionList(partitions).lend {
                    unsafe rd_kafka_ListConsumerGroupOffsets_new(group, $0)
                }
            } else {
                unsafe rd_kafka_ListConsumerGroupOffsets_new(group, nil)
            }
        defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(request) }
        let operation = "ListConsumerGroupOffsets"
        let kind = RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS
        let answer = try unsafe ask(kind, operation, milliseconds) {
            unsafe rd_kafka_ListConsumerGroupOffsets($0, &request, 1, $1, $2)
        }
        let result = unsafe rd_kafka_event_ListConsumerGroupOffsets_result(answer.event)
        var count = 0
        let groups = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count)
        guard count > 0, let found = unsafe groups?[0] else { return [] }
        if let error = unsafe rd_kafka_group_result_error(found) {
            let code = unsafe rd_kafka_error_code(error)
            throw KafkaError(
                code, operation,
                reason: unsafe rd_kafka_error_string(error).map { unsafe String(cString: $0) })
        }
        return unsafe PartitionList.offsets(rd_kafka_group_result_partitions(found), operation)
    }

    private static func request(for topic: NewTopic) -> Result<OpaquePointer, KafkaError> {
        let (made, text) = unsafe withErrorText {
            unsafe rd_kafka_NewTopic_new(
                topic.name, Int32(clamping: topic.partitions), Int32(clamping: topic.replication), $0, $1)
        }
        guard let made = unsafe made else {
            return unsafe .failure(
                KafkaError(code: .invalidArgument, operation: "CreateTopics", reason: text))
        }
        for (name, value) in topic.configuration {
            _ = unsafe rd_kafka_NewTopic_set_config(made, name, value)
        }
        return unsafe .success(made)
    }

    private static func failures(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ operation: String
    ) -> [String: KafkaError] {
        var failures: [String: KafkaError] = [:]
        for index in 0..<count {
            guard let result = unsafe results?[index] else { continue }
            let code = unsafe rd_kafka_topic_result_error(result)
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            let name = unsafe rd_kafka_topic_result_name(result).map { unsafe String(cString: $0) } ?? ""
            let text = unsafe rd_kafka_topic_result_error_string(result)
            failures[name] = KafkaError(
                code, operation, reason: unsafe text.map { unsafe String(cString: $0) })
        }
        return failures
    }

    private static func entries(of resource: OpaquePointer) -> [String: String] {
        var count = 0
        let entries = unsafe rd_kafka_ConfigResource_configs(resource, &count)
        var values: [String: String] = [:]
        for index in 0..<count {
            guard let entry = unsafe entries?[index], let name = unsafe rd_kafka_ConfigEntry_name(entry),
                let value = unsafe rd_kafka_ConfigEntry_value(entry)
            else { continue }
            values[unsafe String(cString: name)] = unsafe String(cString: value)
        }
        return values
    }
}

extension Admin {
    /// The answer to a request; freed with it.
    @safe fileprivate struct Answer: ~Copyable {
        // Safe: owned from `init` to `deinit`; what it holds is copied out of it.
        let event: OpaquePointer

        init(_ event: OpaquePointer) {
            unsafe self.event = event
        }

        deinit {
            unsafe rd_kafka_event_destroy(event)
        }
    }

    /// Sends a request and waits for its answer: `body` gets the handle, the options and the queue.
    fileprivate func ask(
        _ kind: rd_kafka_admin_op_t, _ operation: String, _ milliseconds: Int32,
        _ body: (OpaquePointer, OpaquePointer?, OpaquePointer?) -> Void
    ) throws(KafkaError) -> Answer {
        let handle = try unsafe client.open(operation)
        let options = unsafe rd_kafka_AdminOptions_new(handle, kind)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        _ = unsafe rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, nil, 0)
        let hasWork: [rd_kafka_admin_op_t] = [
            RD_KAFKA_ADMIN_OP_CREATETOPICS, RD_KAFKA_ADMIN_OP_DELETETOPICS, RD_KAFKA_ADMIN_OP_DELETERECORDS,
        ]
        if hasWork.contains(kind) {
            _ = unsafe rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, nil, 0)
        }
        let queue = unsafe rd_kafka_queue_new(handle)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        unsafe body(handle, options, queue)
        // librdkafka answers by itself when the time is over; this is only for the case that it does not.
        guard let event = unsafe rd_kafka_queue_poll(queue, milliseconds + 1000) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, operation)
        }
        let answer = unsafe Answer(event)
        let code = unsafe rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let text = unsafe rd_kafka_event_error_string(event).map { unsafe String(cString: $0) }
            throw KafkaError(code, operation, reason: text)
        }
        return answer
    }
}
