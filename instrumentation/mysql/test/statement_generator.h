// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes statements that a server accepts, by a small grammar and from a seed. Every literal and
// every comment in them holds one of the marks; nothing else does.

#pragma once

#include <cstddef>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

namespace otelwrap::mysql {

inline constexpr std::string_view kMarks[] = {"sEcReT", "731973", "7319-07-31", "011101110111"};

class StatementGenerator {
 public:
  // `maria_db`: use what only MariaDB knows; else what only MySQL does.
  StatementGenerator(unsigned seed, bool maria_db) : random_(seed), maria_db_(maria_db) {}

  std::string Make() {
    switch (Below(14)) {
      case 0:
        return "INSERT INTO item(id,name) VALUES" + Join(",", [this] { return Row(); });
      case 1:
        return "INSERT INTO item SET id=" + Number() + ",name=" + Expression(2);
      case 2:
        return "INSERT IGNORE INTO item(id,name) " + Select(1) +
               " ON DUPLICATE KEY UPDATE name=" + Expression(1);
      case 3:
        return "UPDATE item SET name=" + Expression(2) + Where() + Limit();
      case 4:
        return "DELETE FROM item" + Where() + Limit();
      case 5:
        return "REPLACE INTO item VALUES" + Row();
      case 6:
        return "SET @v=" + Expression(2) + Gap() + ",@w:=" + Literal();
      case 7:
        return "DO " + Expression(3);
      case 8:
        return "CREATE TABLE fresh(a VARCHAR(731973)" + Gap() + "DEFAULT " + String() +
               " COMMENT 'sEcReT',b INT DEFAULT 731973)COMMENT=" + PlainString();
      case 9:
        return "WITH c AS (" + Select(1) + ") SELECT * FROM c" + Where();
      case 10:
        return Select(1) + " UNION ALL " + Select(1);
      case 11:
        return maria_db_ ? "CREATE USER u IDENTIFIED BY 'sEcReT'"
                         : "ALTER USER u IDENTIFIED BY 'sEcReT' PASSWORD HISTORY 731973";
      case 12:
        return "CALL nowhere(" + Join(",", [this] { return Expression(1); }) + ")";
      default:
        return Select(3);
    }
  }

 private:
  size_t Below(size_t limit) { return random_() % limit; }

  std::string Pick(std::initializer_list<std::string_view> choices) {
    return std::string(choices.begin()[Below(choices.size())]);
  }

  template <class Make>
  std::string Join(std::string_view by, Make make) {
    std::string text = make();
    for (size_t i = Below(4); i > 0; --i) text += Gap() + std::string(by) + Gap() + make();
    return text;
  }

  // Where two words may stand apart.
  std::string Gap() {
    if (Below(4) != 0) return " ";
    return Pick({" ", "\n", "\t ", "/**/", "/* sEcReT it's */", "/* ` \" 731973 */",
                 " # sEcReT's\n", " -- sEcReT '\n", " --\t`sEcReT\n", "/*/ sEcReT */",
                 " /*m! sEcReT' */ "});
  }

  std::string Number() {
    return Pick({"731973", "-731973", "+731973", "731973.5", ".731973", "731973.", "731973e2",
                 "731973.5E-3", "1.731973e+2", "0x731973", "0b011101110111", "x'731973'",
                 "X'731973'", "b'011101110111'", "B'011101110111'"});
  }

  std::string PlainString() {
    return Pick({"'sEcReT'", "'it''s sEcReT'", R"('a\'sEcReT')", R"('sEcReT\\')", "'-- sEcReT'",
                 "'/* sEcReT'", "'sEcReT;'", "'`sEcReT'", "'\xC3\xA4 sEcReT'", R"("sEcReT")",
                 R"("it's sEcReT")", R"("a""sEcReT")", "'\nsEcReT'", "'$$sEcReT'",
                 "'IDENTIFIED BY sEcReT'"});
  }

  std::string String() {
    switch (Below(6)) {
      case 0:
        return Pick({"N'sEcReT'", "n'it''s sEcReT'", "_utf8mb4'sEcReT'", "_latin1 'sEcReT'",
                     "_utf8mb4 x'731973'", "_binary'sEcReT'", "_utf8mb4\"sEcReT\""});
      case 1:
        return PlainString() + Pick({" ", "\n", "/*'*/", " -- '\n"}) + PlainString();
      default:
        return PlainString();
    }
  }

