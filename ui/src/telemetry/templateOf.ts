const routes = ["/", "/new", "/status", "/errors", "/traces"];

/** The route of a page with its parameters' names, as traces may hold it: what somebody typed is in none. */
export function templateOf(path: string): string {
  const [, first = "", second] = path.split("/");
  if (second !== undefined && second !== "" && first === "jobs") return "/jobs/:jobId";
  if (second !== undefined && second !== "" && first === "traces") return "/traces/:traceId";
  return routes.includes(path) ? path : "/*";
}
