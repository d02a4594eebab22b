# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The OpenTelemetry that is installed in INSTALLED_OPENTELEMETRY, as if it had been built with FLAVOUR,
# a list of definitions. The API is headers only, so that what stands on the API alone can be built.
include("${INSTALLED_OPENTELEMETRY}/opentelemetry-cpp-config.cmake")
set_property(TARGET opentelemetry-cpp::api PROPERTY INTERFACE_COMPILE_DEFINITIONS ${FLAVOUR})
