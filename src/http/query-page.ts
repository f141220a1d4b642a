import { Router, type RequestHandler } from "express";
import { Answer } from "./answer.js";
import { sendAnswer } from "./send-answer.js";
import { wantsHtml } from "./wants-html.js";

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

/** Makes the page at its first use: its scripts, which need no internet, weigh 9 MB. */
function createPageSource(): () => Promise<Answer> {
  let page: Promise<Answer> | undefined;
  return () => (page ??= renderPage());
}

async function renderPage(): Promise<Answer> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const html = renderGraphiQL({
    title: "Storecast GraphQL",
    endpoint: "/graphql",
    subscriptionsProtocol: "WS",
    defaultQuery: EXAMPLE,
  });
  return new Answer("text/html; charset=utf-8", Buffer.from(html));
}

/** GraphiQL for browsers, on GET `/graphql`; other clients pass. */
export function queryPage(): Router {
  const loadPage = createPageSource();
  const servePage: RequestHandler = async (request, response, next) => {
    if (!wantsHtml(request) || request.query.query !== undefined) {
      next();
      return;
    }
    await sendAnswer(request, response, await loadPage(), {
      cacheControl: "private, max-age=3600",
      vary: "accept",
    });
  };
  return Router().get("/graphql", servePage);
}
