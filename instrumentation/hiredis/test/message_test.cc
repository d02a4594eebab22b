// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A trace that goes on behind a stream and a channel, in a real server.

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/hiredis/message.h>

#include <string>
#include <vector>

#include "fixture.h"
#include "read_reply.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasLinkTo;
using testing::HasNoLinks;
using testing::HasParent;
using testing::IsConsumer;
using ::testing::IsEmpty;
using testing::IsProducer;
using testing::IsRootSpan;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using testing::SpanNamed;
using testing::Succeeded;

// Calls it within a span "request".
template <class Function>
void InRequest(Function function) {
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  const auto span = tracer->StartSpan("request");
  const opentelemetry::trace::Scope scope(span);
  function();
}

class MessageTest : public RedisTest {
 protected:
  static Reply Send(redisContext* context, const std::vector<std::string>& words) {
    std::vector<const char*> texts;
    std::vector<size_t> sizes;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    return Reply(static_cast<redisReply*>(
        redisCommandArgv(context, static_cast<int>(words.size()), texts.data(), sizes.data())));
  }

  static Reply Next(redisContext* context) {
    void* reply = nullptr;
    EXPECT_EQ(redisGetReply(context, &reply), REDIS_OK) << context->errstr;
    return Reply(static_cast<redisReply*>(reply));
  }
};

TEST_F(MessageTest, WithoutAnythingCurrentNothingIsAdded) {
  EXPECT_THAT(CurrentMessageContext(), IsEmpty());
  {
    const Processing processing("orders", MessageContext());
  }
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("process orders"), IsRootSpan(), HasNoLinks())));
}

TEST_F(MessageTest, AStrangersContextThatIsNoneMakesNoLink) {
  {
    const Processing processing("orders", {{"traceparent", "00-zz-1-01"}});
  }
  EXPECT_THAT(spans_.Finished(), ElementsAre(HasNoLinks()));
}

TEST_F(MessageTest, OfAnEntryOnlyThePropagatorsFieldsAreTaken) {
  const Reply entry = Read(
      "*2\r\n$3\r\n1-1\r\n*7\r\n$2\r\nid\r\n$1\r\n7\r\n$11\r\ntraceparent\r\n$1\r\nx\r\n"
      "$7\r\nbaggage\r\n$4\r\na\r\nb\r\n$3\r\nodd\r\n");
  EXPECT_THAT(EntryContext(*entry), ElementsAre(Pair("traceparent", "x")));
  for (const char* none : {"+OK\r\n", "*0\r\n", "*2\r\n$3\r\n1-1\r\n$-1\r\n", "*1\r\n*0\r\n"}) {
    EXPECT_THAT(EntryContext(*Read(none)), IsEmpty()) << none;
  }
}

TEST_F(MessageTest, WhatIsNoMessageMakesNoSpan) {
  for (const char* reply :
       {"+OK\r\n", "*0\r\n", "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n",
        "*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n", "*4\r\n$7\r\nmessage\r\n+a\r\n+b\r\n+c\r\n",
        "*3\r\n$8\r\npmessage\r\n+a\r\n+b\r\n", ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n"}) {
    {
      const Processing processing(*Read(reply));
    }
    EXPECT_THAT(spans_.Finished(), IsEmpty()) << reply;
  }
}

TEST_F(MessageTest, AnEntryOfAStreamLeadsBackToItsProducer) {
  const RawContext context = Connect(Port());
  InRequest([&] {
    const Sending sending("orders");
    std::vector<std::string> words = {"XADD", "orders", "7-1", "id", "7"};
    AppendFields(CurrentMessageContext(), &words);
    EXPECT_THAT(words, SizeIs(7));
    EXPECT_EQ(Send(context.get(), words)->type, REDIS_REPLY_STRING);
  });
  const Reply entries = Send(context.get(), {"XRANGE", "orders", "-", "+"});
  ASSERT_EQ(entries->elements, 1U);
  {
    Processing processing("orders", *entries->element[0]);
    Reply(Command(context.get(), "SET done:7 1"));
    processing.SetError("out_of_stock");
  }
  const testing::Span send = spans_.Named("send orders");
  EXPECT_THAT(send,
              AllOf(IsProducer(), HasParent(spans_.Named("request")), Succeeded(), FromHiredis(),
                    AttributesAre({{"messaging.system", "redis"},
                                   {"messaging.operation.name", "send"},
                                   {"messaging.operation.type", "send"},
                                   {"messaging.destination.name", "orders"}})));
  const testing::Span process = spans_.Named("process orders");
  EXPECT_THAT(process, AllOf(IsConsumer(), IsRootSpan(), HasLinkTo(send),
                             FailedWith("out_of_stock"), FromHiredis(),
                             AttributesAre({{"messaging.system", "redis"},
                                            {"messaging.operation.name", "process"},
                                            {"messaging.operation.type", "process"},
                                            {"messaging.destination.name", "orders"},
                                            {"messaging.message.id", "7-1"},
                                            {"error.type", "out_of_stock"}})));
  EXPECT_THAT(spans_.Named("SET"), HasParent(process));
  EXPECT_THAT(metrics_.Collect(), SizeIs(1)) << "only SET is an operation of the database";
}

TEST_F(MessageTest, APublishedMessageLeadsBackToItsProducer) {
  const RawContext publisher = Connect(Port());
  const RawContext listener = Connect(Port());
  Send(listener.get(), {"SUBSCRIBE", "news:7"});
  Send(listener.get(), {"PSUBSCRIBE", "all:*"});
  InRequest([&] {
    Send(publisher.get(), {"PUBLISH", "news:7", Wrap(CurrentMessageContext(), "hello")});
    Send(publisher.get(), {"PUBLISH", "all:1", WrapJson(CurrentMessageContext(), "{\"id\":7}")});
  });
  const Reply first = Next(listener.get());
  EXPECT_EQ(Unwrap({first->element[2]->str, first->element[2]->len}).payload, "hello");
  {
    const Processing processing(*first);
  }
  {
    const Processing processing(*Next(listener.get()));
  }
  const testing::Span request = spans_.Named("request");
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(SpanNamed("request"),
                  AllOf(SpanNamed("process news:?"), IsConsumer(), HasLinkTo(request), Succeeded(),
                        AttributesAre({{"messaging.system", "redis"},
                                       {"messaging.operation.name", "process"},
                                       {"messaging.operation.type", "process"},
                                       {"messaging.destination.name", "news:?"}})),
                  AllOf(SpanNamed("process all:?"), HasLinkTo(request), Succeeded(),
                        HasAttribute("messaging.destination.template", "all:?"))));
}

