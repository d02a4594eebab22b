// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// While it lives, no allocation fails inside the client library: libmysqlclient is written in C++
// too, and its own failures would be taken for ours.

#pragma once

#include <otelwrap/testing/allocation_counter.h>

#include <type_traits>

#include "library.h"

namespace otelwrap::mysql {

class SparedLibrary {
 public:
  SparedLibrary() {
    Spare<&Library::query, &Library::real_query, &Library::send_query, &Library::read_query_result,
          &Library::next_result, &Library::store_result, &Library::use_result, &Library::fetch_row,
          &Library::free_result, &Library::real_connect, &Library::change_user,
          &Library::reset_connection, &Library::select_db, &Library::ping, &Library::commit,
          &Library::rollback, &Library::autocommit, &Library::stmt_prepare, &Library::stmt_execute,
          &Library::stmt_store_result, &Library::stmt_fetch, &Library::stmt_free_result,
          &Library::stmt_next_result, &Library::stmt_close, &Library::close, &Library::options4,
          &Library::stmt_bind_param>();
#ifdef MARIADB_PACKAGE_VERSION_ID
    Spare<&Library::real_connect_start, &Library::real_connect_cont, &Library::real_query_start,
          &Library::real_query_cont, &Library::next_result_start, &Library::next_result_cont,
          &Library::stmt_prepare_start, &Library::stmt_prepare_cont, &Library::stmt_execute_start,
          &Library::stmt_execute_cont>();
#else
    Spare<&Library::bind_param, &Library::real_connect_nonblocking,
          &Library::real_query_nonblocking, &Library::next_result_nonblocking>();
#endif
  }
  ~SparedLibrary() { ActiveLibrary() = Library(); }
  SparedLibrary(const SparedLibrary&) = delete;
  SparedLibrary& operator=(const SparedLibrary&) = delete;

 private:
  template <auto Member, class Function>
  struct Spared;

  template <auto Member, class Result, class... Arguments>
  struct Spared<Member, Result (*)(Arguments...)> {
    static Result Call(Arguments... arguments) {
      const testing::SpareAllocations spare;
      return (Library().*Member)(arguments...);
    }
  };

  template <auto... Members>
  static void Spare() {
    Library& library = ActiveLibrary();
    ((library.*Members = &Spared<Members, std::decay_t<decltype(library.*Members)>>::Call), ...);
  }
};

}  // namespace otelwrap::mysql
