# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Finds OpenTelemetry, and for each component the library that it is for.
#
# OTELWRAP_WITH_<COMPONENT> = AUTO (build it where its library is found), ON (fail without), OFF.
# After this file OTELWRAP_HAS_<COMPONENT> says what is built.

include(OtelwrapOpenTelemetry)

# otelwrap_component(<NAME> PACKAGE <Debian package> FIND <find_package arguments> TARGET <target>)
macro(otelwrap_component name)
  cmake_parse_arguments(find "" "PACKAGE;TARGET" "FIND" ${ARGN})
  set(OTELWRAP_WITH_${name} AUTO CACHE STRING "Build the component: AUTO, ON or OFF")
  set_property(CACHE OTELWRAP_WITH_${name} PROPERTY STRINGS AUTO ON OFF)
  set(OTELWRAP_HAS_${name} OFF)
  if(NOT OTELWRAP_WITH_${name} MATCHES "^(AUTO|ON|OFF)$")
    message(FATAL_ERROR "OTELWRAP_WITH_${name} is '${OTELWRAP_WITH_${name}}': say AUTO, ON or OFF")
  elseif(OTELWRAP_WITH_${name} STREQUAL "OFF")
    otelwrap_summary(${name} "off" "OTELWRAP_WITH_${name}=OFF")
  else()
    find_package(${find_FIND} QUIET)
    if(TARGET ${find_TARGET})
      set(OTELWRAP_HAS_${name} ON)
      otelwrap_summary(${name} "ON" "${find_TARGET}")
    elseif(OTELWRAP_WITH_${name} STREQUAL "ON")
      message(FATAL_ERROR "OTELWRAP_WITH_${name}=ON, but its library was not found: "
                          "install the Debian package ${find_PACKAGE}")
    else()
      otelwrap_summary(${name} "off" "not found (Debian package ${find_PACKAGE})")
    endif()
  endif()
endmacro()

function(otelwrap_summary name state why)
  string(TOLOWER "${name}" name)
  string(SUBSTRING "${name}            " 0 12 name)
  string(SUBSTRING "${state}    " 0 4 state)
  set_property(GLOBAL APPEND_STRING PROPERTY OTELWRAP_SUMMARY "\n--   ${name} ${state} ${why}")
endfunction()

function(otelwrap_print_summary)
  get_property(summary GLOBAL PROPERTY OTELWRAP_SUMMARY)
  message(STATUS "otelwrap ${PROJECT_VERSION} on OpenTelemetry ${OTELWRAP_OPENTELEMETRY_VERSION}, "
                 "components:${summary}")
endfunction()

find_package(Threads REQUIRED)
otelwrap_component(CURL PACKAGE libcurl4-openssl-dev FIND CURL TARGET CURL::libcurl)
otelwrap_component(HIREDIS PACKAGE libhiredis-dev FIND Hiredis TARGET Hiredis::hiredis)
otelwrap_component(MYSQL PACKAGE "libmysqlclient-dev or libmariadb-dev" FIND MySQLClient
                   TARGET MySQLClient::client)
otelwrap_component(GRPC PACKAGE libgrpc++-dev FIND gRPC TARGET gRPC::grpc++)
otelwrap_component(ASIO PACKAGE libboost-dev FIND Boost CONFIG TARGET Boost::headers)
otelwrap_component(BEAST PACKAGE libboost-dev FIND Boost CONFIG TARGET Boost::headers)
otelwrap_component(SPDLOG PACKAGE libspdlog-dev FIND spdlog TARGET spdlog::spdlog)
otelwrap_component(TELEMETRY PACKAGE opentelemetry-cpp-dev FIND Threads
                   TARGET opentelemetry-cpp::otlp_http_exporter)
otelwrap_component(TESTING PACKAGE "libgtest-dev libgmock-dev" FIND GTest TARGET GTest::gmock)
if(OTELWRAP_HAS_BEAST AND NOT OTELWRAP_HAS_ASIO)
  message(FATAL_ERROR "The component beast stands on asio: set OTELWRAP_WITH_ASIO=AUTO")
endif()