TEST_F(MessageTest, ChannelsAreShownAsKeysAreAndNeverAsBinary) {
  const Reply plain = Read("*3\r\n$7\r\nmessage\r\n$7\r\nsecret7\r\n$1\r\nx\r\n");
  {
    const Processing processing(*plain);
  }
  Options options;
  options.keys = KeyText::kWhole;
  const auto whole = Make(options);
  {
    const Processing processing(*whole.value, *plain);
  }
  {
    const Processing processing(*whole.value, *Read("*4\r\n+pmessage\r\n+a:*\r\n+a:7\r\n+x\r\n"));
  }
  {
    const Processing processing("s", *Read("*2\r\n+secret\r\n*0\r\n"));
  }
  {
    const Processing processing("a\r\nb" + std::string(200, 'x'), MessageContext());
  }
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(
          AllOf(SpanNamed("process"), AttributesAre({{"messaging.system", "redis"},
                                                     {"messaging.operation.name", "process"},
                                                     {"messaging.operation.type", "process"}})),
          SpanNamed("process secret7"),
          AllOf(SpanNamed("process a:*"), HasAttribute("messaging.destination.name", "a:7"),
                HasAttribute("messaging.destination.template", "a:*")),
          AllOf(SpanNamed("process s"), testing::LacksAttribute("messaging.message.id")),
          SpanNamed(::testing::StartsWith("process \"a\\x0d\\x0abxx"))));
  EXPECT_THAT(spans_.Finished().back().name, SizeIs(8 + 128));
}

TEST_F(MessageTest, APushOfRESP3IsAMessageInTheUsersPushCallback) {
  const RawContext publisher = Connect(Port());
  const RawContext listener = Connect(Port());
  freeReplyObject(redisCommand(listener.get(), "HELLO 3"));
  static int pushes = 0;
  pushes = 0;
  redisSetPushCallback(listener.get(), [](void*, void* reply) {
    const Reply push(static_cast<redisReply*>(reply));
    const Processing processing(*push);
    ++pushes;
  });
  redisAppendCommand(listener.get(), "SUBSCRIBE news:7");
  redisAppendCommand(listener.get(), "PING");
  EXPECT_STREQ(Next(listener.get())->str, "PONG");
  EXPECT_EQ(pushes, 1) << "the confirmation";
  Send(publisher.get(), {"PUBLISH", "news:7", "hello"});
  redisAppendCommand(listener.get(), "PING");
  EXPECT_STREQ(Next(listener.get())->str, "PONG");
  EXPECT_EQ(pushes, 2);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("process news:?"), HasNoLinks())));
}

TEST_F(MessageTest, BaggageIsCurrentInTheConsumer) {
  const MessageContext context = {
      {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
      {"baggage", "tenant=acme"}};
  {
    const Processing processing("orders", context);
    const auto baggage =
        opentelemetry::baggage::GetBaggage(opentelemetry::context::RuntimeContext::GetCurrent());
    std::string tenant;
    EXPECT_TRUE(baggage->GetValue("tenant", tenant));
    EXPECT_EQ(tenant, "acme");
    const MessageContext on = CurrentMessageContext();
    EXPECT_THAT(on, Contains(Pair("baggage", "tenant=acme")));
    EXPECT_THAT(on, Not(Contains(Pair("traceparent", context.at("traceparent")))));
  }
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasLinkTo("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")));
  EXPECT_THAT(CurrentMessageContext(), IsEmpty());
}

TEST_F(MessageTest, WithinASpanItIsThatOnesChild) {
  InRequest([] { const Processing processing("orders", MessageContext()); });
  EXPECT_THAT(spans_.Named("process orders"), HasParent(spans_.Named("request")));
}

TEST_F(MessageTest, SwitchedOffAddsNothing) {
  common::SetEnabled(common::Component::kHiredis, false);
  InRequest([] {
    EXPECT_THAT(CurrentMessageContext(), IsEmpty());
    const Sending sending("orders");
    const Processing processing("orders", MessageContext());
  });
  common::SetEnabled(common::Component::kHiredis, true);
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("request")));
}

}  // namespace
}  // namespace otelwrap::hiredis
