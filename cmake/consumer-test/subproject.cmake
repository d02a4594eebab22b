# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# subproject/ as a user would have it, static and shared. It compiles three of our components, once for
# each; ccache knows the second.

if(NOT TARGET otelwrap_hiredis)
  return()
endif()

function(otelwrap_subproject_test kind shared)
  otelwrap_consumer_test(
    subproject_${kind} subproject
    CONFIGURE "-DFETCHCONTENT_SOURCE_DIR_OTELWRAP=${PROJECT_SOURCE_DIR}" -DBUILD_SHARED_LIBS=${shared} ${ARGN}
    COMMAND "${CMAKE_CURRENT_BINARY_DIR}/subproject_${kind}/app/app")
  set_tests_properties(consumer.subproject_${kind} PROPERTIES FIXTURES_REQUIRED "" TIMEOUT 300)
endfunction()

otelwrap_subproject_test(static OFF)

# Shared, and installed with the parent, as a packager does it. The components are chosen by hand.
set(chosen -DOTELWRAP_INSTALL=ON)
foreach(component IN ITEMS CURL MYSQL GRPC ASIO BEAST SPDLOG TELEMETRY TESTING)
  list(APPEND chosen -DOTELWRAP_WITH_${component}=OFF)
endforeach()
otelwrap_subproject_test(shared ON ${chosen})
set_tests_properties(consumer.subproject_shared PROPERTIES FIXTURES_SETUP consumer_shared_build
                                                           DEPENDS consumer.subproject_static)

set(shared_prefix "${CMAKE_CURRENT_BINARY_DIR}/prefix_shared")
add_test(NAME consumer.shared.install
         COMMAND "${CMAKE_COMMAND}" --install "${CMAKE_CURRENT_BINARY_DIR}/subproject_shared"
                 --prefix "${shared_prefix}")
set_tests_properties(consumer.shared.install PROPERTIES FIXTURES_REQUIRED consumer_shared_build
                                                        FIXTURES_SETUP consumer_shared)

otelwrap_consumer_test(
  shared.hiredis package CONFIGURE "-DCMAKE_PREFIX_PATH=${shared_prefix}" -DCOMPONENT=hiredis
  COMMAND "${CMAKE_CURRENT_BINARY_DIR}/shared.hiredis/consumer")
set_tests_properties(consumer.shared.hiredis PROPERTIES FIXTURES_REQUIRED consumer_shared)
otelwrap_pkg_config_test(shared.pkg_config hiredis "${shared_prefix}" consumer_shared)

find_program(OTELWRAP_READELF readelf)
mark_as_advanced(OTELWRAP_READELF)
if(OTELWRAP_READELF)
  add_test(NAME consumer.shared.soname
           COMMAND "${OTELWRAP_READELF}" --dynamic
                   "${shared_prefix}/${CMAKE_INSTALL_LIBDIR}/libotelwrap_hiredis.so")
  set_tests_properties(
    consumer.shared.soname
    PROPERTIES FIXTURES_REQUIRED consumer_shared LABELS consumer PASS_REGULAR_EXPRESSION
               "SONAME.*.libotelwrap_hiredis.so.${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}]")
endif()
