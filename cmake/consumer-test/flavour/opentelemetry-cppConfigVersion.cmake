# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
include("${INSTALLED_OPENTELEMETRY}/opentelemetry-cpp-config-version.cmake")
