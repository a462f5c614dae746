package dev.figleaf.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;

/** Asks an admin listener over a bare socket, so that every byte of a request is the test's own. */
record AdminClient(int port) {
  private static final int TIMEOUT_MILLIS = 10_000;

  /** An answer, taken apart. */
  record Reply(int status, String head, String body) {
    Optional<String> header(String name) {
      return head.lines()
          .skip(1)
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }

    JsonObject json() {
      return new JsonObject(body);
    }
  }

  Reply get(String path, String... headers) throws IOException {
    return request("GET", path, headers);
  }

  Reply request(String method, String path, String... headers) throws IOException {
    boolean host = Arrays.stream(headers).anyMatch(header -> header.startsWith("Host:"));
    var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
    text.append(host ? "" : "Host: localhost:" + port + "\r\n");
    Arrays.stream(headers).forEach(header -> text.append(header).append("\r\n"));
    return raw(text.append("\r\n").toString());
  }

  /** Sends JSON. */
  Reply post(String path, String json, String... headers) throws IOException {
    return send("POST", path, "application/json", json, headers);
  }

  Reply put(String path, String json, String... headers) throws IOException {
    return send("PUT", path, "application/json", json, headers);
  }

  Reply delete(String path, String... headers) throws IOException {
    return request("DELETE", path, headers);
  }

  /** Sends a form as a page of the listener's own does. */
  Reply form(String path, String fields, String... headers) throws IOException {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Sec-Fetch-Site: same-origin";
    return send("POST", path, "application/x-www-form-urlencoded", fields, all);
  }

  /** Sends a body. */
  Reply send(String method, String path, String type, String body, String... headers)
      throws IOException {
    var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
    text.append("Host: localhost:" + port + "\r\nContent-Type: " + type + "\r\n");
    text.append("Content-Length: " + body.getBytes(UTF_8).length + "\r\n");
    Arrays.stream(headers).forEach(header -> text.append(header).append("\r\n"));
    return raw(text.append("\r\n").append(body).toString());
  }

  /** Sends bytes, and reads until the other side closes. */
  Reply raw(String bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(bytes.getBytes(UTF_8));
      String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
      int end = all.indexOf("\r\n\r\n");
      int status = Integer.parseInt(all.substring(9, 12));
      return new Reply(status, all.substring(0, end), all.substring(end + 4));
    }
  }
}
