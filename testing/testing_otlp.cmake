# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# testing_otlp: the OTLP receiver, the trace model, its pictures and its check.

include(OtelwrapEmbed)
find_package(Boost QUIET CONFIG)
find_package(ZLIB QUIET)
find_path(OTELWRAP_PROTO_INCLUDE opentelemetry/proto/collector/trace/v1/trace_service.pb.h)
mark_as_advanced(OTELWRAP_PROTO_INCLUDE)
if(NOT TARGET Boost::headers OR NOT TARGET ZLIB::ZLIB OR NOT TARGET opentelemetry-cpp::proto
   OR NOT OTELWRAP_PROTO_INCLUDE)
  message(STATUS "testing_otlp is left out: it needs the Debian packages libboost-dev, zlib1g-dev, "
                 "opentelemetry-cpp-dev and libopentelemetry-proto-dev")
  return()
endif()

set(proto_module "")
if(OTELWRAP_OPENTELEMETRY_VERSION VERSION_GREATER_EQUAL 1.21)
  set(proto_module opentelemetry_proto) # before that the package has no module for them
endif()

otelwrap_find_opentelemetry(find_messages exporters_otlp_common)
# The shared library of OpenTelemetry's messages, never generated ones of our own: a second copy of
# them in one process aborts at start.
otelwrap_add_library(
  testing_otlp STATIC
  HEADERS include/otelwrap/testing/otlp_receiver.h
          include/otelwrap/testing/received.h
          include/otelwrap/testing/trace_expectation.h
          include/otelwrap/testing/trace_page.h
          include/otelwrap/testing/trace_tree.h
          include/otelwrap/testing/trace_waterfall.h
  SOURCES src/boost_json.cc
          src/encode.cc
          src/gunzip.cc
          src/http_server.cc
          src/http_session.cc
          src/otlp_decode.cc
          src/otlp_decode_metrics.cc
          src/otlp_decode_source.cc
          src/otlp_endpoint.cc
          src/otlp_json.cc
          src/otlp_receiver.cc
          src/otlp_store.cc
          src/received.cc
          src/terminal_options.cc
          src/terminal_text.cc
          src/time_scale.cc
          src/trace_expectation.cc
          src/trace_json.cc
          src/trace_page.cc
          src/trace_tree.cc
          src/trace_waterfall.cc
          src/utf8.cc
          src/value_json.cc
          src/waterfall_bar.cc
          src/waterfall_rows.cc
  REQUIRES propagators
  PRIVATE_DEPENDS Boost::headers opentelemetry-cpp::proto ZLIB::ZLIB Threads::Threads
  FIND "Boost CONFIG" ZLIB "opentelemetry-cpp CONFIG"
  PKG_CONFIG_PRIVATE protobuf zlib ${proto_module})
otelwrap_embed(otelwrap_testing_otlp FILES src/trace_page/page.html src/trace_page/page.css
                                           src/trace_page/page.js)

otelwrap_add_program(
  trace-draw
  SOURCES tools/trace_draw_main.cc tools/trace_draw_options.cc tools/finished_traces.cc
  LINK otelwrap::testing_otlp)

if(NOT BUILD_SHARED_LIBS) # it works on what a shared library hides
  otelwrap_add_fuzz_target(
    otlp
    SOURCES fuzz/otlp_fuzz.cc
    LINK otelwrap::testing_otlp opentelemetry-cpp::proto Boost::headers)
  if(TARGET fuzz-otlp)
    target_include_directories(fuzz-otlp PRIVATE src)
  endif()
endif()

if(OTELWRAP_BUILD_TESTS)
  otelwrap_add_test(
    NAME otlp_receiver_test
    SOURCES test/otlp_receiver_test.cc
    LINK otelwrap::testing_otlp opentelemetry-cpp::otlp_http_exporter
         opentelemetry-cpp::otlp_http_metric_exporter opentelemetry-cpp::otlp_http_log_record_exporter
         opentelemetry-cpp::trace opentelemetry-cpp::metrics opentelemetry-cpp::logs ZLIB::ZLIB)
  otelwrap_add_test(
    NAME otlp_receiver_bad_input_test
    SOURCES test/otlp_receiver_bad_input_test.cc
    LINK otelwrap::testing_otlp opentelemetry-cpp::proto ZLIB::ZLIB)
  foreach(test IN ITEMS trace_expectation_test trace_page_test trace_tree_test)
    otelwrap_add_test(NAME ${test} SOURCES test/${test}.cc LINK otelwrap::testing_otlp)
  endforeach()

  # What a shared library hides, compiled into its tests.
  set(text_sources src/terminal_text.cc src/time_scale.cc src/utf8.cc)
  foreach(test IN ITEMS terminal_text_test time_scale_test trace_waterfall_test)
    otelwrap_add_test(NAME ${test} SOURCES test/${test}.cc ${text_sources}
                      LINK otelwrap::testing_otlp)
    target_include_directories(${test} PRIVATE src)
  endforeach()

  otelwrap_add_test(
    NAME trace_draw_test
    SOURCES test/trace_draw_test.cc tools/trace_draw_options.cc tools/finished_traces.cc
    LINK otelwrap::testing_otlp)
  target_include_directories(trace_draw_test PRIVATE tools)
  target_compile_definitions(trace_draw_test PRIVATE "TRACE_DRAW=\"$<TARGET_FILE:trace-draw>\"")
  add_dependencies(trace_draw_test trace-draw)
endif()
