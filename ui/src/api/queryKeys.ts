/** Every key of the cache. A job has one place only, and lists hold ids. */
export const queryKeys = {
  job: (jobId: string) => ["job", jobId] as const,
  files: (jobId: string) => ["files", jobId] as const,
  list: (filter: string) => ["list", filter] as const,
  health: ["health"] as const,
  performance: (windowSeconds: number) => ["performance", windowSeconds] as const,
  errors: ["errors"] as const,
  traces: ["traces"] as const,
  trace: (traceId: string) => ["trace", traceId] as const,
};
