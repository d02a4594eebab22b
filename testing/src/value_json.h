// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Attribute values as JSON, for people: a list is a list, bytes are base64.

#pragma once

#include <otelwrap/testing/received.h>

#include <boost/json.hpp>

namespace otelwrap::testing {

boost::json::value ToJson(const ReceivedValue& value);
boost::json::object ToJson(const ReceivedAttributes& attributes);

}  // namespace otelwrap::testing
