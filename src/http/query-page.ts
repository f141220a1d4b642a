import { Router, type Request, type RequestHandler } from "express";

const EXAMPLE = `# Which stores will sell how much in the coming days?
{
  forecasts(first: 5) {
    nodes {
      store { code name region { name } }
      status
      totalYhat
      points { date isOpen yhat lower upper }
    }
  }
}
`;

function wantsPage(request: Request): boolean {
  return (
    request.accepts(["application/json", "text/html"]) === "text/html" && request.query.query === undefined
  );
}

/** Makes the page at its first use: its scripts, which need no internet, weigh 9 MB. */
function createPageSource(): () => Promise<string> {
  let page: Promise<string> | undefined;
  return () =>
    (page ??= import("@graphql-yoga/render-graphiql").then(({ renderGraphiQL }) =>
      renderGraphiQL({
        title: "Storecast",
        endpoint: "/graphql",
        subscriptionsProtocol: "WS",
        defaultQuery: EXAMPLE,
      }),
    ));
}

/** An embedded GraphQL page for browsers, on `/` and on GET `/graphql`; other clients pass. */
export function queryPage(): Router {
  const loadPage = createPageSource();
  const servePage: RequestHandler = async (request, response, next) => {
    if (!wantsPage(request)) {
      next();
      return;
    }
    response
      .type("html")
      .set("cache-control", "private, max-age=3600")
      .send(await loadPage());
  };
  return Router().get("/", servePage).get("/graphql", servePage);
}
