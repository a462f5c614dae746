CREATE TABLE category (code TEXT PRIMARY KEY, label TEXT NOT NULL);
CREATE TABLE product (
  sku TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  description TEXT NOT NULL, category_code TEXT NOT NULL REFERENCES category,
  price_cents INTEGER NOT NULL, price_currency TEXT NOT NULL, brand TEXT, rating_tenths INTEGER,
  available INTEGER NOT NULL, grams INTEGER NOT NULL, created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL);
CREATE INDEX product_by_category ON product (category_code);
