 SELECT 'it''s', "a\"b", `c``d` FROM t -- x
, u # y
