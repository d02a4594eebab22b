# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# otelwrap_embed(<target> FILES <text files>...)
#
# Compiles text files into a target, each as `extern const char kEmbedded<Name>[]` in the namespace
# otelwrap::embedded: page.css is kEmbeddedPageCss. Made anew when a file changes.
#
# The same file is the script that does it at build time:
#   cmake -DINPUT=page.css -DNAME=kEmbeddedPageCss -DOUTPUT=page.css.cc -P OtelwrapEmbed.cmake

if(CMAKE_SCRIPT_MODE_FILE)
  # Pieces, because a standard string literal need not hold more than 65,536 characters.
  set(piece_size 8000)
  file(READ "${INPUT}" text)
  string(LENGTH "${text}" length)
  set(literal "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} ${piece_size} piece)
    string(APPEND literal "R\"otelwrap(${piece})otelwrap\"\n")
    math(EXPR at "${at} + ${piece_size}")
  endwhile()
  file(WRITE "${OUTPUT}" "namespace otelwrap::embedded {\nextern const char ${NAME}[];\n"
                         "const char ${NAME}[] =\n${literal};\n}\n")
  return()
endif()

set(OTELWRAP_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(otelwrap_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FILES")
  foreach(file IN LISTS arg_FILES)
    get_filename_component(base "${file}" NAME)
    set(name "kEmbedded")
    string(REGEX MATCHALL "[a-z0-9]+" words "${base}")
    foreach(word IN LISTS words)
      string(SUBSTRING "${word}" 0 1 first)
      string(SUBSTRING "${word}" 1 -1 rest)
      string(TOUPPER "${first}" first)
      string(APPEND name "${first}${rest}")
    endforeach()
    set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded/${base}.cc")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND "${CMAKE_COMMAND}" "-DINPUT=${CMAKE_CURRENT_SOURCE_DIR}/${file}" -DNAME=${name}
              "-DOUTPUT=${output}" -P "${OTELWRAP_EMBED_SCRIPT}"
      DEPENDS "${file}" "${OTELWRAP_EMBED_SCRIPT}"
      VERBATIM)
    target_sources(${target} PRIVATE "${output}")
  endforeach()
endfunction()
