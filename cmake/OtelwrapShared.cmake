# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# otelwrap_add_shared_twins(): for each component otelwrap_<name> a shared library, the target
# otelwrap_<name>_shared, made of the very objects of the build: they are compiled alike, hidden and
# position independent. So tests of what the shared libraries show cost a link, not a second build.
# Their files are in OTELWRAP_SHARED_LIBRARIES.

function(otelwrap_add_shared_twins)
  get_property(components GLOBAL PROPERTY OTELWRAP_COMPONENTS)
  get_property(static_components GLOBAL PROPERTY OTELWRAP_STATIC_COMPONENTS)
  list(REMOVE_ITEM components "" ${static_components})
  foreach(name IN LISTS components)
    get_target_property(kind otelwrap_${name} TYPE)
    otelwrap_add_shared_twin(${name} ${kind})
    if(NOT kind STREQUAL "INTERFACE_LIBRARY")
      list(APPEND files $<TARGET_FILE:otelwrap_${name}_shared>)
    endif()
  endforeach()
  set(OTELWRAP_SHARED_LIBRARIES "${files}" PARENT_SCOPE)
endfunction()

function(otelwrap_add_shared_twin name kind)
  set(twin otelwrap_${name}_shared)
  if(kind STREQUAL "INTERFACE_LIBRARY")
    add_library(${twin} INTERFACE)
    get_target_property(libraries otelwrap_${name} INTERFACE_LINK_LIBRARIES)
    set(scope INTERFACE)
  else()
    add_library(${twin} SHARED $<TARGET_OBJECTS:otelwrap_${name}>)
    otelwrap_name_shared_library(${twin})
    set_target_properties(
      ${twin} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME otelwrap_${name}
                         LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/shared")
    target_link_options(${twin} PRIVATE -Wl,-z,defs) # a forgotten export shows here
    get_target_property(libraries otelwrap_${name} LINK_LIBRARIES)
    set(scope PUBLIC)
  endif()
  list(FILTER libraries EXCLUDE REGEX "otelwrap_private_warnings")
  list(TRANSFORM libraries REPLACE "^otelwrap::(.+)$" "otelwrap_\\1_shared")
  target_link_libraries(${twin} ${scope} ${libraries})
  target_include_directories(
    ${twin} INTERFACE $<TARGET_PROPERTY:otelwrap_${name},INTERFACE_INCLUDE_DIRECTORIES>)
endfunction()
