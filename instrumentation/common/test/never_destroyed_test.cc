// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <otelwrap/common/never_destroyed.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace otelwrap::common {
namespace {

struct EndsTheProcess {
  ~EndsTheProcess() { std::_Exit(1); }
  int value = 42;
};

EndsTheProcess& TheObject() {
  static NeverDestroyed<EndsTheProcess> object;
  return object.get();
}

// Its destructor runs after that of whatever was made later.
struct AsksAtTheEnd {
  ~AsksAtTheEnd() { std::_Exit(TheObject().value == 42 ? 0 : 2); }
};

void EndWithAStaticObjectThatAsks() {
  static const AsksAtTheEnd asks;
  TheObject();
  std::exit(3);  // NOLINT(concurrency-mt-unsafe): runs the destructors, as the end of main does
}

TEST(NeverDestroyedTest, OutlivesTheDestructorsOfStaticObjects) {
  EXPECT_EXIT(EndWithAStaticObjectThatAsks(), ::testing::ExitedWithCode(0), "");
}

TEST(NeverDestroyedTest, HasATrivialDestructor) {
  EXPECT_TRUE(std::is_trivially_destructible_v<NeverDestroyed<EndsTheProcess>>);
}

TEST(NeverDestroyedTest, PassesOnWhatTheConstructorThrows) {
  struct Throws {
    explicit Throws(bool wanted) {
      if (wanted) throw std::runtime_error("no");
    }
  };
  EXPECT_THROW(NeverDestroyed<Throws>(true), std::runtime_error);
  EXPECT_NO_THROW(NeverDestroyed<Throws>(false));
}

TEST(NeverDestroyedTest, IsOneObjectThatStays) {
  EndsTheProcess* const first = &TheObject();
  EXPECT_EQ(&TheObject(), first);
}

TEST(NeverDestroyedTest, HandsItsArgumentsOnAndConstReadsTheSame) {
  struct Pointed {
    std::unique_ptr<int> pointer;
    explicit Pointed(std::unique_ptr<int> made) : pointer(std::move(made)) {}
  };
  NeverDestroyed<Pointed> object(std::make_unique<int>(7));
  const auto& constant = object;
  EXPECT_EQ(*constant.get().pointer, 7);
  EXPECT_EQ(&constant.get(), &object.get());
  object.get().pointer.reset();  // as nobody else will
}

TEST(NeverDestroyedTest, StandsWhereItsTypeMustStand) {
  struct alignas(64) Wide {
    char byte = 'x';
  };
  NeverDestroyed<Wide> object;
  EXPECT_EQ(reinterpret_cast<uintptr_t>(&object.get()) % alignof(Wide), 0U);
  EXPECT_EQ(sizeof(object), sizeof(Wide));
}

}  // namespace
}  // namespace otelwrap::common
