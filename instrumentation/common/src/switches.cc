// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/environment.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/switches.h>

#include <cctype>
#include <mutex>
#include <string>

namespace otelwrap::common {
namespace {

// What was asked for; component_enabled holds what follows from both.
struct Wishes {
  std::mutex mutex;
  bool all = true;
  bool component[kComponentCount];

  Wishes() noexcept {
    for (bool& wish : component) wish = true;
  }

  void Apply() noexcept {
    for (size_t i = 0; i < kComponentCount; ++i) {
      internal::component_enabled[i].store(all && component[i], std::memory_order_relaxed);
    }
  }
};

// Never destroyed: a switch may be thrown while the process ends.
Wishes& GetWishes() noexcept {
  static NeverDestroyed<Wishes> wishes;
  return wishes.get();
}

std::string VariableName(Component component) {
  std::string name(environment::kComponentPrefix);
  for (const char c : ShortName(component)) {
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  name += environment::kEnabledSuffix;
  return name;
}

bool ReadEnvironment() noexcept {
  if (internal::environment_was_read.exchange(true)) return true;
  Wishes& wishes = GetWishes();
  wishes.all = environment::ReadBool(environment::kAllEnabled).value_or(true);
  for (size_t i = 0; i < kComponentCount; ++i) {
    const std::string name = VariableName(static_cast<Component>(i));
    wishes.component[i] = environment::ReadBool(name.c_str()).value_or(true);
  }
  wishes.Apply();
  return true;
}

}  // namespace

namespace internal {
// Constant-initialised, so that a call made before the environment was read finds it on.
std::atomic<bool> component_enabled[kComponentCount] = {true, true, true, true, true, true, true};
std::atomic<bool> environment_was_read{false};
}  // namespace internal

namespace {
[[maybe_unused]] const bool has_read = ReadEnvironment();
}  // namespace

void SetEnabled(Component component, bool enabled) noexcept {
  Wishes& wishes = GetWishes();
  const std::lock_guard<std::mutex> lock(wishes.mutex);
  wishes.component[static_cast<size_t>(component)] = enabled;
  wishes.Apply();
}

void SetAllEnabled(bool enabled) noexcept {
  Wishes& wishes = GetWishes();
  const std::lock_guard<std::mutex> lock(wishes.mutex);
  wishes.all = enabled;
  wishes.Apply();
}

}  // namespace otelwrap::common
