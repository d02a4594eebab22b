# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The installed package: otelwrapConfig.cmake with components, and a pkg-config file for each.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/otelwrap)
get_property(components GLOBAL PROPERTY OTELWRAP_COMPONENTS)
set(OTELWRAP_COMPONENT_TABLE "")
foreach(component IN LISTS components)
  get_property(requires GLOBAL PROPERTY OTELWRAP_REQUIRES_${component})
  get_property(find GLOBAL PROPERTY OTELWRAP_FIND_${component})
  get_property(modules GLOBAL PROPERTY OTELWRAP_PKG_CONFIG_${component})
  string(APPEND OTELWRAP_COMPONENT_TABLE "set(_otelwrap_requires_${component} ${requires})\n")
  string(APPEND OTELWRAP_COMPONENT_TABLE "set(_otelwrap_find_${component} \"${find}\")\n")

  list(TRANSFORM requires PREPEND "otelwrap_" OUTPUT_VARIABLE PC_REQUIRES)
  list(APPEND PC_REQUIRES ${modules})
  list(JOIN PC_REQUIRES " " PC_REQUIRES)
  get_target_property(kind otelwrap_${component} TYPE)
  set(PC_LIBS "")
  if(NOT kind STREQUAL "INTERFACE_LIBRARY")
    set(PC_LIBS "-L\${libdir} -lotelwrap_${component}")
  endif()
  set(PC_NAME ${component})
  configure_file(cmake/otelwrap.pc.in "${CMAKE_CURRENT_BINARY_DIR}/otelwrap_${component}.pc" @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/otelwrap_${component}.pc"
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT ${component})
endforeach()

configure_package_config_file(
  cmake/otelwrapConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/otelwrapConfig.cmake"
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  "${CMAKE_CURRENT_BINARY_DIR}/otelwrapConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(
  FILES "${CMAKE_CURRENT_BINARY_DIR}/otelwrapConfig.cmake"
        "${CMAKE_CURRENT_BINARY_DIR}/otelwrapConfigVersion.cmake" cmake/FindHiredis.cmake
        cmake/FindMySQLClient.cmake cmake/Findre2.cmake
  DESTINATION ${package_dir}
  COMPONENT propagators)
