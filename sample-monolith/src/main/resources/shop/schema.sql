CREATE TABLE category (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE product (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, ref TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  description TEXT NOT NULL, category TEXT NOT NULL REFERENCES category, price TEXT NOT NULL,
  brand TEXT, rating TEXT, stock INTEGER NOT NULL, kilos TEXT NOT NULL, created TEXT NOT NULL,
  updated INTEGER NOT NULL);
CREATE INDEX product_by_category ON product (category);
CREATE TABLE customer (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE, since TEXT NOT NULL, password TEXT NOT NULL);
CREATE TABLE orders (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  customer INTEGER NOT NULL REFERENCES customer, placed TEXT NOT NULL, status TEXT NOT NULL,
  note TEXT NOT NULL, total TEXT NOT NULL);
CREATE INDEX orders_by_customer ON orders (customer);
CREATE TABLE order_line (
  order_number INTEGER NOT NULL REFERENCES orders, position INTEGER NOT NULL,
  product INTEGER NOT NULL REFERENCES product, quantity INTEGER NOT NULL, price TEXT NOT NULL,
  PRIMARY KEY (order_number, position));
CREATE TABLE session (
  id TEXT PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, expires INTEGER NOT NULL);
CREATE INDEX session_by_expiry ON session (expires);
