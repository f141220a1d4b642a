import type { Request } from "express";

/** Whether a browser asks for a page, and not a program for data. */
export function wantsHtml(request: Request): boolean {
  return request.accepts(["application/json", "text/html"]) === "text/html";
}
