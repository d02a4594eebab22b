# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# otelwrap_add_grpc_proto(<target> <file.proto>): a library of the messages and the gRPC service of
# one .proto file, for tests and examples. Included as <file.grpc.pb.h>. The target otelwrap_generated
# makes the headers alone, for tools that read the code without building it.

add_custom_target(otelwrap_generated)

function(otelwrap_add_grpc_proto target proto)
  if(NOT TARGET gRPC::grpc_cpp_plugin OR NOT TARGET protobuf::protoc)
    message(FATAL_ERROR "The tests and examples of the component grpc need protoc and gRPC's "
                        "plugin: install the Debian packages protobuf-compiler and "
                        "protobuf-compiler-grpc, or set OTELWRAP_WITH_GRPC=OFF")
  endif()
  get_filename_component(source "${proto}" ABSOLUTE)
  get_filename_component(folder "${source}" DIRECTORY)
  get_filename_component(name "${source}" NAME_WE)
  set(out "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  file(MAKE_DIRECTORY "${out}")
  set(generated "${out}/${name}.pb.cc" "${out}/${name}.pb.h" "${out}/${name}.grpc.pb.cc"
                "${out}/${name}.grpc.pb.h")
  add_custom_command(
    OUTPUT ${generated}
    COMMAND protobuf::protoc --cpp_out=${out} --grpc_out=${out}
            --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin> -I${folder} ${source}
    DEPENDS "${source}"
    COMMENT "Generating ${name}.pb and ${name}.grpc.pb"
    VERBATIM)
  add_custom_target(${target}_generated DEPENDS ${generated})
  add_dependencies(otelwrap_generated ${target}_generated)
  add_library(${target} STATIC EXCLUDE_FROM_ALL ${generated})
  add_dependencies(${target} ${target}_generated)
  target_compile_features(${target} PUBLIC cxx_std_17)
  target_include_directories(${target} SYSTEM PUBLIC "${out}")
  target_link_libraries(${target} PUBLIC gRPC::grpc++ protobuf::libprotobuf)
endfunction()
