-- Copyright The otelwrap Authors
-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(100));
INSERT INTO item VALUES (1, 'book'), (2, 'lamp');
