# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The installed package: otelwrapConfig.cmake with components, and a pkg-config file for each.

include(CMakePackageConfigHelpers)

# OpenTelemetry's own pkg-config file, where there is one, and its flavour in any case.
find_package(PkgConfig QUIET)
set(opentelemetry_requires "")
if(PkgConfig_FOUND)
  pkg_check_modules(OTELWRAP_PC_OPENTELEMETRY QUIET opentelemetry_api)
  if(OTELWRAP_PC_OPENTELEMETRY_FOUND)
    set(opentelemetry_requires opentelemetry_api)
  endif()
endif()
list(TRANSFORM OTELWRAP_FLAVOUR_DEFINITIONS PREPEND " -D" OUTPUT_VARIABLE opentelemetry_flags)
list(JOIN opentelemetry_flags "" opentelemetry_flags)

# From where the files are, so that the tree may be installed with another prefix, or moved.
file(RELATIVE_PATH PC_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/otelwrap)
get_property(components GLOBAL PROPERTY OTELWRAP_COMPONENTS)
set(OTELWRAP_COMPONENT_TABLE "")
foreach(component IN LISTS components)
  get_property(requires GLOBAL PROPERTY OTELWRAP_REQUIRES_${component})
  get_property(find GLOBAL PROPERTY OTELWRAP_FIND_${component})
  get_property(modules GLOBAL PROPERTY OTELWRAP_PKG_CONFIG_${component})
  get_property(private_modules GLOBAL PROPERTY OTELWRAP_PKG_CONFIG_PRIVATE_${component})
  string(APPEND OTELWRAP_COMPONENT_TABLE "set(_otelwrap_requires_${component} ${requires})\n")
  string(APPEND OTELWRAP_COMPONENT_TABLE "set(_otelwrap_find_${component} \"${find}\")\n")

  list(TRANSFORM requires PREPEND "otelwrap_" OUTPUT_VARIABLE PC_REQUIRES)
  list(APPEND PC_REQUIRES ${modules})
  get_target_property(kind otelwrap_${component} TYPE)
  if(kind STREQUAL "SHARED_LIBRARY") # it brings these itself
    list(JOIN private_modules " " PC_REQUIRES_PRIVATE)
  else()
    set(PC_REQUIRES_PRIVATE "")
    list(APPEND PC_REQUIRES ${private_modules})
  endif()
  list(JOIN PC_REQUIRES " " PC_REQUIRES)
  set(PC_LIBS "")
  if(NOT kind STREQUAL "INTERFACE_LIBRARY")
    get_property(options GLOBAL PROPERTY OTELWRAP_LINK_OPTIONS_${component})
    list(JOIN options " " options)
    set(PC_LIBS "${options} -L\${libdir} -lotelwrap_${component}")
    string(STRIP "${PC_LIBS}" PC_LIBS)
  endif()
  set(PC_NAME ${component})
  set(PC_CFLAGS "")
  if(component STREQUAL "propagators")
    string(PREPEND PC_REQUIRES "${opentelemetry_requires} ")
    set(PC_CFLAGS "${opentelemetry_flags}")
  endif()
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
