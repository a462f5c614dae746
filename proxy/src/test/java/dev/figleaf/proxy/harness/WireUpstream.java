package dev.figleaf.proxy.harness;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.List;
import org.assertj.core.util.Lists;

/** An upstream by WireMock: behaviour and faults by stubs. It answers 404 until told otherwise. */
public final class WireUpstream implements TestUpstream, AutoCloseable {
  private final String name;
  private final WireMockServer server;

  WireUpstream(String name) {
    this.name = name;
    this.server =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(16));
    server.start();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int port() {
    return server.port();
  }

  /** Answers everything with this status. */
  public WireUpstream respondingWith(int status) {
    return respondingWith(WireMock.aResponse().withStatus(status));
  }

  /** Answers everything with this status and text. */
  public WireUpstream respondingWith(int status, String body) {
    return respondingWith(WireMock.aResponse().withStatus(status).withBody(body));
  }

  /** Answers everything so. */
  public WireUpstream respondingWith(ResponseDefinitionBuilder answer) {
    return on(WireMock.any(WireMock.anyUrl()).willReturn(answer));
  }

  /** Adds a stub; the latest that matches wins. */
  public WireUpstream on(MappingBuilder stub) {
    server.stubFor(stub);
    return this;
  }

  @Override
  public List<Message> received() {
    List<ServeEvent> newestFirst = server.getAllServeEvents();
    return Lists.newArrayList(newestFirst).reversed().stream()
        .map(event -> message(event.getRequest()))
        .toList();
  }

  private static Message message(LoggedRequest request) {
    List<Head.Header> headers =
        request.getHeaders().all().stream().flatMap(WireUpstream::lines).toList();
    String start = request.getMethod() + " " + request.getUrl() + " " + request.getProtocol();
    return new Message(new Head(start, headers), request.getBody(), List.of());
  }

  private static java.util.stream.Stream<Head.Header> lines(HttpHeader header) {
    return header.values().stream().map(value -> new Head.Header(header.key(), value));
  }

  @Override
  public void close() {
    server.stop();
  }
}
