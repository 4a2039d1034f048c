import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.TDB2Factory;
import org.apache.jena.update.UpdateAction;
import org.apache.jena.update.UpdateFactory;
import org.apache.jena.update.UpdateRequest;

/** A SPARQL 1.1 server over TDB2 for tests: forms by POST at /query and /update, on loopback. */
public class TdbServer {
    private static final String JSON = "application/sparql-results+json";
    private final Dataset dataset;

    private TdbServer(Dataset dataset) {
        this.dataset = dataset;
    }

    /** Takes a folder; prints the port that it listens at. */
    public static void main(String[] arguments) throws IOException {
        TdbServer server = new TdbServer(TDB2Factory.connectDataset(arguments[0]));
        HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.createContext("/query", exchange -> server.reply(exchange, server::query));
        http.createContext("/update", exchange -> server.reply(exchange, server::update));
        http.setExecutor(Executors.newFixedThreadPool(4));
        http.start();
        System.out.println(http.getAddress().getPort());
        System.out.flush();
    }

    private record Answer(int status, String media, byte[] body) {}

    private interface Work {
        Answer of(Map<String, List<String>> form);
    }

    private void reply(HttpExchange exchange, Work work) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer;
        try {
            answer = work.of(form(body));
        } catch (QueryParseException error) {
            answer = text(400, error.getMessage());
        } catch (RuntimeException error) {
            answer = text(500, String.valueOf(error.getMessage()));
        }
        exchange.getResponseHeaders().set("Content-Type", answer.media());
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
        exchange.close();
    }

    private static Answer text(int status, String message) {
        return new Answer(status, "text/plain", message.getBytes(StandardCharsets.UTF_8));
    }

    private Answer query(Map<String, List<String>> form) {
        Query query = QueryFactory.create(form.getOrDefault("query", List.of("")).get(0));
        if (form.containsKey("default-graph-uri") || form.containsKey("named-graph-uri")) {
            form.getOrDefault("default-graph-uri", List.of()).forEach(query::addGraphURI);
            form.getOrDefault("named-graph-uri", List.of()).forEach(query::addNamedGraphURI);
        }
        Supplier<Answer> run = () -> {
            try (QueryExecution execution = QueryExecutionFactory.create(query, dataset)) {
                return answer(query, execution);
            }
        };
        return Txn.calculateRead(dataset, run::get);
    }

    private static Answer answer(Query query, QueryExecution execution) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (query.isSelectType()) {
            ResultSetFormatter.outputAsJSON(out, execution.execSelect());
            return new Answer(200, JSON, out.toByteArray());
        }
        if (query.isAskType()) {
            ResultSetFormatter.outputAsJSON(out, execution.execAsk());
            return new Answer(200, JSON, out.toByteArray());
        }
        var model = query.isDescribeType() ? execution.execDescribe() : execution.execConstruct();
        RDFDataMgr.write(out, model, Lang.NTRIPLES);
        return new Answer(200, "application/n-triples", out.toByteArray());
    }

    private Answer update(Map<String, List<String>> form) {
        UpdateRequest request = UpdateFactory.create(form.getOrDefault("update", List.of("")).get(0));
        // One transaction for all of it: an operation that fails undoes those before it.
        Txn.executeWrite(dataset, () -> UpdateAction.execute(request, dataset));
        return new Answer(204, "text/plain", new byte[0]);
    }

    private static Map<String, List<String>> form(String body) {
        Map<String, List<String>> found = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            String value = parts.length > 1 ? parts[1] : "";
            found.computeIfAbsent(decoded(parts[0]), key -> new ArrayList<>()).add(decoded(value));
        }
        return found;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
