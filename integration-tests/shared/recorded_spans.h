// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What these tests share: a provider whose spans are kept in memory, set by the program itself, and
// a plugin loaded as a server loads one. Nothing of `testing`: that is a library, and here it
// matters which of the program's files a thing is in.

#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <opentelemetry/exporters/memory/in_memory_span_exporter.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>
#include <otelwrap/common/providers.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace otelwrap {

class RecordedSpans {
 public:
  RecordedSpans() {
    auto exporter = std::make_unique<opentelemetry::exporter::memory::InMemorySpanExporter>();
    data_ = exporter->GetData();
    auto processor =
        std::make_unique<opentelemetry::sdk::trace::SimpleSpanProcessor>(std::move(exporter));
    opentelemetry::trace::Provider::SetTracerProvider(
        opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>(
            new opentelemetry::sdk::trace::TracerProvider(std::move(processor))));
    common::RefreshProviders();
  }

  // The spans that ended since the last call.
  auto Take() { return data_->GetSpans(); }

  // Their scopes and names.
  std::vector<std::string> TakeNames() {
    std::vector<std::string> names;
    for (const auto& span : Take()) {
      names.push_back(span->GetInstrumentationScope().GetName() + ": " +
                      std::string(span->GetName()));
    }
    return names;
  }

 private:
  std::shared_ptr<opentelemetry::exporter::memory::InMemorySpanData> data_;
};

// Loads the plugin and calls its entry.
inline void CallPlugin(const char* file) {
  void* plugin = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(plugin, nullptr) << dlerror();
  const auto run = reinterpret_cast<void (*)()>(dlsym(plugin, "RunPlugin"));
  ASSERT_NE(run, nullptr) << dlerror();
  run();
}

}  // namespace otelwrap
