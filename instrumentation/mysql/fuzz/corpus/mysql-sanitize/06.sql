 SELEcT order_date
FROM ORders