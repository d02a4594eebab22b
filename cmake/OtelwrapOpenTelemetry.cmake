# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Finds opentelemetry-cpp and reads its flavour (version, ABI, STL, Abseil) off the api target, for
# otelwrap/config.h. A program that mixes flavours links and then misbehaves, so config.h refuses it.

# Before 1.21 the package has no components and drags in what it was built with; its own message
# for what is missing names none of the Debian packages.
foreach(package IN ITEMS absl gRPC Protobuf CURL)
  find_package(${package} QUIET)
endforeach()
find_package(opentelemetry-cpp CONFIG QUIET)
if(NOT TARGET opentelemetry-cpp::api)
  message(FATAL_ERROR
          "opentelemetry-cpp was not found: install the Debian packages opentelemetry-cpp-dev, "
          "libabsl-dev, libgrpc++-dev, libprotobuf-dev, protobuf-compiler, protobuf-compiler-grpc "
          "and libcurl4-openssl-dev (Debian 13 or newer), or set opentelemetry-cpp_DIR")
endif()
if(opentelemetry-cpp_VERSION VERSION_LESS 1.19)
  message(FATAL_ERROR "opentelemetry-cpp ${opentelemetry-cpp_VERSION} is too old: 1.19 or newer")
endif()

set(OTELWRAP_OPENTELEMETRY_VERSION "${opentelemetry-cpp_VERSION}")
get_target_property(definitions opentelemetry-cpp::api INTERFACE_COMPILE_DEFINITIONS)
set(OTELWRAP_OPENTELEMETRY_ABI 1)
set(OTELWRAP_OPENTELEMETRY_STL 0)
set(OTELWRAP_OPENTELEMETRY_ABSEIL 0)
set(OTELWRAP_FLAVOUR_DEFINITIONS "")
foreach(definition IN LISTS definitions)
  if(definition MATCHES "^(OPENTELEMETRY_ABI_VERSION_NO|OPENTELEMETRY_STL_VERSION|HAVE_ABSEIL)")
    list(APPEND OTELWRAP_FLAVOUR_DEFINITIONS "${definition}")
  endif()
  if(definition MATCHES "^OPENTELEMETRY_ABI_VERSION_NO=(.+)$")
    set(OTELWRAP_OPENTELEMETRY_ABI ${CMAKE_MATCH_1})
  elseif(definition MATCHES "^OPENTELEMETRY_STL_VERSION=(.+)$")
    set(OTELWRAP_OPENTELEMETRY_STL ${CMAKE_MATCH_1})
  elseif(definition STREQUAL "HAVE_ABSEIL")
    set(OTELWRAP_OPENTELEMETRY_ABSEIL 1)
  endif()
endforeach()

# otelwrap_find_opentelemetry(<variable> <component of opentelemetry-cpp>...): the FIND argument of a
# component of ours. Before 1.21 the package has no components, and is found whole already.
function(otelwrap_find_opentelemetry variable)
  list(JOIN ARGN " " components)
  if(OTELWRAP_OPENTELEMETRY_VERSION VERSION_LESS 1.21)
    set(${variable} "" PARENT_SCOPE)
  else()
    set(${variable} "opentelemetry-cpp CONFIG COMPONENTS ${components}" PARENT_SCOPE)
  endif()
endfunction()
