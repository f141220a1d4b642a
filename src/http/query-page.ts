import { Router, type RequestHandler } from "express";
import { Answer } from "./answer.js";
import { notFound } from "./http-errors.js";
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

/**
 * GraphiQL for browsers, on GET `/graphql`; other clients pass.
 *
 * @param policy what browsers let the page do, as `content-security-policy`; null where there is to be no page
 */
export function queryPage(policy: string | null): Router {
  const loadPage = createPageSource();
  const servePage: RequestHandler = async (request, response, next) => {
    if (!wantsHtml(request) || request.query.query !== undefined) {
      next();
      return;
    }
    if (policy === null) {
      notFound(request, response, next);
      return;
    }
    await sendAnswer(request, response, await loadPage(), {
      headers: { "content-security-policy": policy },
      cacheControl: "private, max-age=3600",
      vary: "accept",
    });
  };
  return Router().get("/graphql", servePage);
}
