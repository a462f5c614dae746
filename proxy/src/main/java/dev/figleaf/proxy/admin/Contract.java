package dev.figleaf.proxy.admin;

import java.util.List;

/**
 * What an endpoint takes and gives, for the document of them all.
 *
 * @param status of an answer that is no problem
 * @param query parameters that may follow the path
 * @param sent what may be sent
 */
record Contract(int status, Shape answer, List<Shape.Field> query, Shape sent) {
  /** Of what is no endpoint of the API, such as a page. */
  static final Contract NONE =
      new Contract(200, new Shape.Nothing(), List.of(), new Shape.Nothing());

  Contract {
    query = List.copyOf(query);
  }
}