  std::string Literal() {
    switch (Below(8)) {
      case 0:
        return Pick({"DATE '7319-07-31'", "DATE'7319-07-31'", "TIMESTAMP '7319-07-31 07:31:09'",
                     "{d '7319-07-31'}", "{ts'7319-07-31 01:02:03'}", "{ d \"7319-07-31\" }"});
      case 1:
        return Pick({"TRUE", "FALSE", "NULL", "true"});
      case 2:
        // MySQL's $$...$$ is for the bodies of routines only.
        if (!maria_db_) return String();
        return Pick({R"(\N)", "'sEcReT'"});
      case 3:
      case 4:
        return Number();
      default:
        return String();
    }
  }

  std::string Column() {
    return Pick({"a", "t.a", "`t`.`it's`", "shop.t.a", "t.1a", "a$1", "`a``b`", "\xC3\xA4", "a1e5",
                 "`\"`", "t.7e5", "_a", "@v", "@@sql_mode", "@`it's`", "@'sEcReT'"});
  }

  std::string Expression(size_t depth) {
    if (depth == 0 || Below(3) == 0) return Below(3) == 0 ? Column() : Literal();
    const auto inner = [&] { return Expression(depth - 1); };
    switch (Below(14)) {
      case 0:
        return "(" + inner() + ")" + Gap() +
               Pick({"+", "-", "*", "/", "%", "<=>", "!=", "=", "<"}) + Gap() + "(" + inner() + ")";
      case 1:
        return "(" + inner() + ")" + Pick({"-", "+", "--", "- -"}) + "731973";
      case 2:
        return "CONCAT(" + Join(",", inner) + ")";
      case 3:
        return Column() + " IN (" + Join(",", [this] { return Literal(); }) + ")";
      case 4:
        return "CASE WHEN " + inner() + " THEN " + inner() + " ELSE " + inner() + " END";
      case 5:
        return Column() + " BETWEEN " + Literal() + " AND " + Literal();
      case 6:
        return Column() + " LIKE " + String() + " ESCAPE '!'";
      case 7:
        return "JSON_EXTRACT(a,'$.sEcReT')";
      case 8:
        return "NOW() + INTERVAL " + Number() + Gap() + Pick({"DAY", "MINUTE"});
      case 9:
        return "NOW()-INTERVAL '7319-07-31' DAY_MINUTE";
      case 10:
        return "CAST(" + inner() + " AS CHAR(731973))";
      case 11:
        return "EXISTS(" + Select(depth - 1) + ")";
      case 12:
        return Column() + " IS NOT " + Pick({"NULL", "TRUE", "FALSE"});
      default:
        return "NOT(" + inner() + ")" + Pick({" AND ", " OR ", " XOR "}) + "(" + inner() + ")";
    }
  }

  std::string Where() { return Below(3) == 0 ? "" : Gap() + "WHERE" + Gap() + Expression(2); }
  std::string Limit() { return Below(3) == 0 ? " LIMIT 731973" : ""; }

  std::string Row() { return "(" + Literal() + Gap() + "," + Literal() + ")"; }

  std::string Select(size_t depth) {
    std::string text = Pick({"SELECT", "select", "SELECT/*!40001 SQL_NO_CACHE */", "SELECT ALL"});
    text += Gap() + Join(",", [&] { return Expression(depth) + Alias(); });
    if (Below(4) == 0) return text;
    text += Gap() + "FROM" + Gap() + Tables(depth) + Where();
    if (Below(4) == 0) text += " GROUP BY " + Column() + " HAVING " + Expression(1);
    if (Below(4) == 0) text += " ORDER BY " + Column() + Pick({"", " DESC"});
    return text;
  }

  std::string Alias() { return Pick({"", "", " AS x", " `it's`", " AS 'sEcReT'", " \"sEcReT\""}); }

  std::string Tables(size_t depth) {
    switch (Below(6)) {
      case 0:
        return "item t JOIN item u ON " + Expression(1);
      case 1:
        return depth == 0 ? "item" : "(" + Select(depth - 1) + ") t";
      case 2:
        return "shop.item t,`item` u";
      default:
        return Pick({"item", "`item` AS t", "shop.item t", "item USE INDEX ()"});
    }
  }

  std::mt19937 random_;
  const bool maria_db_;
};

}  // namespace otelwrap::mysql
